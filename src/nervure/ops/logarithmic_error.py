"""The mean squared logarithmic error, and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened_pair

SMALLEST = 1e-7  # smaller outputs and targets count as this, as in Keras


class LogarithmicErrorCache(NamedTuple):
    """Cache for the backward pass of a logarithmic error.

    Attributes:
        outputs: (..., outputs), before clipping.
        ratio: ``log((o + 1) / (y + 1))`` after clipping, shaped like the outputs.
        dtype: the dtype of the output and of its gradient.
    """

    outputs: Tensor
    ratio: Tensor
    dtype: torch.dtype


def mean_squared_logarithmic_error_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, LogarithmicErrorCache]:
    """``E = 1/C sum_j (log(o_j + 1) - log(y_j + 1))^2``, both at least 1e-7, over the last axis.

    Args:
        y_pred: (..., C).
        y_true: (..., C).

    Returns:
        values: (...), and the cache.
    """
    outputs, targets = widened_pair(y_pred, y_true)
    ratio = torch.log1p(outputs.clamp(min=SMALLEST)) - torch.log1p(targets.clamp(min=SMALLEST))
    return ratio.square().mean(-1), LogarithmicErrorCache(outputs, ratio, y_pred.dtype)


def mean_squared_logarithmic_error_backward(dvalues: Tensor, cache: LogarithmicErrorCache) -> Tensor:
    """``dE/do_j = 2/C (log(o_j + 1) - log(y_j + 1)) / (o_j + 1)``, 0 for outputs below 1e-7."""
    num_outputs = max(cache.outputs.shape[-1], 1)
    slope = torch.where(cache.outputs < SMALLEST, 0.0, cache.ratio / (cache.outputs + 1))
    return (slope * (dvalues * (2.0 / num_outputs)).unsqueeze(-1)).to(cache.dtype)


MEAN_SQUARED_LOGARITHMIC_ERROR = LossOp(
    "mean_squared_logarithmic_error", mean_squared_logarithmic_error_forward, mean_squared_logarithmic_error_backward
)
