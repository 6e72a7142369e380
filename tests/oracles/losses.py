"""Losses, one number at a time, in float64."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
EPSILON = 1e-7


def mean_squared_error(y_true: Array, y_pred: Array) -> Array:
    return _each_row(lambda y, o: sum((o[j] - y[j]) ** 2 for j in range(len(o))) / len(o), y_true, y_pred)


def half_squared_error(y_true: Array, y_pred: Array) -> Array:
    return _each_row(lambda y, o: sum(0.5 * (y[j] - o[j]) ** 2 for j in range(len(o))), y_true, y_pred)


def mean_absolute_error(y_true: Array, y_pred: Array) -> Array:
    return _each_row(lambda y, o: sum(abs(o[j] - y[j]) for j in range(len(o))) / len(o), y_true, y_pred)


def categorical_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: float = 0.0
) -> Array:
    def value(y: Array, o: Array) -> float:
        p = _softmax(o) if from_logits else [_clipped(each / sum(o)) for each in o]
        smoothed = [each * (1 - label_smoothing) + label_smoothing / len(y) for each in y]
        return -sum(smoothed[c] * math.log(p[c]) for c in range(len(p)) if smoothed[c])

    return _each_row(value, y_true, y_pred)


def sparse_categorical_crossentropy(y_true: Array, y_pred: Array, from_logits: bool = False) -> Array:
    one_hot = np.eye(y_pred.shape[-1])[y_true.astype(int)]
    return categorical_crossentropy(one_hot, y_pred, from_logits)


def binary_crossentropy(y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: float = 0.0) -> Array:
    def value(y: Array, o: Array) -> float:
        total = 0.0
        for j in range(len(o)):
            target = y[j] * (1 - label_smoothing) + label_smoothing / 2
            if from_logits:
                total += target * _softplus(-o[j]) + (1 - target) * _softplus(o[j])
            else:
                p = _clipped(o[j])
                total -= target * math.log(p) + (1 - target) * math.log(1 - p)
        return total / len(o)

    return _each_row(value, y_true, y_pred)


def hinge(y_true: Array, y_pred: Array, power: int = 1) -> Array:
    return _each_row(
        lambda y, o: sum(max(1 - y[j] * o[j], 0.0) ** power for j in range(len(o))) / len(o), y_true, y_pred
    )


def categorical_hinge(y_true: Array, y_pred: Array) -> Array:
    def value(y: Array, o: Array) -> float:
        best_other = max((1 - y[c]) * o[c] for c in range(len(o)))
        return max(best_other - sum(y[c] * o[c] for c in range(len(o))) + 1, 0.0)

    return _each_row(value, y_true, y_pred)


def huber(y_true: Array, y_pred: Array, delta: float = 1.0) -> Array:
    def one(e: float) -> float:
        return 0.5 * e**2 if abs(e) <= delta else delta * abs(e) - 0.5 * delta**2

    return _each_row(lambda y, o: sum(one(o[j] - y[j]) for j in range(len(o))) / len(o), y_true, y_pred)


def log_cosh(y_true: Array, y_pred: Array) -> Array:
    return _each_row(lambda y, o: sum(math.log(math.cosh(o[j] - y[j])) for j in range(len(o))) / len(o), y_true, y_pred)


def mean_absolute_percentage_error(y_true: Array, y_pred: Array) -> Array:
    return _each_row(
        lambda y, o: 100 * sum(abs(o[j] - y[j]) / max(abs(y[j]), EPSILON) for j in range(len(o))) / len(o),
        y_true,
        y_pred,
    )


def mean_squared_logarithmic_error(y_true: Array, y_pred: Array) -> Array:
    def one(y: float, o: float) -> float:
        return (math.log(max(o, EPSILON) + 1) - math.log(max(y, EPSILON) + 1)) ** 2

    return _each_row(lambda y, o: sum(one(y[j], o[j]) for j in range(len(o))) / len(o), y_true, y_pred)


def cosine_similarity(y_true: Array, y_pred: Array) -> Array:
    def value(y: Array, o: Array) -> float:
        lengths = [max(math.sqrt(sum(each**2 for each in vector)), EPSILON) for vector in (y, o)]
        return -sum(y[j] * o[j] for j in range(len(o))) / (lengths[0] * lengths[1])

    return _each_row(value, y_true, y_pred)


def kl_divergence(y_true: Array, y_pred: Array) -> Array:
    def one(y: float, p: float) -> float:
        return y * math.log(y / p)

    return _each_row(
        lambda y, p: sum(one(max(y[c], EPSILON), min(max(p[c], EPSILON), 1.0)) for c in range(len(p))), y_true, y_pred
    )


def poisson(y_true: Array, y_pred: Array) -> Array:
    return _each_row(
        lambda y, o: sum(o[j] - y[j] * math.log(o[j] + EPSILON) for j in range(len(o))) / len(o), y_true, y_pred
    )


def binary_focal_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, gamma: float = 2.0, alpha: float | None = None
) -> Array:
    def one(y: float, o: float) -> float:
        p = 1 / (1 + math.exp(-o)) if from_logits else _clipped(o)
        right = p if y else 1 - p
        weight = 1.0 if alpha is None else (alpha if y else 1 - alpha)
        return -weight * (1 - right) ** gamma * math.log(right)

    return _each_row(lambda y, o: sum(one(y[j], o[j]) for j in range(len(o))) / len(o), y_true, y_pred)


def categorical_focal_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, gamma: float = 2.0, alpha: float = 0.25
) -> Array:
    def value(y: Array, o: Array) -> float:
        p = _softmax(o) if from_logits else [_clipped(each / sum(o)) for each in o]
        return -sum(alpha * (1 - p[c]) ** gamma * y[c] * math.log(p[c]) for c in range(len(p)))

    return _each_row(value, y_true, y_pred)


def categorical_generalized_cross_entropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, q: float = 0.5
) -> Array:
    values = np.zeros(y_true.shape)
    for place in np.ndindex(values.shape):
        p = _softmax(y_pred[place]) if from_logits else y_pred[place]
        values[place] = (1 - p[int(y_true[place])] ** q) / q
    return values


def tversky(y_true: Array, y_pred: Array, alpha: float = 0.5, beta: float = 0.5) -> float:
    both = missed = false_alarms = 0.0
    for y, p in zip(y_true.ravel(), y_pred.ravel(), strict=True):
        both += y * p
        missed += y * (1 - p)
        false_alarms += (1 - y) * p
    return 1 - both / (both + alpha * missed + beta * false_alarms + EPSILON)


def circle(labels: Array, embeddings: Array, gamma: float, margin: float) -> Array:
    count = len(labels)
    values = np.zeros(count)
    for i in range(count):
        near = far = 0.0
        for j in range(count):
            d = max(1 - sum(embeddings[i][k] * embeddings[j][k] for k in range(embeddings.shape[1])), 0.0)
            if labels[i] != labels[j]:
                far += math.exp(gamma * max(1 + margin - d, 0.0) * (1 - margin - d))
            elif i != j:
                near += math.exp(gamma * (margin + d) * (d - margin))
        values[i] = math.log1p(near * far)
    return values


def weighted_mean(values: Array, weights: Array) -> float:
    """Keras' "sum_over_batch_size": the weights do not count in what is divided by."""
    total = 0.0
    for n in range(len(values)):
        total += values[n] * weights[n]
    return total / len(values)


def confusion(y_true: NDArray[np.int64], answers: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    counts = np.zeros((classes, classes), np.int64)
    for truth, answer in zip(y_true, answers, strict=True):
        counts[truth, answer] += 1
    return counts


def _each_row(value, y_true: Array, y_pred: Array) -> Array:  # type: ignore[no-untyped-def]
    values = np.zeros(y_pred.shape[:-1])
    for place in np.ndindex(values.shape):
        values[place] = value(y_true[place], y_pred[place])
    return values


def _softmax(z: Array) -> list[float]:
    largest = max(z)
    powers = [math.exp(each - largest) for each in z]
    return [power / sum(powers) for power in powers]


def _softplus(z: float) -> float:
    return math.log1p(math.exp(-abs(z))) + max(z, 0.0)


def _clipped(p: float) -> float:
    return min(max(p, EPSILON), 1 - EPSILON)
