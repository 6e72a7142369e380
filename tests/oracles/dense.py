"""The dense product, one number at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def dense(x: Array, weight: Array, bias: Array | None) -> Array:
    rows = x.reshape(-1, x.shape[-1])
    z = np.zeros((len(rows), weight.shape[1]))
    for n, row in enumerate(rows):
        for unit in range(weight.shape[1]):
            z[n, unit] = sum(row[i] * weight[i, unit] for i in range(len(row)))
            if bias is not None:
                z[n, unit] += bias[unit]
    return z.reshape(*x.shape[:-1], weight.shape[1])


def dense_gradients(dz: Array, x: Array, weight: Array) -> tuple[Array, Array, Array]:
    dx, dweight, dbias = np.zeros_like(x), np.zeros_like(weight), np.zeros(weight.shape[1])
    for place in np.ndindex(x.shape[:-1]):
        for unit in range(weight.shape[1]):
            dbias[unit] += dz[(*place, unit)]
            for i in range(x.shape[-1]):
                dx[(*place, i)] += dz[(*place, unit)] * weight[i, unit]
                dweight[i, unit] += dz[(*place, unit)] * x[(*place, i)]
    return dx, dweight, dbias
