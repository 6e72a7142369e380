"""Further activations and their slopes, one number at a time; those along an axis, one row at a time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def relu6(z: float) -> float:
    return min(max(z, 0.0), 6.0)


def relu6_slope(z: float) -> float:
    return float(0 < z < 6)


def hard_tanh(z: float) -> float:
    return min(max(z, -1.0), 1.0)


def hard_tanh_slope(z: float) -> float:
    return float(-1 < z < 1)


def hard_sigmoid(z: float) -> float:
    return min(max(z / 6 + 0.5, 0.0), 1.0)


def hard_sigmoid_slope(z: float) -> float:
    return 1 / 6 if -3 < z < 3 else 0.0


def sparse_sigmoid(z: float) -> float:
    return min(max((z + 1) / 2, 0.0), 1.0)


def sparse_sigmoid_slope(z: float) -> float:
    return 0.5 if -1 < z < 1 else 0.0


def sparse_plus(z: float) -> float:
    return 0.0 if z <= -1 else z if z >= 1 else (z + 1) ** 2 / 4


def sparse_plus_slope(z: float) -> float:
    return sparse_sigmoid(z)


def hard_shrink(z: float, threshold: float = 0.5) -> float:
    return z if abs(z) > threshold else 0.0


def hard_shrink_slope(z: float, threshold: float = 0.5) -> float:
    return float(abs(z) > threshold)


def soft_shrink(z: float, threshold: float = 0.5) -> float:
    return math.copysign(max(abs(z) - threshold, 0.0), z)


def soft_shrink_slope(z: float, threshold: float = 0.5) -> float:
    return float(abs(z) > threshold)


def hard_silu(z: float) -> float:
    return z * hard_sigmoid(z)


def hard_silu_slope(z: float) -> float:
    return 0.0 if z < -3 else 1.0 if z > 3 else z / 3 + 0.5


def threshold(z: float, threshold: float, default_value: float) -> float:
    return z if z > threshold else default_value


def threshold_slope(z: float, threshold: float, default_value: float) -> float:
    return float(z > threshold)


def exponential(z: float) -> float:
    return math.exp(z)


def exponential_slope(z: float) -> float:
    return math.exp(z)


def celu(z: float, alpha: float = 1.0) -> float:
    return z if z > 0 else alpha * math.expm1(z / alpha)


def celu_slope(z: float, alpha: float = 1.0) -> float:
    return 1.0 if z > 0 else math.exp(z / alpha)


def softsign(z: float) -> float:
    return z / (1 + abs(z))


def softsign_slope(z: float) -> float:
    return 1 / (1 + abs(z)) ** 2


def log_sigmoid(z: float) -> float:
    return -math.log1p(math.exp(-z))


def log_sigmoid_slope(z: float) -> float:
    return 1 / (1 + math.exp(z))


def squareplus(z: float, b: float = 4) -> float:
    return (z + math.sqrt(z * z + b)) / 2


def squareplus_slope(z: float, b: float = 4) -> float:
    return (1 + z / math.sqrt(z * z + b)) / 2


def tanh_shrink(z: float) -> float:
    return z - math.tanh(z)


def tanh_shrink_slope(z: float) -> float:
    return math.tanh(z) ** 2


def mish(z: float) -> float:
    return z * math.tanh(math.log1p(math.exp(z)))


def mish_slope(z: float) -> float:
    t = math.tanh(math.log1p(math.exp(z)))
    return t + z * (1 - t * t) / (1 + math.exp(-z))


def log_softmax(row: Array) -> Array:
    return np.asarray([z - math.log(sum(math.exp(other) for other in row)) for z in row])


def sparsemax(row: Array) -> Array:
    """By halving the interval in which the threshold lies."""
    low, high = float(row.min()) - 1, float(row.max())
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(row - middle, 0).sum() > 1 else (low, middle)
    return np.asarray(np.maximum(row - low, 0))


def glu(row: Array) -> Array:
    half = len(row) // 2
    return np.asarray([a / (1 + math.exp(-b)) for a, b in zip(row[:half], row[half:], strict=True)])
