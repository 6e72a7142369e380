"""Difference, product, mean, largest and smallest, one number at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def merged(inputs: list[Array], function: Callable[[list[float]], float]) -> Array:
    """``function`` of the numbers of each place; axes stretch as in a sum."""
    rank = max(x.ndim for x in inputs)
    aligned = [x.reshape(x.shape[0], *[1] * (rank - x.ndim), *x.shape[1:]) for x in inputs]
    shape = [max(x.shape[axis] for x in aligned) for axis in range(rank)]
    y = np.zeros(shape)
    for place in np.ndindex(*shape):
        y[place] = function(
            [float(x[tuple(0 if size == 1 else i for i, size in zip(place, x.shape, strict=True))]) for x in aligned]
        )
    return y


def batch_dot(first: Array, second: Array, axes: tuple[int, int]) -> Array:
    """Sample by sample, the sum over one axis of each."""
    samples = [np.tensordot(a, b, (axes[0] - 1, axes[1] - 1)) for a, b in zip(first, second, strict=True)]
    y = np.stack(samples)
    return y.reshape(-1, 1) if y.ndim == 1 else y
