"""Merges several tensors into one: their sum, or their concatenation along an axis."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import Op


class AddCache(NamedTuple):
    """Cache for the backward pass of a sum: the ``shapes`` of its inputs."""

    shapes: tuple[tuple[int, ...], ...]


def add_forward(*inputs: Tensor) -> tuple[Tensor, AddCache]:
    r"""The sum of the inputs.

    .. math:: y = \sum_k x_k

    Axes of size 1 are broadcast. An input with fewer axes gets new ones after the batch axis, as in Keras: (N, C) added
    to (N, H, W, C) counts as (N, 1, 1, C).

    Args:
        inputs: one or more, (N, ...).

    Returns:
        y: the broadcast shape, and the cache.
    """
    rank = max(x.ndim for x in inputs)
    aligned = [x.reshape(aligned_shape(tuple(x.shape), rank)) for x in inputs]
    y = aligned[0]
    for x in aligned[1:]:
        y = y + x
    return y, AddCache(tuple(tuple(x.shape) for x in inputs))


def add_backward(dy: Tensor, cache: AddCache) -> tuple[Tensor, ...]:
    """``dx_k = dy``, summed over the axes along which x_k was broadcast."""
    return tuple(summed_to(dy, shape) for shape in cache.shapes)


def aligned_shape(shape: tuple[int, ...], rank: int) -> tuple[int, ...]:
    """``shape`` with ``rank`` axes: missing ones are inserted after the batch axis.

    Examples:
        >>> aligned_shape((2, 3), 4)
        (2, 1, 1, 3)
    """
    return (*shape[:1], *(1,) * (rank - len(shape)), *shape[1:])


def summed_to(dy: Tensor, shape: tuple[int, ...]) -> Tensor:
    """The gradient of a broadcast input of ``shape``: ``dy`` summed over the broadcast axes.

    Examples:
        >>> summed_to(torch.ones(2, 4, 3), (2, 3)).tolist()
        [[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]]
    """
    aligned = aligned_shape(shape, dy.ndim)
    stretched = [axis for axis, size in enumerate(aligned) if size == 1 and dy.shape[axis] != 1]
    return (dy.sum(stretched, keepdim=True) if stretched else dy).reshape(shape)


class ConcatenateCache(NamedTuple):
    """Cache for the backward pass of a concatenation.

    Attributes:
        sizes: the sizes of the inputs along the axis.
        axis: the axis of the concatenation.
    """

    sizes: tuple[int, ...]
    axis: int


def concatenate_forward(*inputs: Tensor, axis: int = -1) -> tuple[Tensor, ConcatenateCache]:
    """The inputs concatenated along ``axis``.

    Args:
        inputs: one or more, with equal sizes along all other axes.
        axis: the axis of the concatenation.

    Returns:
        y: shaped like the inputs, except that its size along ``axis`` is the sum of theirs; and the cache.
    """
    return torch.cat(inputs, axis), ConcatenateCache(tuple(x.shape[axis] for x in inputs), axis)


def concatenate_backward(dy: Tensor, cache: ConcatenateCache) -> tuple[Tensor, ...]:
    """``dx_k``: the part of ``dy`` at the position of x_k."""
    return torch.split(dy, list(cache.sizes), cache.axis)


ADD = Op("add", add_forward, add_backward)
CONCATENATE = Op("concatenate", concatenate_forward, concatenate_backward)
