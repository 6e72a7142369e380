"""Sum and concatenation, one number at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def add(inputs: list[Array]) -> Array:
    """Each input gets the axes it lacks after the batch axis; an axis of size 1 gives its one number everywhere."""
    rank = max(x.ndim for x in inputs)
    aligned = [x.reshape(x.shape[0], *[1] * (rank - x.ndim), *x.shape[1:]) for x in inputs]
    shape = [max(x.shape[axis] for x in aligned) for axis in range(rank)]
    y = np.zeros(shape)
    for place in np.ndindex(*shape):
        for x in aligned:
            y[place] += x[tuple(0 if size == 1 else i for i, size in zip(place, x.shape, strict=True))]
    return y


def concatenate(inputs: list[Array], axis: int) -> Array:
    slices = [np.take(x, i, axis) for x in inputs for i in range(x.shape[axis])]
    return np.stack(slices, axis)
