"""Pooling, one window at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.oracles.convolution import axes_of

Array = NDArray[np.float64]
Sizes = tuple[int, ...]


def max_pooling(x: Array, pool_size: Sizes, strides: Sizes, padding: str) -> Array:
    y = np.zeros(_output_shape(x, pool_size, strides, padding))
    for output, cells in _windows(x, pool_size, strides, padding):
        y[output] = max(x[cell] for cell in cells)
    return y


def max_pooling_gradient(dy: Array, x: Array, pool_size: Sizes, strides: Sizes, padding: str) -> Array:
    dx = np.zeros_like(x)
    for output, cells in _windows(x, pool_size, strides, padding):
        winner = max(cells, key=lambda cell: x[cell])  # of equal ones the first
        dx[winner] += dy[output]
    return dx


def average_pooling(x: Array, pool_size: Sizes, strides: Sizes, padding: str) -> Array:
    y = np.zeros(_output_shape(x, pool_size, strides, padding))
    for output, cells in _windows(x, pool_size, strides, padding):
        y[output] = sum(x[cell] for cell in cells) / len(cells)
    return y


def average_pooling_gradient(dy: Array, x: Array, pool_size: Sizes, strides: Sizes, padding: str) -> Array:
    dx = np.zeros_like(x)
    for output, cells in _windows(x, pool_size, strides, padding):
        for cell in cells:
            dx[cell] += dy[output] / len(cells)
    return dx


def _output_shape(x: Array, pool_size: Sizes, strides: Sizes, padding: str) -> tuple[int, ...]:
    counts = [len(axis.windows) for axis in axes_of(x.shape[1:-1], pool_size, strides, padding)]
    return x.shape[0], *counts, x.shape[-1]


def _windows(
    x: Array, pool_size: Sizes, strides: Sizes, padding: str
) -> Iterator[tuple[tuple[int, ...], list[tuple[int, ...]]]]:
    """Every place of the output with the cells inside the picture that it looks at, row after row."""
    axes = axes_of(x.shape[1:-1], pool_size, strides, padding)
    for n, *places, c in np.ndindex(_output_shape(x, pool_size, strides, padding)):
        looked_at = [axis.windows[place] for axis, place in zip(axes, places, strict=True)]
        cells = [(n, *cell, c) for cell in itertools.product(*looked_at) if None not in cell]
        yield (n, *places, c), cells
