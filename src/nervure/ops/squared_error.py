"""Squared errors: the mean over the outputs (Keras), and half the sum (the lecture), with their derivatives."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened


class SquaredErrorCache(NamedTuple):
    """Cache for the backward pass of a squared error.

    Attributes:
        difference: (..., outputs), output minus target.
        dtype: the dtype of the output and of its gradient.
    """

    difference: Tensor
    dtype: torch.dtype


def mean_squared_error_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, SquaredErrorCache]:
    r"""``E = 1/C sum_j (o_j - y_j)^2`` over the last axis.

    Args:
        y_pred: (..., C).
        y_true: (..., C).

    Returns:
        values: (...), and the cache.
    """
    difference = _difference(y_pred, y_true)
    return difference.square().mean(-1), SquaredErrorCache(difference, y_pred.dtype)


def mean_squared_error_backward(dvalues: Tensor, cache: SquaredErrorCache) -> Tensor:
    """``dE/do_j = 2/C (o_j - y_j)``."""
    outputs = max(cache.difference.shape[-1], 1)
    return (cache.difference * (dvalues * (2.0 / outputs)).unsqueeze(-1)).to(cache.dtype)


def half_squared_error_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, SquaredErrorCache]:
    """``E = sum_j 1/2 (y_j - o_j)^2`` over the last axis: (..., C) and (..., C) -> (...)."""
    difference = _difference(y_pred, y_true)
    return difference.square().sum(-1) * 0.5, SquaredErrorCache(difference, y_pred.dtype)


def half_squared_error_backward(dvalues: Tensor, cache: SquaredErrorCache) -> Tensor:
    """``dE/do_j = o_j - y_j``: the factor 1/2 cancels."""
    return (cache.difference * dvalues.unsqueeze(-1)).to(cache.dtype)


def _difference(y_pred: Tensor, y_true: Tensor) -> Tensor:
    outputs = widened(y_pred)
    return outputs - y_true.to(outputs.dtype)


MEAN_SQUARED_ERROR = LossOp("mean_squared_error", mean_squared_error_forward, mean_squared_error_backward)
HALF_SQUARED_ERROR = LossOp("half_squared_error", half_squared_error_forward, half_squared_error_backward)
