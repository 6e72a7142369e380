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
