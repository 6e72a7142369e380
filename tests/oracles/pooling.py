"""Pooling, one window at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.oracles.convolution import axis_of

Array = NDArray[np.float64]
Pair = tuple[int, int]


def max_pooling(x: Array, pool_size: Pair, strides: Pair, padding: str) -> Array:
    y = np.zeros(_output_shape(x, pool_size, strides, padding))
    for output, cells in _windows(x, pool_size, strides, padding):
        y[output] = max(x[cell] for cell in cells)
    return y


def max_pooling_gradient(dy: Array, x: Array, pool_size: Pair, strides: Pair, padding: str) -> Array:
    dx = np.zeros_like(x)
    for output, cells in _windows(x, pool_size, strides, padding):
        winner = max(cells, key=lambda cell: x[cell])  # of equal ones the first
        dx[winner] += dy[output]
    return dx


def average_pooling(x: Array, pool_size: Pair, strides: Pair, padding: str) -> Array:
    y = np.zeros(_output_shape(x, pool_size, strides, padding))
    for output, cells in _windows(x, pool_size, strides, padding):
        y[output] = sum(x[cell] for cell in cells) / len(cells)
    return y


def average_pooling_gradient(dy: Array, x: Array, pool_size: Pair, strides: Pair, padding: str) -> Array:
    dx = np.zeros_like(x)
    for output, cells in _windows(x, pool_size, strides, padding):
        for cell in cells:
            dx[cell] += dy[output] / len(cells)
    return dx


def _output_shape(x: Array, pool_size: Pair, strides: Pair, padding: str) -> tuple[int, ...]:
    counts = [len(axis_of(x.shape[1 + i], pool_size[i], strides[i], padding).windows) for i in (0, 1)]
    return x.shape[0], *counts, x.shape[3]


def _windows(
    x: Array, pool_size: Pair, strides: Pair, padding: str
) -> Iterator[tuple[tuple[int, ...], list[tuple[int, ...]]]]:
    """Every place of the output with the cells inside the picture that it looks at, row after row."""
    rows, columns = (axis_of(x.shape[1 + i], pool_size[i], strides[i], padding) for i in (0, 1))
    for n, h, w, c in np.ndindex(x.shape[0], len(rows.windows), len(columns.windows), x.shape[3]):
        cells = [
            (n, row, column, c)
            for row in rows.windows[h]
            for column in columns.windows[w]
            if row is not None and column is not None
        ]
        yield (n, h, w, c), cells
