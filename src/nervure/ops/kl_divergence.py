"""The Kullback-Leibler divergence of the output from the target, and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened_pair

EPSILON = 1e-7


class KLDivergenceCache(NamedTuple):
    """Cache for the backward pass of the divergence.

    Attributes:
        outputs: (..., classes), before clipping.
        y_true: targets clipped to [1e-7, 1], shaped like the outputs.
        dtype: the dtype of the output and of its gradient.
    """

    outputs: Tensor
    y_true: Tensor
    dtype: torch.dtype


def kl_divergence_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, KLDivergenceCache]:
    """``E = sum_c y_c log(y_c / p_c)``, both clipped to [1e-7, 1], over the last axis.

    Args:
        y_pred: (..., C), probabilities.
        y_true: (..., C), probabilities.

    Returns:
        values: (...), and the cache.
    """
    outputs, targets = widened_pair(y_pred, y_true)
    clipped = targets.clamp(EPSILON, 1)
    values = (clipped * (clipped / outputs.clamp(EPSILON, 1)).log()).sum(-1)
    return values, KLDivergenceCache(outputs, clipped, y_pred.dtype)


def kl_divergence_backward(dvalues: Tensor, cache: KLDivergenceCache) -> Tensor:
    """``dE/dp_c = -y_c / p_c`` inside [1e-7, 1], 0 outside."""
    p = cache.outputs
    slope = torch.where((p < EPSILON) | (p > 1), 0.0, -cache.y_true / p)
    return (slope * dvalues.unsqueeze(-1)).to(cache.dtype)


KL_DIVERGENCE = LossOp("kl_divergence", kl_divergence_forward, kl_divergence_backward)
