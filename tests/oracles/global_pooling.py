"""Pooling over the whole picture, one channel at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def global_average_pooling(x: Array) -> Array:
    return np.array([[sample[..., c].sum() / sample[..., c].size for c in range(x.shape[-1])] for sample in x])


def global_max_pooling(x: Array) -> Array:
    return np.array([[max(sample[..., c].ravel()) for c in range(x.shape[-1])] for sample in x])


def global_max_pooling_gradient(dy: Array, x: Array) -> Array:
    dx = np.zeros_like(x)
    for n, sample in enumerate(x):
        for c in range(x.shape[-1]):
            largest = sample[..., c] == max(sample[..., c].ravel())
            dx[n, ..., c] = dy[n, c] * largest / largest.sum()
    return dx
