"""The convolutions, one window at a time, and TensorFlow's rule for where the windows lie."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Sizes = tuple[int, ...]


class Axis(NamedTuple):
    """The places that each window of one axis looks at; None for a place outside."""

    windows: list[list[int | None]]

    @property
    def products(self) -> list[tuple[int, int, int]]:
        """Every (place of the output, of the picture, of the kernel) that belong together."""
        return [
            (number, place, step)
            for number, window in enumerate(self.windows)
            for step, place in enumerate(window)
            if place is not None
        ]


def axis_of(size: int, window: int, stride: int, padding: str, dilation: int = 1) -> Axis:
    extent = (window - 1) * dilation + 1
    if padding == "valid":
        count, before = math.ceil((size - extent + 1) / stride), 0
    else:
        count = math.ceil(size / stride)
        before = extent - 1 if padding == "causal" else max((count - 1) * stride + extent - size, 0) // 2
    starts = [number * stride - before for number in range(count)]
    return _looking(starts, size, window, dilation)


def axes_of(sizes: Sizes, windows: Sizes, strides: Sizes, padding: str, dilations: Sizes | None = None) -> list[Axis]:
    return [
        axis_of(size, window, stride, padding, dilation)
        for size, window, stride, dilation in zip(sizes, windows, strides, dilations or (1,) * len(sizes), strict=True)
    ]


def convolution(
    x: Array, weight: Array, bias: Array | None, strides: Sizes, padding: str, dilation: Sizes, groups: int
) -> Array:
    axes = axes_of(x.shape[1:-1], weight.shape[:-2], strides, padding, dilation)
    z = np.zeros((len(x), *(len(axis.windows) for axis in axes), weight.shape[-1]))
    for output, picture, kernel in _products(axes):
        for filters, channels in _groups(weight, groups):
            z[:, *output, filters] += x[:, *picture, channels] @ weight[*kernel, :, filters]
    return z if bias is None else z + bias


def convolution_gradients(
    dz: Array, x: Array, weight: Array, strides: Sizes, padding: str, dilation: Sizes, groups: int
) -> tuple[Array, Array, Array]:
    axes = axes_of(x.shape[1:-1], weight.shape[:-2], strides, padding, dilation)
    dx, dweight = np.zeros_like(x), np.zeros_like(weight)
    for output, picture, kernel in _products(axes):
        for filters, channels in _groups(weight, groups):
            dx[:, *picture, channels] += dz[:, *output, filters] @ weight[*kernel, :, filters].T
            dweight[*kernel, :, filters] += x[:, *picture, channels].T @ dz[:, *output, filters]
    return dx, dweight, dz.reshape(-1, dz.shape[-1]).sum(0)


def depthwise_convolution(
    x: Array, weight: Array, bias: Array | None, strides: Sizes, padding: str, dilation: Sizes
) -> Array:
    channels = [
        convolution(x[..., c : c + 1], weight[..., c : c + 1, :], None, strides, padding, dilation, 1)
        for c in range(x.shape[-1])
    ]
    z = np.concatenate(channels, axis=-1)
    return z if bias is None else z + bias


def transposed_axis_of(
    size: int, window: int, stride: int, padding: str, dilation: int, output_padding: int | None
) -> tuple[Axis, int]:
    """The places of the result that each cell lays its kernel on, and the size of the result."""
    extent = (window - 1) * dilation + 1
    reached = (size - 1) * stride + extent
    if padding == "valid":
        result = max(reached, size * stride) if output_padding is None else reached + output_padding
        before = 0
    else:
        result = size * stride
        if output_padding is not None:
            result = (size - 1) * stride + extent % 2 + output_padding
        before = max(reached - result, 0) // 2
    return _looking([number * stride - before for number in range(size)], result, window, dilation), result


def transposed_convolution(
    x: Array, weight: Array, bias: Array | None, strides: Sizes, padding: str, dilation: Sizes, more: Sizes | None
) -> Array:
    found = [
        transposed_axis_of(size, window, stride, padding, rate, output_padding)
        for size, window, stride, rate, output_padding in zip(
            x.shape[1:-1], weight.shape[:-2], strides, dilation, more or (None,) * len(strides), strict=True
        )
    ]
    z = np.zeros((len(x), *(size for _, size in found), weight.shape[-2]))
    for picture, output, kernel in _products([axis for axis, _ in found]):
        z[:, *output] += x[:, *picture] @ weight[kernel].T
    return z if bias is None else z + bias


def _looking(starts: list[int], size: int, window: int, dilation: int) -> Axis:
    places = [[start + step * dilation for step in range(window)] for start in starts]
    return Axis([[place if 0 <= place < size else None for place in window] for window in places])


def _products(axes: list[Axis]) -> Iterator[tuple[Sizes, Sizes, Sizes]]:
    """Every (place of the output, of the picture, of the kernel) that belong together, in all axes."""
    for combination in itertools.product(*(axis.products for axis in axes)):
        outputs, places, kernel = zip(*combination, strict=True)
        yield outputs, places, kernel


def _groups(weight: Array, groups: int) -> Iterator[tuple[slice, slice]]:
    """The filters and the channels of each group."""
    inputs, outputs = weight.shape[-2], weight.shape[-1] // groups
    for g in range(groups):
        yield slice(g * outputs, (g + 1) * outputs), slice(g * inputs, (g + 1) * inputs)
