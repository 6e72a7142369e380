"""Reshaping: the same numbers in another shape."""

from __future__ import annotations

import math
from typing import NamedTuple

from torch import Tensor

from nervure.ops.op import InputGradient, Op


class ReshapeCache(NamedTuple):
    """Cache for the backward pass of a reshape: the ``shape`` of its input."""

    shape: tuple[int, ...]


def reshape_forward(x: Tensor, *, target_shape: tuple[int, ...]) -> tuple[Tensor, ReshapeCache]:
    """The numbers of each sample, in row-major order, in another shape.

    Args:
        x: (N, ...).
        target_shape: the shape of one sample; one size may be -1, for the rest.

    Returns:
        y: (N, *target_shape), and the cache.
    """
    sizes = list(target_shape)
    if -1 in sizes:
        # torch cannot infer a size for an empty batch: 0 numbers fit every size.
        sizes[sizes.index(-1)] = math.prod(x.shape[1:]) // max(1, -math.prod(sizes))
    return x.reshape(x.shape[0], *sizes), ReshapeCache(tuple(x.shape))


def reshape_backward(dy: Tensor, cache: ReshapeCache) -> InputGradient:
    """``dx``: the numbers of ``dy`` in the shape of x."""
    return InputGradient(dy.reshape(cache.shape))


RESHAPE = Op("reshape", reshape_forward, reshape_backward)
