"""The logarithm of the hyperbolic cosine of the error, and its derivative."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened_pair


class LogCoshCache(NamedTuple):
    """Cache for the backward pass of the log-cosh error.

    Attributes:
        difference: (..., outputs), output minus target.
        dtype: the dtype of the output and of its gradient.
    """

    difference: Tensor
    dtype: torch.dtype


def log_cosh_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, LogCoshCache]:
    """``E = 1/C sum_j log cosh(o_j - y_j)`` over the last axis.

    Args:
        y_pred: (..., C).
        y_true: (..., C).

    Returns:
        values: (...), and the cache.
    """
    outputs, targets = widened_pair(y_pred, y_true)
    difference = outputs - targets
    size = difference.abs()
    # cosh itself overflows at 90 in float32; in this form the exponents of e are never positive.
    values = (size + torch.log1p(torch.exp(-2 * size)) - math.log(2)).mean(-1)
    return values, LogCoshCache(difference, y_pred.dtype)


def log_cosh_backward(dvalues: Tensor, cache: LogCoshCache) -> Tensor:
    """``dE/do_j = tanh(o_j - y_j) / C``."""
    outputs = max(cache.difference.shape[-1], 1)
    return (cache.difference.tanh() * (dvalues / outputs).unsqueeze(-1)).to(cache.dtype)


LOG_COSH = LossOp("log_cosh", log_cosh_forward, log_cosh_backward)
