"""Normalizations of each sample, one set of numbers at a time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _sets(x: Array, axes: tuple[int, ...]) -> list[tuple[object, ...]]:
    """The indices of each set of numbers that is normalized together."""
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    found: list[tuple[object, ...]] = []
    for place in np.ndindex(*(x.shape[axis] for axis in kept)):
        index: list[object] = [slice(None)] * x.ndim
        for axis, number in zip(kept, place, strict=True):
            index[axis] = number
        found.append(tuple(index))
    return found


def standardized(x: Array, axes: tuple[int, ...], epsilon: float) -> Array:
    y = np.empty_like(x)
    for index in _sets(x, axes):
        numbers = x[index]
        mean = numbers.sum() / numbers.size
        variance = ((numbers - mean) ** 2).sum() / numbers.size
        y[index] = (numbers - mean) / math.sqrt(variance + epsilon)
    return y


def in_groups(x: Array, groups: int, axis: int, epsilon: float) -> Array:
    parts = np.split(x, groups, axis)
    return np.concatenate([standardized(part, tuple(range(1, x.ndim)), epsilon) for part in parts], axis)


def by_root_mean_square(x: Array, axes: tuple[int, ...], epsilon: float) -> Array:
    y = np.empty_like(x)
    for index in _sets(x, axes):
        y[index] = x[index] / math.sqrt((x[index] ** 2).sum() / x[index].size + epsilon)
    return y


def by_norm(x: Array, axes: tuple[int, ...]) -> Array:
    y = np.empty_like(x)
    for index in _sets(x, axes):
        y[index] = x[index] / math.sqrt((x[index] ** 2).sum())
    return y
