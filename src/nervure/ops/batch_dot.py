"""The product of two tensors, sample by sample, summed along one axis of each, and its derivative."""

from __future__ import annotations

import math
from typing import NamedTuple

from torch import Tensor

from nervure.ops.op import Op, named_gradients
from nervure.ops.sample_normalization import (
    UnitNormalizationCache,
    unit_normalization_backward,
    unit_normalization_forward,
)

_SMALLEST_NORM = 1e-7  # Keras' epsilon


class BatchDotCache(NamedTuple):
    """Cache for the backward pass.

    Attributes:
        first: (N, P, D): the summed axis is last, all others are merged into one.
        second: (N, Q, D), likewise.
        axes: the axes that were summed over.
        moved: the shapes of the inputs with that axis last.
        norms: the norms of the two normalizations, if any.
    """

    first: Tensor
    second: Tensor
    axes: tuple[int, int]
    moved: tuple[tuple[int, ...], tuple[int, ...]]
    norms: tuple[UnitNormalizationCache, UnitNormalizationCache] | None


def batch_dot_forward(
    first: Tensor, second: Tensor, *, axes: tuple[int, int], normalize: bool = False
) -> tuple[Tensor, BatchDotCache]:
    r"""Dot products of the vectors along one axis of the first input with those along one axis of the second.

    .. math:: y_{npq} = \sum_d a_{npd}\, b_{nqd}

    Args:
        first: a, (N, ..., D, ...).
        second: b, (N, ..., D, ...).
        axes: the axis of size D in each.
        normalize: whether to first divide both by their norms along it; y is then the cosine of the angle.

    Returns:
        y: (N, the other axes of a, the other axes of b), or (N, 1) if there are none; and the cache.
    """
    norms = None
    if normalize:
        first, first_norm = unit_normalization_forward(first, axis=axes[:1], epsilon=_SMALLEST_NORM)
        second, second_norm = unit_normalization_forward(second, axis=axes[1:], epsilon=_SMALLEST_NORM)
        norms = first_norm, second_norm
    a, b = first.movedim(axes[0], -1), second.movedim(axes[1], -1)
    moved = tuple(a.shape), tuple(b.shape)
    rows, columns = _rows(a), _rows(b)
    y = (rows @ columns.mT).reshape(len(a), *(moved[0][1:-1] + moved[1][1:-1] or (1,)))
    return y, BatchDotCache(rows, columns, axes, moved, norms)


def batch_dot_backward(dy: Tensor, cache: BatchDotCache) -> tuple[Tensor | None, ...]:
    r"""The gradients of both inputs.

    .. math:: da_{npd} = \sum_q dy_{npq}\, b_{nqd}, \qquad db_{nqd} = \sum_p dy_{npq}\, a_{npd}
    """
    dy = dy.reshape(len(dy), cache.first.shape[1], cache.second.shape[1])
    first = (dy @ cache.second).reshape(cache.moved[0]).movedim(-1, cache.axes[0])
    second = (dy.mT @ cache.first).reshape(cache.moved[1]).movedim(-1, cache.axes[1])
    if cache.norms is not None:
        (first,) = unit_normalization_backward(first, cache.norms[0])
        (second,) = unit_normalization_backward(second, cache.norms[1])
    return named_gradients(dfirst=first, dsecond=second)


def _rows(x: Tensor) -> Tensor:
    """(N, ..., D) -> (N, P, D); P is computed, because -1 is ambiguous in an empty batch."""
    return x.reshape(x.shape[0], math.prod(x.shape[1:-1]), x.shape[-1])


BATCH_DOT = Op("batch_dot", batch_dot_forward, batch_dot_backward)
