"""Permuting axes and repeating vectors, and the derivatives."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from nervure.ops.op import InputGradient, Op


class PermuteCache(NamedTuple):
    """Cache for the backward pass of a permutation: the ``order`` of the axes, batch axis first."""

    order: tuple[int, ...]


def permute_forward(x: Tensor, *, dims: tuple[int, ...]) -> tuple[Tensor, PermuteCache]:
    """The axes of each sample in a different order.

    Args:
        x: (N, ...).
        dims: for each axis of y except the first, the corresponding axis of x, counted from 1.

    Returns:
        y: x with its axes in this order, and the cache.
    """
    order = 0, *dims
    return x.permute(order).contiguous(), PermuteCache(order)


def permute_backward(dy: Tensor, cache: PermuteCache) -> InputGradient:
    """``dx``: ``dy`` with the axes back in their original order."""
    back = sorted(range(len(cache.order)), key=lambda axis: cache.order[axis])
    return InputGradient(dy.permute(back).contiguous())


class RepeatVectorCache(NamedTuple):
    """The backward pass of a repetition needs no cached values."""


def repeat_vector_forward(x: Tensor, *, n: int) -> tuple[Tensor, RepeatVectorCache]:
    """Repeats each vector n times, as a sequence.

    Args:
        x: (N, features).
        n: the number of repetitions.

    Returns:
        y: (N, n, features), and the cache.
    """
    return x.unsqueeze(1).repeat(1, n, 1), RepeatVectorCache()


def repeat_vector_backward(dy: Tensor, cache: RepeatVectorCache) -> InputGradient:
    """``dx``: the sum of the gradients of all copies."""
    return InputGradient(dy.sum(1))


PERMUTE = Op("permute", permute_forward, permute_backward)
REPEAT_VECTOR = Op("repeat_vector", repeat_vector_forward, repeat_vector_backward)
