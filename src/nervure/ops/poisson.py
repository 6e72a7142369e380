"""The Poisson loss: how badly an output predicts a count; and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened_pair

EPSILON = 1e-7


class PoissonCache(NamedTuple):
    """Cache for the backward pass of the Poisson loss.

    Attributes:
        shifted: (..., outputs), the outputs plus 1e-7.
        y_true: counts, shaped like the outputs.
        dtype: the dtype of the output and of its gradient.
    """

    shifted: Tensor
    y_true: Tensor
    dtype: torch.dtype


def poisson_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, PoissonCache]:
    """``E = 1/C sum_j (o_j - y_j log(o_j + 1e-7))`` over the last axis.

    Args:
        y_pred: (..., C), expected counts, not negative.
        y_true: (..., C), counts.

    Returns:
        values: (...), and the cache.
    """
    outputs, targets = widened_pair(y_pred, y_true)
    shifted = outputs + EPSILON
    return (outputs - targets * shifted.log()).mean(-1), PoissonCache(shifted, targets, y_pred.dtype)


def poisson_backward(dvalues: Tensor, cache: PoissonCache) -> Tensor:
    """``dE/do_j = (1 - y_j / (o_j + 1e-7)) / C``."""
    outputs = max(cache.shifted.shape[-1], 1)
    return ((1 - cache.y_true / cache.shifted) * (dvalues / outputs).unsqueeze(-1)).to(cache.dtype)


POISSON = LossOp("poisson", poisson_forward, poisson_backward)
