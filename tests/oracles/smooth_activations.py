"""Activations without a bend and their slopes, one number at a time."""

from __future__ import annotations

import math


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def sigmoid_slope(z: float) -> float:
    return sigmoid(z) * sigmoid(-z)


def tanh(z: float) -> float:
    return math.tanh(z)


def tanh_slope(z: float) -> float:
    return 1 / math.cosh(z) ** 2


def softplus(z: float) -> float:
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def softplus_slope(z: float) -> float:
    return sigmoid(z)


def silu(z: float) -> float:
    return z * sigmoid(z)


def silu_slope(z: float) -> float:
    return sigmoid(z) + z * sigmoid_slope(z)


def gelu(z: float, approximate: bool = False) -> float:
    if approximate:
        return z / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
    return z / 2 * math.erfc(-z / math.sqrt(2))


def gelu_slope(z: float, approximate: bool = False) -> float:
    if approximate:
        root = math.sqrt(2 / math.pi)
        inner = root * (z + 0.044715 * z**3)
        return (1 + math.tanh(inner)) / 2 + z / 2 / math.cosh(inner) ** 2 * root * (1 + 3 * 0.044715 * z**2)
    return math.erfc(-z / math.sqrt(2)) / 2 + z * math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
