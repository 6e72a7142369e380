"""Softmax and its Jacobian, one vector at a time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def softmax(z: Array, axis: int) -> Array:
    return np.apply_along_axis(_softmax_of_vector, axis, z)


def softmax_gradient(dy: Array, z: Array, axis: int) -> Array:
    dz = np.zeros_like(z)
    others = [size for i, size in enumerate(z.shape) if i != axis % z.ndim]
    for place in np.ndindex(*others):
        index: list[object] = list(place)
        index.insert(axis % z.ndim, slice(None))
        y = _softmax_of_vector(z[tuple(index)])
        jacobian = np.array([[y[i] * ((i == j) - y[j]) for j in range(len(y))] for i in range(len(y))])
        dz[tuple(index)] = jacobian.T @ dy[tuple(index)]
    return dz


def _softmax_of_vector(z: Array) -> Array:
    powers = [math.exp(number - max(z)) for number in z]
    return np.array([power / math.fsum(powers) for power in powers])
