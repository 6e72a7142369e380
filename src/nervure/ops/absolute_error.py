"""The mean absolute error, and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened


class AbsoluteErrorCache(NamedTuple):
    """Cache for the backward pass of an absolute error.

    Attributes:
        difference: (..., outputs), output minus target.
        dtype: the dtype of the output and of its gradient.
    """

    difference: Tensor
    dtype: torch.dtype


def mean_absolute_error_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, AbsoluteErrorCache]:
    """``E = 1/C sum_j |o_j - y_j|`` over the last axis.

    Args:
        y_pred: (..., C).
        y_true: (..., C).

    Returns:
        values: (...), and the cache.
    """
    outputs = widened(y_pred)
    difference = outputs - y_true.to(outputs.dtype)
    return difference.abs().mean(-1), AbsoluteErrorCache(difference, y_pred.dtype)


def mean_absolute_error_backward(dvalues: Tensor, cache: AbsoluteErrorCache) -> Tensor:
    """``dE/do_j = sign(o_j - y_j) / C``, 0 where both are equal."""
    outputs = max(cache.difference.shape[-1], 1)
    # torch's sign turns NaN into 0, which would hide the layer that NaN came from.
    sign = torch.where(cache.difference.isnan(), cache.difference, cache.difference.sign())
    return (sign * (dvalues / outputs).unsqueeze(-1)).to(cache.dtype)


MEAN_ABSOLUTE_ERROR = LossOp("mean_absolute_error", mean_absolute_error_forward, mean_absolute_error_backward)
