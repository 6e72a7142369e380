"""The generalized cross-entropy, between cross-entropy and absolute error: from probabilities, and from logits."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.ops.precision import widened
from nervure.ops.softmax import SOFTMAX

EPSILON = 1e-7  # smaller probabilities use the slope at this one


class GeneralizedCrossEntropyCache(NamedTuple):
    """Cache for the backward pass of the generalized cross-entropy.

    Attributes:
        probabilities: (..., classes), the outputs, or the softmax of the logits.
        picked: the probability of the true class, the class axis kept as 1.
        labels: int64 class numbers, the class axis kept as 1.
        q: the exponent.
        dtype: the dtype of the output and of its gradient.
    """

    probabilities: Tensor
    picked: Tensor
    labels: Tensor
    q: float
    dtype: torch.dtype


def categorical_generalized_cross_entropy_forward(
    y_pred: Tensor, y_true: Tensor, *, q: float = 0.5
) -> tuple[Tensor, GeneralizedCrossEntropyCache]:
    """``E = (1 - p_t^q) / q`` for the true class ``t``.

    Args:
        y_pred: (..., C), probabilities.
        y_true: (...), int64 class numbers.
        q: in (0, 1): near 0 the loss is the cross-entropy, at 1 it would be the absolute error ``1 - p_t``.

    Returns:
        values: (...), and the cache.
    """
    return _from_probabilities(widened(y_pred), y_true, q, y_pred.dtype)


def categorical_generalized_cross_entropy_backward(dvalues: Tensor, cache: GeneralizedCrossEntropyCache) -> Tensor:
    """``dE/dp_t = -p_t^(q - 1)`` for the true class, 0 for the others.

    At ``p_t = 0`` the slope is infinite, so below 1e-7 the slope at 1e-7 is used.
    """
    slope = -(cache.picked.clamp(min=EPSILON) ** (cache.q - 1)) * dvalues.unsqueeze(-1)
    return torch.zeros_like(cache.probabilities).scatter_(-1, cache.labels, slope).to(cache.dtype)


def softmax_categorical_generalized_cross_entropy_forward(
    y_pred: Tensor, y_true: Tensor, *, q: float = 0.5
) -> tuple[Tensor, GeneralizedCrossEntropyCache]:
    """``E = (1 - softmax(z)_t^q) / q``, like :func:`categorical_generalized_cross_entropy_forward`, from logits."""
    return _from_probabilities(torch.softmax(widened(y_pred), -1), y_true, q, y_pred.dtype)


def softmax_categorical_generalized_cross_entropy_backward(
    dvalues: Tensor, cache: GeneralizedCrossEntropyCache
) -> Tensor:
    """``dE/dz_c = p_t^q (p_c - [c = t])``: the slope of the cross-entropy, smaller where the label is improbable."""
    scale = cache.picked**cache.q * dvalues.unsqueeze(-1)
    return (cache.probabilities * scale).scatter_add_(-1, cache.labels, -scale).to(cache.dtype)


def _from_probabilities(
    probabilities: Tensor, y_true: Tensor, q: float, dtype: torch.dtype
) -> tuple[Tensor, GeneralizedCrossEntropyCache]:
    labels = y_true.unsqueeze(-1)
    picked = probabilities.gather(-1, labels)
    values = (1 - picked**q).squeeze(-1) / q
    return values, GeneralizedCrossEntropyCache(probabilities, picked, labels, q, dtype)


def _probabilities(cache: GeneralizedCrossEntropyCache) -> Tensor:
    return cache.probabilities


CATEGORICAL_GENERALIZED_CROSS_ENTROPY = LossOp(
    "categorical_generalized_cross_entropy",
    categorical_generalized_cross_entropy_forward,
    categorical_generalized_cross_entropy_backward,
)
SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY = LossOp(
    "softmax_categorical_generalized_cross_entropy",
    softmax_categorical_generalized_cross_entropy_forward,
    softmax_categorical_generalized_cross_entropy_backward,
    predictions=_probabilities,
)

# (activation before the loss, loss) -> the pair that computes both from the logits.
FUSED: dict[tuple[Op, LossOp], LossOp] = {
    (SOFTMAX, CATEGORICAL_GENERALIZED_CROSS_ENTROPY): SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY,
}
