"""The convolution, one window at a time, and TensorFlow's rule for where the windows lie."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pair = tuple[int, int]


class Axis(NamedTuple):
    """The places that each window of one axis looks at; None for a place outside."""

    windows: list[list[int | None]]


def axis_of(size: int, window: int, stride: int, padding: str, dilation: int = 1) -> Axis:
    extent = (window - 1) * dilation + 1
    if padding == "same":
        count = math.ceil(size / stride)
        before = max((count - 1) * stride + extent - size, 0) // 2
    else:
        count, before = math.ceil((size - extent + 1) / stride), 0
    starts = [number * stride - before for number in range(count)]
    places = [[start + step * dilation for step in range(window)] for start in starts]
    return Axis([[place if 0 <= place < size else None for place in window] for window in places])


def convolution(
    x: Array, weight: Array, bias: Array | None, strides: Pair, padding: str, dilation: Pair, groups: int
) -> Array:
    rows = axis_of(x.shape[1], weight.shape[0], strides[0], padding, dilation[0])
    columns = axis_of(x.shape[2], weight.shape[1], strides[1], padding, dilation[1])
    z = np.zeros((len(x), len(rows.windows), len(columns.windows), weight.shape[3]))
    for output, picture, kernel, filters, channels in _products(rows, columns, weight, groups):
        z[:, *output, filters] += x[:, *picture, channels] @ weight[*kernel, :, filters]
    return z if bias is None else z + bias


def convolution_gradients(
    dz: Array, x: Array, weight: Array, strides: Pair, padding: str, dilation: Pair, groups: int
) -> tuple[Array, Array, Array]:
    rows = axis_of(x.shape[1], weight.shape[0], strides[0], padding, dilation[0])
    columns = axis_of(x.shape[2], weight.shape[1], strides[1], padding, dilation[1])
    dx, dweight = np.zeros_like(x), np.zeros_like(weight)
    for output, picture, kernel, filters, channels in _products(rows, columns, weight, groups):
        dx[:, *picture, channels] += dz[:, *output, filters] @ weight[*kernel, :, filters].T
        dweight[*kernel, :, filters] += x[:, *picture, channels].T @ dz[:, *output, filters]
    return dx, dweight, dz.sum((0, 1, 2))


def _products(rows: Axis, columns: Axis, weight: Array, groups: int) -> Iterator[tuple[Pair, Pair, Pair, slice, slice]]:
    """Every (place of the output, of the picture, of the kernel, filters, channels) that belong together."""
    inputs, outputs = weight.shape[2], weight.shape[3] // groups
    for h, window_rows in enumerate(rows.windows):
        for w, window_columns in enumerate(columns.windows):
            for i, row in enumerate(window_rows):
                for j, column in enumerate(window_columns):
                    if row is None or column is None:
                        continue
                    for g in range(groups):
                        filters, channels = slice(g * outputs, (g + 1) * outputs), slice(g * inputs, (g + 1) * inputs)
                        yield (h, w), (row, column), (i, j), filters, channels
