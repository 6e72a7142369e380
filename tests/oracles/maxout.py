"""Maxout, one unit at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def maxout_product(x: Array, weight: Array, bias: Array | None) -> Array:
    pieces, _, units = weight.shape
    z = np.zeros((*x.shape[:-1], pieces, units))
    for place in np.ndindex(x.shape[:-1]):
        for p in range(pieces):
            for u in range(units):
                z[(*place, p, u)] = sum(x[place] * weight[p, :, u]) + (0.0 if bias is None else bias[p, u])
    return z


def maxout_winner(z: Array) -> Array:
    y = np.zeros((*z.shape[:-2], z.shape[-1]))
    for place in np.ndindex(*y.shape):
        y[place] = max(z[(*place[:-1], p, place[-1])] for p in range(z.shape[-2]))
    return y
