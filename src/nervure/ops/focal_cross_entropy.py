"""Focal cross-entropies, each twice: from probabilities, and from logits.

Samples that are already classified well count less: the cross-entropy is multiplied by ``(1 - p_t)^gamma``.
Probabilities are clipped to ``[EPSILON, 1 - EPSILON]``, as in Keras; the pairs that read logits do not clip (Keras
does), so that a confident wrong prediction keeps its gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.cross_entropy import EPSILON, inside, smoothed
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.ops.precision import widened_pair
from nervure.ops.smooth_activations import SIGMOID
from nervure.ops.softmax import SOFTMAX


class BinaryFocalCache(NamedTuple):
    """Cache for the backward pass of a binary focal cross-entropy.

    Attributes:
        probabilities: the outputs, or the sigmoid of the logits.
        miss: ``1 - p_t``, the probability of the wrong answer, shaped like the outputs.
        entropy: the cross-entropy of each output.
        weight: the class-balancing weights, shaped like the outputs; None without balancing.
        y_true: the (smoothed) targets, shaped like the outputs.
        gamma: the exponent.
        axis: the axis the mean was taken over.
        dtype: the dtype of the output and of its gradient.
    """

    probabilities: Tensor
    miss: Tensor
    entropy: Tensor
    weight: Tensor | None
    y_true: Tensor
    gamma: float
    axis: int
    dtype: torch.dtype


def binary_focal_crossentropy_forward(
    y_pred: Tensor,
    y_true: Tensor,
    *,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tuple[Tensor, BinaryFocalCache]:
    """``E = 1/C sum_j w_j (1 - p_t)^gamma BCE(y_j, p_j)`` with ``p_t = y p + (1 - y)(1 - p)``.

    Args:
        y_pred: (..., C), probabilities.
        y_true: (..., C), targets in [0, 1].
        apply_class_balancing: whether ``w`` is ``alpha`` for targets of 1 and ``1 - alpha`` for targets of 0; otherwise
            1.
        alpha: the weight of targets of 1.
        gamma: how much less a confident prediction counts; 0 gives the plain cross-entropy.
        label_smoothing: how far targets are moved toward 1/2.
        axis: the axis of the mean.

    Returns:
        values: the shape without that axis, and the cache.
    """
    p, targets = widened_pair(y_pred, y_true)
    targets = smoothed(targets, label_smoothing, 2)
    clipped = p.clamp(EPSILON, 1 - EPSILON)
    entropy = -(targets * clipped.log() + (1 - targets) * torch.log1p(-clipped))
    weight = _balance(targets, alpha) if apply_class_balancing else None
    cache = BinaryFocalCache(p, _miss(p, targets), entropy, weight, targets, gamma, axis, y_pred.dtype)
    return _focal_mean(cache), cache


def binary_focal_crossentropy_backward(dvalues: Tensor, cache: BinaryFocalCache) -> Tensor:
    """``dE/dp = w/C ((1 - p_t)^gamma BCE' - gamma (1 - p_t)^(gamma - 1) (2 y - 1) BCE)``, ``BCE'`` 0 in the clip."""
    p, y = cache.probabilities, cache.y_true
    slope = torch.where(inside(p), (p - y) / (p * (1 - p)), 0.0) * _power(cache.miss, cache.gamma)
    slope = slope + _power_slope(cache.miss, cache.gamma) * (1 - 2 * y) * cache.entropy
    return _over_the_mean(slope, dvalues, cache)


def sigmoid_binary_focal_crossentropy_forward(
    y_pred: Tensor,
    y_true: Tensor,
    *,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tuple[Tensor, BinaryFocalCache]:
    """Like :func:`binary_focal_crossentropy_forward`, from logits: ``p = sigmoid(z)``."""
    z, targets = widened_pair(y_pred, y_true)
    targets = smoothed(targets, label_smoothing, 2)
    p = torch.sigmoid(z)
    entropy = z.clamp(min=0) - z * targets + torch.log1p(torch.exp(-z.abs()))
    # sigmoid(-z), not 1 - p: for p near 1, the difference loses all digits.
    miss = targets * torch.sigmoid(-z) + (1 - targets) * p
    weight = _balance(targets, alpha) if apply_class_balancing else None
    cache = BinaryFocalCache(p, miss, entropy, weight, targets, gamma, axis, y_pred.dtype)
    return _focal_mean(cache), cache


def sigmoid_binary_focal_crossentropy_backward(dvalues: Tensor, cache: BinaryFocalCache) -> Tensor:
    """``dE/dz = w/C ((1 - p_t)^gamma (p - y) - gamma (1 - p_t)^(gamma - 1) (2 y - 1) p (1 - p) BCE)``."""
    p, y = cache.probabilities, cache.y_true
    slope = (p - y) * _power(cache.miss, cache.gamma)
    slope = slope + _power_slope(cache.miss, cache.gamma) * (1 - 2 * y) * p * (1 - p) * cache.entropy
    return _over_the_mean(slope, dvalues, cache)


class CategoricalFocalCache(NamedTuple):
    """Cache for the backward pass of a categorical focal cross-entropy.

    Attributes:
        probabilities: the outputs divided by their sum (before clipping), or the softmax of the logits.
        log_probabilities: their logarithm, after clipping.
        miss: ``1 - p`` after clipping.
        weight: ``alpha`` times the (smoothed) targets, shaped like the outputs.
        total: the sum of the outputs, with the class axis kept as size 1; None for logits.
        gamma: the exponent.
        axis: the class axis.
        dtype: the dtype of the output and of its gradient.
    """

    probabilities: Tensor
    log_probabilities: Tensor
    miss: Tensor
    weight: Tensor
    total: Tensor | None
    gamma: float
    axis: int
    dtype: torch.dtype


def categorical_focal_crossentropy_forward(
    y_pred: Tensor,
    y_true: Tensor,
    *,
    alpha: float | Sequence[float] = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tuple[Tensor, CategoricalFocalCache]:
    """``E = -sum_c alpha_c (1 - q_c)^gamma y_c log q_c`` with ``q = clip(p / sum p)``.

    Args:
        y_pred: (..., C), probabilities.
        y_true: (..., C), one-hot rows.
        alpha: one weight for all classes, or one per class.
        gamma: how much less a confident prediction counts; 0 leaves ``alpha`` times the plain cross-entropy.
        label_smoothing: the fraction of the target that is spread over all classes.
        axis: the class axis.

    Returns:
        values: the shape without the class axis, and the cache.
    """
    p, targets = widened_pair(y_pred, y_true)
    total = p.sum(axis, keepdim=True)
    q = p / total
    clipped = q.clamp(EPSILON, 1 - EPSILON)
    weight = _class_weights(targets, alpha, axis) * smoothed(targets, label_smoothing, p.shape[axis])
    cache = CategoricalFocalCache(q, clipped.log(), 1 - clipped, weight, total, gamma, axis, y_pred.dtype)
    return _focal_sum(cache), cache


def categorical_focal_crossentropy_backward(dvalues: Tensor, cache: CategoricalFocalCache) -> Tensor:
    """``dE/dq = alpha y (gamma (1 - q)^(gamma - 1) log q - (1 - q)^gamma / q)``; ``dp = (dq - sum dq q) / sum p``."""
    q = cache.probabilities
    slope = _power_slope(cache.miss, cache.gamma) * cache.log_probabilities - _power(cache.miss, cache.gamma) / q
    dq = torch.where(inside(q), cache.weight * slope, 0.0) * dvalues.unsqueeze(cache.axis)
    assert cache.total is not None
    return ((dq - (dq * q).sum(cache.axis, keepdim=True)) / cache.total).to(cache.dtype)


def softmax_categorical_focal_crossentropy_forward(
    y_pred: Tensor,
    y_true: Tensor,
    *,
    alpha: float | Sequence[float] = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> tuple[Tensor, CategoricalFocalCache]:
    """Like :func:`categorical_focal_crossentropy_forward`, from logits: ``q = softmax(z)``."""
    z, targets = widened_pair(y_pred, y_true)
    log_q = torch.log_softmax(z, axis)
    weight = _class_weights(targets, alpha, axis) * smoothed(targets, label_smoothing, z.shape[axis])
    # expm1, because 1 - q loses all digits when q is near 1.
    cache = CategoricalFocalCache(log_q.exp(), log_q, -torch.expm1(log_q), weight, None, gamma, axis, y_pred.dtype)
    return _focal_sum(cache), cache


def softmax_categorical_focal_crossentropy_backward(dvalues: Tensor, cache: CategoricalFocalCache) -> Tensor:
    """``dE/dz = g - q sum_c g_c`` with ``g = q dE/dq``, which is finite however small ``q`` is."""
    q = cache.probabilities
    slope = _power_slope(cache.miss, cache.gamma) * q * cache.log_probabilities - _power(cache.miss, cache.gamma)
    g = cache.weight * slope
    return ((g - q * g.sum(cache.axis, keepdim=True)) * dvalues.unsqueeze(cache.axis)).to(cache.dtype)


def _balance(targets: Tensor, alpha: float) -> Tensor:
    return targets * alpha + (1 - targets) * (1 - alpha)


def _miss(p: Tensor, targets: Tensor) -> Tensor:
    return targets * (1 - p) + (1 - targets) * p


def _power(miss: Tensor, gamma: float) -> Tensor:
    return miss**gamma


def _power_slope(miss: Tensor, gamma: float) -> Tensor:
    """``gamma miss^(gamma - 1)``; 0 where nothing is missed, the limit of its product with the cross-entropy."""
    return torch.where(miss == 0, 0.0, gamma * miss ** (gamma - 1))


def _focal_mean(cache: BinaryFocalCache) -> Tensor:
    each = _power(cache.miss, cache.gamma) * cache.entropy
    return (each if cache.weight is None else each * cache.weight).mean(cache.axis)


def _over_the_mean(slope: Tensor, dvalues: Tensor, cache: BinaryFocalCache) -> Tensor:
    share = (dvalues / max(slope.shape[cache.axis], 1)).unsqueeze(cache.axis)
    weighted = slope if cache.weight is None else slope * cache.weight
    return (weighted * share).to(cache.dtype)


def _class_weights(targets: Tensor, alpha: float | Sequence[float], axis: int) -> Tensor:
    """``alpha`` along the class axis."""
    weights = torch.as_tensor(alpha, dtype=targets.dtype, device=targets.device)
    after = targets.ndim - 1 - axis % targets.ndim
    return weights.reshape(*weights.shape, *(1 for _ in range(after))) if weights.ndim else weights


def _focal_sum(cache: CategoricalFocalCache) -> Tensor:
    return -(cache.weight * _power(cache.miss, cache.gamma) * cache.log_probabilities).sum(cache.axis)


def _probabilities(cache: BinaryFocalCache | CategoricalFocalCache) -> Tensor:
    return cache.probabilities


BINARY_FOCAL_CROSSENTROPY = LossOp(
    "binary_focal_crossentropy", binary_focal_crossentropy_forward, binary_focal_crossentropy_backward
)
SIGMOID_BINARY_FOCAL_CROSSENTROPY = LossOp(
    "sigmoid_binary_focal_crossentropy",
    sigmoid_binary_focal_crossentropy_forward,
    sigmoid_binary_focal_crossentropy_backward,
    predictions=_probabilities,
)
CATEGORICAL_FOCAL_CROSSENTROPY = LossOp(
    "categorical_focal_crossentropy", categorical_focal_crossentropy_forward, categorical_focal_crossentropy_backward
)
SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY = LossOp(
    "softmax_categorical_focal_crossentropy",
    softmax_categorical_focal_crossentropy_forward,
    softmax_categorical_focal_crossentropy_backward,
    predictions=_probabilities,
)

# (activation before the loss, loss) -> the pair that computes both from the logits.
FUSED: dict[tuple[Op, LossOp], LossOp] = {
    (SIGMOID, BINARY_FOCAL_CROSSENTROPY): SIGMOID_BINARY_FOCAL_CROSSENTROPY,
    (SOFTMAX, CATEGORICAL_FOCAL_CROSSENTROPY): SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY,
}
