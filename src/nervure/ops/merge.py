"""Several tensors become one: their sum, or one after another along an axis."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import Op


class AddCache(NamedTuple):
    """What the backward pass of a sum needs: the ``shapes`` of its inputs."""

    shapes: tuple[tuple[int, ...], ...]


def add_forward(*inputs: Tensor) -> tuple[Tensor, AddCache]:
    r"""The sum of the inputs.

    .. math:: y = \sum_k x_k

    Axes of size 1 are stretched. An input with fewer axes gets them after the batch axis, as in Keras: (N, C) added
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
    """``dx_k = dy``, summed over the axes along which x_k was stretched."""
    return tuple(summed_to(dy, shape) for shape in cache.shapes)


def aligned_shape(shape: tuple[int, ...], rank: int) -> tuple[int, ...]:
    """``shape`` with ``rank`` axes: those that lack stand after the batch axis.

    Examples:
        >>> aligned_shape((2, 3), 4)
        (2, 1, 1, 3)
    """
    return (*shape[:1], *(1,) * (rank - len(shape)), *shape[1:])


def summed_to(dy: Tensor, shape: tuple[int, ...]) -> Tensor:
    """The gradient of an input of ``shape`` that was stretched: ``dy`` summed over the axes where it was.

    Examples:
        >>> summed_to(torch.ones(2, 4, 3), (2, 3)).tolist()
        [[4.0, 4.0, 4.0], [4.0, 4.0, 4.0]]
    """
    aligned = aligned_shape(shape, dy.ndim)
    stretched = [axis for axis, size in enumerate(aligned) if size == 1 and dy.shape[axis] != 1]
    return (dy.sum(stretched, keepdim=True) if stretched else dy).reshape(shape)


class ConcatenateCache(NamedTuple):
    """What the backward pass of a concatenation needs.

    Attributes:
        sizes: of the inputs along the axis.
        axis: along which they follow each other.
    """

    sizes: tuple[int, ...]
    axis: int


def concatenate_forward(*inputs: Tensor, axis: int = -1) -> tuple[Tensor, ConcatenateCache]:
    """The inputs one after another along ``axis``.

    Args:
        inputs: one or more, of equal sizes along all other axes.
        axis: along which they follow each other.

    Returns:
        y: as the inputs, its size along ``axis`` the sum of theirs, and the cache.
    """
    return torch.cat(inputs, axis), ConcatenateCache(tuple(x.shape[axis] for x in inputs), axis)


def concatenate_backward(dy: Tensor, cache: ConcatenateCache) -> tuple[Tensor, ...]:
    """``dx_k``: the piece of ``dy`` where x_k stands."""
    return torch.split(dy, list(cache.sizes), cache.axis)


ADD = Op("add", add_forward, add_backward)
CONCATENATE = Op("concatenate", concatenate_forward, concatenate_backward)
