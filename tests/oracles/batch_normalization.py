"""Batch normalization, one channel at a time, and its derivative through the whole Jacobian."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def statistics(x: Array, axis: int) -> tuple[Array, Array]:
    """Mean and biased variance of every channel."""
    channels = [np.take(x, c, axis).ravel() for c in range(x.shape[axis])]
    means = [math.fsum(channel) / len(channel) for channel in channels]
    variances = [math.fsum((channel - mean) ** 2) / len(channel) for channel, mean in zip(channels, means, strict=True)]
    return np.array(means), np.array(variances)


def batch_normalization(
    x: Array, gamma: Array, beta: Array, mean: Array, variance: Array, epsilon: float, axis: int
) -> Array:
    y = np.zeros_like(x)
    for c in range(x.shape[axis]):
        index = _channel(x, c, axis)
        y[index] = gamma[c] * (x[index] - mean[c]) / math.sqrt(variance[c] + epsilon) + beta[c]
    return y


def gradient_through_statistics(dy: Array, x: Array, gamma: Array, epsilon: float, axis: int) -> Array:
    """dx with mean and variance taken from x, summed over every pair of numbers of a channel."""
    dx = np.zeros_like(x)
    mean, variance = statistics(x, axis)
    for c in range(x.shape[axis]):
        index = _channel(x, c, axis)
        numbers, upstream = x[index].ravel(), dy[index].ravel()
        count, std = len(numbers), math.sqrt(variance[c] + epsilon)
        normalized = (numbers - mean[c]) / std
        jacobian = gamma[c] / std * (np.eye(count) - 1 / count - np.outer(normalized, normalized) / count)
        dx[index] = (jacobian.T @ upstream).reshape(x[index].shape)
    return dx


def _channel(x: Array, c: int, axis: int) -> tuple[object, ...]:
    index: list[object] = [slice(None)] * x.ndim
    index[axis] = c
    return tuple(index)
