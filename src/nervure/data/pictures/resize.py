r"""Resizing, by TensorFlow's definition of ``tf.image.resize`` without ``antialias``.

Along each axis, output :math:`i` of :math:`m` samples the position :math:`s_i = (i + \tfrac12) \, n / m` of the
:math:`n` inputs, whose centers are at :math:`j + \tfrac12`, and takes the weighted mean of nearby inputs. Everything is
float32, in TensorFlow's order, since weights that are rounded differently change the image.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.float32]

_BICUBIC_STEPS = 1024  # TensorFlow takes its bicubic weights from a table with this many steps
_FEWEST = np.float32(1e-35)


class Taps(NamedTuple):
    """The inputs that each output reads: ``places`` int64 and ``weights`` float32, both ``(taps, outputs)``."""

    places: NDArray[np.int64]
    weights: Floats


def resize(picture: Array, size: tuple[int, int], interpolation: str = "bilinear") -> Array:
    """``picture`` in another size; height and width are stretched independently.

    Args:
        picture: ``(height, width, channels)`` of any numeric type.
        size: the target height and width.
        interpolation: one of :data:`INTERPOLATIONS`.

    Returns:
        ``(*size, channels)``: float32, or the type of ``picture`` for ``"nearest"``.

    Source:
        TensorFlow, ``tensorflow/core/kernels/image`` (2.x), https://www.tensorflow.org/api_docs/python/tf/image/resize

    Examples:
        >>> resize(np.array([[[0], [100]]], np.uint8), (1, 4))[0, :, 0].tolist()
        [0.0, 25.0, 75.0, 100.0]
    """
    (height, width), (rows, columns) = picture.shape[:2], size
    if interpolation == "nearest":
        return picture.take(_nearest(height, rows), axis=0).take(_nearest(width, columns), axis=1)
    if interpolation == "bilinear":
        return _bilinear(picture, size)
    taps = _TAPS[interpolation]
    return _weighed(_weighed(picture, taps(height, rows), axis=0), taps(width, columns), axis=1)


def _centers(inputs: int, outputs: int) -> Floats:
    """The sampling positions of the outputs, in input units from the edge."""
    scale = np.float32(inputs) / np.float32(outputs)
    return (np.arange(outputs, dtype=np.float32) + np.float32(0.5)) * scale


def _nearest(inputs: int, outputs: int) -> NDArray[np.int64]:
    return np.minimum(np.floor(_centers(inputs, outputs)).astype(np.int64), inputs - 1)


@functools.lru_cache(maxsize=256)
def _neighbors(inputs: int, outputs: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """The two inputs around each output, and its fraction of the way from the first to the second."""
    place = _centers(inputs, outputs) - np.float32(0.5)
    below = np.floor(place)
    first = np.maximum(below, 0).astype(np.int64)
    second = np.minimum(np.ceil(place), inputs - 1).astype(np.int64)
    return first, second, place - below


def _bilinear(picture: Array, size: tuple[int, int]) -> Floats:
    above, below, down = _neighbors(picture.shape[0], size[0])
    columns = _neighbors(picture.shape[1], size[1])
    # Only the rows that are sampled: of a photograph ten times too large, four fifths are never read.
    top = _between(picture.take(above, axis=0), *columns)
    bottom = _between(picture.take(below, axis=0), *columns)
    return top + (bottom - top) * down[:, None, None]


def _between(rows: Array, left: Array, right: Array, along: Floats) -> Floats:
    first = rows.take(left, axis=1).astype(np.float32)
    # The form a + (b - a) t preserves a uniform area exactly.
    return first + (rows.take(right, axis=1).astype(np.float32) - first) * along[None, :, None]


def _weighed(picture: Array, taps: Taps, axis: int) -> Floats:
    shape = (-1, 1, 1) if axis == 0 else (1, -1, 1)
    total = np.float32(0)
    for places, weights in zip(*taps, strict=True):
        total = total + picture.take(places, axis=axis).astype(np.float32) * weights.reshape(shape)
    return np.asarray(total, dtype=np.float32)


def _balanced(places: NDArray[np.int64], weights: Floats, inputs: int) -> Taps:
    """Positions outside the image get weight 0, and the rest is normalized to sum to 1."""
    weights = np.where((places >= 0) & (places < inputs), weights, np.float32(0)).astype(np.float32)
    total = weights.sum(axis=0)
    balanced = weights * (np.float32(1) / np.where(np.abs(total) < _FEWEST, np.float32(1), total))
    return Taps(np.clip(places, 0, inputs - 1), balanced.astype(np.float32))


def _filtered(kernel: Callable[[Floats], Floats], radius: float, inputs: int, outputs: int) -> Taps:
    """The taps of a kernel: a function of the distance between an output and the center of an input."""
    place = _centers(inputs, outputs)
    first = np.ceil(place - np.float32(radius + 0.5)).astype(np.int64)
    last = np.floor(place + np.float32(radius - 0.5)).astype(np.int64)
    places = first + np.arange(int(np.max(last - first)) + 1)[:, None]
    weights = kernel(np.abs(places.astype(np.float32) + np.float32(0.5) - place))
    return _balanced(places, np.where(places <= last, weights, 0).astype(np.float32), inputs)


def _lanczos(radius: int, distance: Floats) -> Floats:
    angle = np.pi * np.maximum(distance, 1e-3)
    value = radius * np.sin(angle) * np.sin(angle / radius) / angle**2
    return np.where(distance <= 1e-3, 1, np.where(distance > radius, 0, value)).astype(np.float32)


def _gaussian(distance: Floats) -> Floats:
    return np.where(distance >= 1.5, 0, np.exp(-2 * distance**2)).astype(np.float32)  # a standard deviation of 1/2


def _mitchell(x: Floats) -> Floats:
    near = (7 / 6 * x - 2) * x * x + 8 / 9
    far = ((-7 / 18 * x + 2) * x - 10 / 3) * x + 16 / 9
    return np.where(x >= 2, 0, np.where(x >= 1, far, near)).astype(np.float32)


def _keys(x: NDArray[np.float64]) -> Floats:
    """Keys' cubic with a = -1/2."""
    near = (1.5 * x - 2.5) * x * x + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x >= 1, far, near).astype(np.float32)


def _bicubic(inputs: int, outputs: int) -> Taps:
    place = _centers(inputs, outputs) - np.float32(0.5)
    before = np.floor(place)
    along = np.rint((place - before) * _BICUBIC_STEPS) / _BICUBIC_STEPS
    places = before.astype(np.int64) + np.arange(-1, 3)[:, None]
    weights = np.stack([_keys(distance.astype(np.float64)) for distance in (1 + along, along, 1 - along, 2 - along)])
    return _balanced(places, weights, inputs)


def _area(inputs: int, outputs: int) -> Taps:
    """Each output is the mean of the inputs that it covers, weighted by the covered fraction at its edges."""
    scale = np.float32(inputs) / np.float32(outputs)
    start = np.arange(outputs, dtype=np.float32) * scale
    end = np.arange(1, outputs + 1, dtype=np.float32) * scale
    first, last = np.floor(start).astype(np.int64), np.ceil(end).astype(np.int64) - 1
    places = first + np.arange(int(np.max(last - first)) + 1)[:, None]
    covered = np.minimum(places + 1, end) - np.maximum(places, start)
    weights = np.where(places <= last, covered / scale, 0).astype(np.float32)
    return Taps(np.clip(places, 0, inputs - 1), weights)


_TAPS: dict[str, Callable[[int, int], Taps]] = {
    "area": _area,
    "bicubic": _bicubic,
    "gaussian": partial(_filtered, _gaussian, 1.5),
    "lanczos3": partial(_filtered, partial(_lanczos, 3), 3),
    "lanczos5": partial(_filtered, partial(_lanczos, 5), 5),
    "mitchellcubic": partial(_filtered, _mitchell, 2),
}
# By Keras' names, with whether an image that already has the size is returned unchanged.
INTERPOLATIONS: dict[str, bool] = {
    "area": True,
    "bicubic": True,
    "bilinear": True,
    "gaussian": False,
    "lanczos3": False,
    "lanczos5": False,
    "mitchellcubic": False,
    "nearest": True,
}
