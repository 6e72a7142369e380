"""The mean absolute percentage error, and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened_pair

SMALLEST_TARGET = 1e-7  # the divisor for a target of 0, as in Keras


class PercentageErrorCache(NamedTuple):
    """Cache for the backward pass of a percentage error.

    Attributes:
        difference: (..., outputs), output minus target.
        size: the absolute value of the target, at least 1e-7, shaped like the outputs.
        dtype: the dtype of the output and of its gradient.
    """

    difference: Tensor
    size: Tensor
    dtype: torch.dtype


def mean_absolute_percentage_error_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, PercentageErrorCache]:
    """``E = 100/C sum_j |o_j - y_j| / max(|y_j|, 1e-7)`` over the last axis.

    Args:
        y_pred: (..., C).
        y_true: (..., C).

    Returns:
        values: (...), and the cache.
    """
    outputs, targets = widened_pair(y_pred, y_true)
    difference, size = outputs - targets, targets.abs().clamp(min=SMALLEST_TARGET)
    return 100 * (difference / size).abs().mean(-1), PercentageErrorCache(difference, size, y_pred.dtype)


def mean_absolute_percentage_error_backward(dvalues: Tensor, cache: PercentageErrorCache) -> Tensor:
    """``dE/do_j = 100/C sign(o_j - y_j) / max(|y_j|, 1e-7)``, 0 where both are equal."""
    outputs = max(cache.difference.shape[-1], 1)
    # torch's sign turns NaN into 0, which would hide the layer that NaN came from.
    sign = torch.where(cache.difference.isnan(), cache.difference, cache.difference.sign())
    return (sign / cache.size * (dvalues * (100 / outputs)).unsqueeze(-1)).to(cache.dtype)


MEAN_ABSOLUTE_PERCENTAGE_ERROR = LossOp(
    "mean_absolute_percentage_error", mean_absolute_percentage_error_forward, mean_absolute_percentage_error_backward
)
