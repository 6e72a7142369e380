"""Activations with a bend and their slopes, one number at a time."""

from __future__ import annotations

import math

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


def relu(z: float, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0) -> float:
    if z <= threshold:
        return negative_slope * (z - threshold)
    return z if max_value is None else min(z, max_value)


def relu_slope(z: float, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0) -> float:
    if z <= threshold:
        return negative_slope
    return 1.0 if max_value is None or z < max_value else 0.0


def leaky_relu(z: float, negative_slope: float = 0.2) -> float:
    return z if z > 0 else negative_slope * z


def leaky_relu_slope(z: float, negative_slope: float = 0.2) -> float:
    return 1.0 if z > 0 else negative_slope


def elu(z: float, alpha: float = 1.0) -> float:
    return z if z > 0 else alpha * math.expm1(z)


def elu_slope(z: float, alpha: float = 1.0) -> float:
    return 1.0 if z > 0 else alpha * math.exp(z)


def selu(z: float) -> float:
    return SELU_SCALE * elu(z, SELU_ALPHA)


def selu_slope(z: float) -> float:
    return SELU_SCALE * elu_slope(z, SELU_ALPHA)
