"""Losses that measure how little two regions overlap, Dice and Tversky, with their derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened_pair

EPSILON = 1e-7  # avoids 0 / 0 for two empty regions, as in Keras


class OverlapCache(NamedTuple):
    """Cache for the backward pass of an overlap.

    Attributes:
        intersection: the overlap of both, with the summed axes kept as size 1.
        total: the divisor, including 1e-7, of the same shape.
        intersection_slope: its derivative with respect to each output.
        total_slope: the derivative of the divisor, a number if it is the same everywhere.
        dtype: the dtype of the output and of its gradient.
    """

    intersection: Tensor
    total: Tensor
    intersection_slope: Tensor
    total_slope: Tensor | float
    dtype: torch.dtype


def dice_forward(
    y_pred: Tensor, y_true: Tensor, *, axis: int | Sequence[int] | None = None
) -> tuple[Tensor, OverlapCache]:
    """``E = 1 - 2 sum y p / (sum y + sum p + 1e-7)``.

    Args:
        y_pred: any shape, probabilities.
        y_true: the same shape, 0 and 1.
        axis: the axes of the sums; None for all of them, so that the batch has one value.

    Returns:
        values: the shape without these axes, and the cache.
    """
    p, y = widened_pair(y_pred, y_true)
    axes = _axes(axis, p.ndim)
    intersection = 2 * (y * p).sum(axes, keepdim=True)
    total = y.sum(axes, keepdim=True) + p.sum(axes, keepdim=True) + EPSILON
    return _values(intersection, total, axes), OverlapCache(intersection, total, 2 * y, 1.0, y_pred.dtype)


def dice_backward(dvalues: Tensor, cache: OverlapCache) -> Tensor:
    """``dE/dp = (I - 2 y T) / T^2`` for the doubled intersection ``I`` and the divisor ``T``."""
    return _slope(dvalues, cache)


def tversky_forward(
    y_pred: Tensor,
    y_true: Tensor,
    *,
    alpha: float = 0.5,
    beta: float = 0.5,
    axis: int | Sequence[int] | None = None,
) -> tuple[Tensor, OverlapCache]:
    """``E = 1 - I / (I + alpha sum (1 - p) y + beta sum p (1 - y) + 1e-7)`` with ``I = sum y p``.

    Args:
        y_pred: any shape, probabilities.
        y_true: the same shape, 0 and 1.
        alpha: the weight of false negatives.
        beta: the weight of false positives.
        axis: the axes of the sums; None for all of them, so that the batch has one value.

    Returns:
        values: the shape without these axes, and the cache.
    """
    p, y = widened_pair(y_pred, y_true)
    axes = _axes(axis, p.ndim)
    intersection = (y * p).sum(axes, keepdim=True)
    missed = ((1 - p) * y).sum(axes, keepdim=True)
    false_alarms = (p * (1 - y)).sum(axes, keepdim=True)
    total = intersection + alpha * missed + beta * false_alarms + EPSILON
    total_slope = (1 - alpha) * y + beta * (1 - y)
    return _values(intersection, total, axes), OverlapCache(intersection, total, y, total_slope, y_pred.dtype)


def tversky_backward(dvalues: Tensor, cache: OverlapCache) -> Tensor:
    """``dE/dp = (I T' - y T) / T^2`` with ``T' = (1 - alpha) y + beta (1 - y)``, ``T`` the divisor."""
    return _slope(dvalues, cache)


def _slope(dvalues: Tensor, cache: OverlapCache) -> Tensor:
    """The quotient rule for ``1 - I / T``."""
    share = cache.intersection / cache.total
    slope = (share * cache.total_slope - cache.intersection_slope) / cache.total
    return (slope * dvalues.reshape(cache.total.shape)).to(cache.dtype)


def _axes(axis: int | Sequence[int] | None, rank: int) -> tuple[int, ...]:
    if axis is None:
        return tuple(range(rank))
    return (axis,) if isinstance(axis, int) else tuple(axis)


def _values(intersection: Tensor, total: Tensor, axes: tuple[int, ...]) -> Tensor:
    return 1 - (intersection / total).squeeze(axes)


DICE = LossOp("dice", dice_forward, dice_backward)
TVERSKY = LossOp("tversky", tversky_forward, tversky_backward)
