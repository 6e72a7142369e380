"""Cross-entropies, each twice: from probabilities, and from logits.

For logits, the activation is part of the pair, and the gradient is the probability minus the target. Probabilities are
clipped to ``[EPSILON, 1 - EPSILON]``, as in Keras; outside, the gradient is zero. The pairs that read logits do not
clip: a confident wrong prediction keeps its gradient, and its loss keeps growing.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.kernels.cross_entropy import (
    categorical_cross_entropy,
    categorical_cross_entropy_gradient,
    sparse_cross_entropy,
    sparse_cross_entropy_gradient,
)
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.ops.precision import widened
from nervure.ops.smooth_activations import SIGMOID
from nervure.ops.softmax import SOFTMAX

EPSILON = 1e-7


class CategoricalCrossentropyCache(NamedTuple):
    """Cache for the backward pass if outputs are probabilities.

    Attributes:
        probabilities: the outputs divided by their sum, before clipping.
        total: their sum, with the class axis kept as size 1.
        y_true: the (smoothed) targets, shaped like the outputs.
        axis: the class axis.
        dtype: the dtype of the output and of its gradient.
    """

    probabilities: Tensor
    total: Tensor
    y_true: Tensor
    axis: int
    dtype: torch.dtype


def categorical_crossentropy_forward(
    y_pred: Tensor, y_true: Tensor, *, label_smoothing: float = 0.0, axis: int = -1
) -> tuple[Tensor, CategoricalCrossentropyCache]:
    """``E = -sum_c y_c log clip(p_c / sum p)``.

    Args:
        y_pred: (..., C), probabilities.
        y_true: (..., C), targets that sum to 1.
        label_smoothing: the fraction of the target that is spread over all classes.
        axis: the class axis.

    Returns:
        values: the shape without the class axis, and the cache.
    """
    outputs = widened(y_pred)
    targets = smoothed(y_true.to(outputs.dtype), label_smoothing, outputs.shape[axis])
    total = outputs.sum(axis, keepdim=True)
    probabilities = outputs / total
    values = -(targets * probabilities.clamp(EPSILON, 1 - EPSILON).log()).sum(axis)
    return values, CategoricalCrossentropyCache(probabilities, total, targets, axis, y_pred.dtype)


def categorical_crossentropy_backward(dvalues: Tensor, cache: CategoricalCrossentropyCache) -> Tensor:
    """``dE/dq_c = -y_c / q_c`` inside the clip for ``q = p / sum p``; ``dp = (dq - sum_c dq_c q_c) / sum p``."""
    q = cache.probabilities
    dq = torch.where(inside(q), -cache.y_true / q, 0.0) * dvalues.unsqueeze(cache.axis)
    return ((dq - (dq * q).sum(cache.axis, keepdim=True)) / cache.total).to(cache.dtype)


class SoftmaxCrossentropyCache(NamedTuple):
    """Cache for the backward pass if outputs are logits and targets one-hot rows.

    Attributes:
        probabilities: softmax of the logits.
        y_true: the (smoothed) targets, shaped like the logits.
        axis: the class axis.
        dtype: the dtype of the logits and of their gradient.
    """

    probabilities: Tensor
    y_true: Tensor
    axis: int
    dtype: torch.dtype


def softmax_categorical_crossentropy_forward(
    y_pred: Tensor, y_true: Tensor, *, label_smoothing: float = 0.0, axis: int = -1
) -> tuple[Tensor, SoftmaxCrossentropyCache]:
    """``E = -sum_c y_c log softmax(z)_c``; arguments as in :func:`categorical_crossentropy_forward`, from logits."""
    logits = widened(y_pred)
    targets = smoothed(y_true.to(logits.dtype), label_smoothing, logits.shape[axis])
    values, probabilities = categorical_cross_entropy(logits, targets, axis)
    return values, SoftmaxCrossentropyCache(probabilities, targets, axis, y_pred.dtype)


def softmax_categorical_crossentropy_backward(dvalues: Tensor, cache: SoftmaxCrossentropyCache) -> Tensor:
    """``dE/dz = p sum_c y_c - y``, which is ``p - y`` for targets that sum to 1."""
    dz = categorical_cross_entropy_gradient(cache.probabilities, cache.y_true, dvalues, cache.axis)
    return dz.to(cache.dtype)


class SparseCrossentropyCache(NamedTuple):
    """Cache for the backward pass if outputs are probabilities and targets class numbers.

    Attributes:
        picked: the probability of the true class, divided by the sum; the class axis kept as size 1.
        total: the sum of the outputs, the class axis kept as 1.
        labels: int64 class numbers, the class axis kept as 1.
        valid: True where the label counts, with the class axis kept as size 1; None if all count.
        shape: the shape of the outputs.
        axis: the class axis.
        dtype: the dtype of the output and of its gradient.
    """

    picked: Tensor
    total: Tensor
    labels: Tensor
    valid: Tensor | None
    shape: torch.Size
    axis: int
    dtype: torch.dtype


def sparse_categorical_crossentropy_forward(
    y_pred: Tensor, y_true: Tensor, *, ignore_class: int | None = None, axis: int = -1
) -> tuple[Tensor, SparseCrossentropyCache]:
    """``E = -log clip(p_t / sum p)`` for the true class ``t``.

    Args:
        y_pred: (..., C), probabilities.
        y_true: (...), int64 class numbers.
        ignore_class: the number of a class whose samples are ignored.
        axis: the class axis of ``y_pred``.

    Returns:
        values: (...), and the cache.
    """
    outputs = widened(y_pred)
    labels, valid = _labels(y_true, ignore_class, axis)
    total = outputs.sum(axis, keepdim=True)
    picked = outputs.gather(axis, labels) / total
    values = -picked.clamp(EPSILON, 1 - EPSILON).log()
    cache = SparseCrossentropyCache(picked, total, labels, valid, y_pred.shape, axis, y_pred.dtype)
    return _counted(values, valid).squeeze(axis), cache


def sparse_categorical_crossentropy_backward(dvalues: Tensor, cache: SparseCrossentropyCache) -> Tensor:
    """``dp_c = 1 / sum p`` for all classes, minus ``1 / p_t`` for the true one; zero outside the clip."""
    counts = inside(cache.picked) if cache.valid is None else inside(cache.picked) & cache.valid
    every = torch.where(counts, dvalues.unsqueeze(cache.axis) / cache.total, 0.0)
    true = torch.where(counts, every / cache.picked, 0.0)
    return every.expand(cache.shape).scatter_add(cache.axis, cache.labels, -true).to(cache.dtype)


class SparseSoftmaxCrossentropyCache(NamedTuple):
    """Cache for the backward pass if outputs are logits and targets class numbers.

    Attributes:
        probabilities: softmax of the logits.
        labels: int64 class numbers, shaped like the values.
        valid: True where the label counts, with the class axis kept as size 1; None if all count.
        ignore_class: the number of the ignored class, or None.
        axis: the class axis.
        dtype: the dtype of the logits and of their gradient.
    """

    probabilities: Tensor
    labels: Tensor
    valid: Tensor | None
    ignore_class: int | None
    axis: int
    dtype: torch.dtype


def softmax_sparse_categorical_crossentropy_forward(
    y_pred: Tensor, y_true: Tensor, *, ignore_class: int | None = None, axis: int = -1
) -> tuple[Tensor, SparseSoftmaxCrossentropyCache]:
    """``E = -log softmax(z)_t``; arguments as in :func:`sparse_categorical_crossentropy_forward`, from logits."""
    values, probabilities = sparse_cross_entropy(widened(y_pred), y_true, ignore_class, axis)
    valid = None if ignore_class is None else (y_true != ignore_class).unsqueeze(axis)
    return values, SparseSoftmaxCrossentropyCache(probabilities, y_true, valid, ignore_class, axis, y_pred.dtype)


def softmax_sparse_categorical_crossentropy_backward(dvalues: Tensor, cache: SparseSoftmaxCrossentropyCache) -> Tensor:
    """``dE/dz = p``, minus 1 at the true class; zero where the class is ignored."""
    dz = sparse_cross_entropy_gradient(cache.probabilities, cache.labels, dvalues, cache.ignore_class, cache.axis)
    return dz.to(cache.dtype)


class BinaryCrossentropyCache(NamedTuple):
    """Cache for the backward pass of a binary cross-entropy.

    Attributes:
        probabilities: the outputs, or the sigmoid of the logits.
        y_true: the (smoothed) targets, shaped like the outputs.
        axis: the axis the mean was taken over.
        dtype: the dtype of the output and of its gradient.
    """

    probabilities: Tensor
    y_true: Tensor
    axis: int
    dtype: torch.dtype


def binary_crossentropy_forward(
    y_pred: Tensor, y_true: Tensor, *, label_smoothing: float = 0.0, axis: int = -1
) -> tuple[Tensor, BinaryCrossentropyCache]:
    """``E = -1/C sum_j (y_j log p_j + (1 - y_j) log(1 - p_j))``, ``p`` clipped.

    Args:
        y_pred: (..., C), probabilities.
        y_true: (..., C), targets in [0, 1].
        label_smoothing: how far targets are moved toward 1/2.
        axis: the axis of the mean.

    Returns:
        values: the shape without that axis, and the cache.
    """
    outputs = widened(y_pred)
    targets = smoothed(y_true.to(outputs.dtype), label_smoothing, 2)
    clipped = outputs.clamp(EPSILON, 1 - EPSILON)
    values = -(targets * clipped.log() + (1 - targets) * torch.log1p(-clipped)).mean(axis)
    return values, BinaryCrossentropyCache(outputs, targets, axis, y_pred.dtype)


def binary_crossentropy_backward(dvalues: Tensor, cache: BinaryCrossentropyCache) -> Tensor:
    """``dE/dp_j = (p_j - y_j) / (p_j (1 - p_j)) / C`` inside the clip, zero outside."""
    p = cache.probabilities
    dp = torch.where(inside(p), (p - cache.y_true) / (p * (1 - p)), 0.0)
    return (dp * (dvalues / max(p.shape[cache.axis], 1)).unsqueeze(cache.axis)).to(cache.dtype)


def sigmoid_binary_crossentropy_forward(
    y_pred: Tensor, y_true: Tensor, *, label_smoothing: float = 0.0, axis: int = -1
) -> tuple[Tensor, BinaryCrossentropyCache]:
    """``E = 1/C sum_j (max(z_j, 0) - z_j y_j + log(1 + e^-|z_j|))``: the binary cross-entropy of ``sigmoid(z)``.

    Arguments as in :func:`binary_crossentropy_forward`, from logits.
    """
    z = widened(y_pred)
    targets = smoothed(y_true.to(z.dtype), label_smoothing, 2)
    # The exponent is never positive, so logits of 1000 do not overflow.
    values = (z.clamp(min=0) - z * targets + torch.log1p(torch.exp(-z.abs()))).mean(axis)
    return values, BinaryCrossentropyCache(torch.sigmoid(z), targets, axis, y_pred.dtype)


def sigmoid_binary_crossentropy_backward(dvalues: Tensor, cache: BinaryCrossentropyCache) -> Tensor:
    """``dE/dz_j = (sigmoid(z_j) - y_j) / C``."""
    scale = (dvalues / max(cache.probabilities.shape[cache.axis], 1)).unsqueeze(cache.axis)
    return ((cache.probabilities - cache.y_true) * scale).to(cache.dtype)


def smoothed(y_true: Tensor, label_smoothing: float, classes: int) -> Tensor:
    """Targets with the fraction ``label_smoothing`` spread evenly over the classes."""
    return y_true * (1 - label_smoothing) + label_smoothing / classes if label_smoothing else y_true


def inside(p: Tensor) -> Tensor:
    """True where ``p`` is inside the clip; NaN counts as inside, so that it does not become a gradient of 0."""
    return ~((p < EPSILON) | (p > 1 - EPSILON))


def _labels(y_true: Tensor, ignore_class: int | None, axis: int) -> tuple[Tensor, Tensor | None]:
    """Labels with a class axis of 1, and where they count; an ignored label is looked up as 0."""
    labels = y_true.unsqueeze(axis)
    if ignore_class is None:
        return labels, None
    valid = labels != ignore_class
    return labels.masked_fill(~valid, 0), valid


def _counted(values: Tensor, valid: Tensor | None) -> Tensor:
    return values if valid is None else values.masked_fill(~valid, 0.0)


def _probabilities(
    cache: SoftmaxCrossentropyCache | SparseSoftmaxCrossentropyCache | BinaryCrossentropyCache,
) -> Tensor:
    return cache.probabilities


def _mask(cache: SparseCrossentropyCache | SparseSoftmaxCrossentropyCache) -> Tensor | None:
    return None if cache.valid is None else cache.valid.squeeze(cache.axis)


CATEGORICAL_CROSSENTROPY = LossOp(
    "categorical_crossentropy", categorical_crossentropy_forward, categorical_crossentropy_backward
)
SPARSE_CATEGORICAL_CROSSENTROPY = LossOp(
    "sparse_categorical_crossentropy",
    sparse_categorical_crossentropy_forward,
    sparse_categorical_crossentropy_backward,
    mask=_mask,
)
BINARY_CROSSENTROPY = LossOp("binary_crossentropy", binary_crossentropy_forward, binary_crossentropy_backward)
SOFTMAX_CATEGORICAL_CROSSENTROPY = LossOp(
    "softmax_categorical_crossentropy",
    softmax_categorical_crossentropy_forward,
    softmax_categorical_crossentropy_backward,
    predictions=_probabilities,
)
SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY = LossOp(
    "softmax_sparse_categorical_crossentropy",
    softmax_sparse_categorical_crossentropy_forward,
    softmax_sparse_categorical_crossentropy_backward,
    predictions=_probabilities,
    mask=_mask,
)
SIGMOID_BINARY_CROSSENTROPY = LossOp(
    "sigmoid_binary_crossentropy",
    sigmoid_binary_crossentropy_forward,
    sigmoid_binary_crossentropy_backward,
    predictions=_probabilities,
)

# (activation before the loss, loss) -> the pair that computes both from the logits.
FUSED: dict[tuple[Op, LossOp], LossOp] = {
    (SOFTMAX, CATEGORICAL_CROSSENTROPY): SOFTMAX_CATEGORICAL_CROSSENTROPY,
    (SOFTMAX, SPARSE_CATEGORICAL_CROSSENTROPY): SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
    (SIGMOID, BINARY_CROSSENTROPY): SIGMOID_BINARY_CROSSENTROPY,
}
