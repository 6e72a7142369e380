"""Turns an array into its display: nested boxes, written numbers, small images."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nervure.records.tensor_picture import Boxes, Cells, Drawn, Pixels, Shades, TensorPicture
from nervure.render.numbers import number
from nervure.render.terminal import cut, printable
from nervure.tensors.arrays import to_numpy
from nervure.tensors.description import description_of
from nervure.tensors.kinds import COLOR_WITH_ALPHA, PICTURE_CHANNELS

_MOST_AXES = 5
_LONGEST_CELL = 12
_SHADED_KINDS = "biuf"  # NumPy's kinds for booleans, integers and real numbers
_WHITE = 255


class Limits(NamedTuple):
    """Limits for the display of an array.

    Args:
        rows: of a matrix.
        columns: of a matrix.
        boxes: side by side, along the last axis drawn as boxes.
        outer_boxes: along each axis before that one.
        side_px: pixels along the longer side of an image; larger ones are reduced by averaging.
    """

    rows: int = 8
    columns: int = 12
    boxes: int = 3
    outer_boxes: int = 2
    side_px: int = 64


class _Range(NamedTuple):
    """The numbers drawn as black and white."""

    black: float
    white: float


def picture_of(array: Any, kind: str | None, limits: Limits, where: str) -> TensorPicture:
    """The display of ``array``; by default as its likeliest kind.

    Raises:
        DataError: the lists are ragged, or a tensor has no values.
        UnknownNameError: ``kind`` is unknown.
        ShapeError: arrays of this ``kind`` have other axes.
    """
    values = to_numpy(array, where)
    found = description_of(array, kind, where)
    named = found.readings and found.holds_numbers
    axes = found.readings[0].axes if named else tuple(f"axis {place}" for place in range(values.ndim))
    if values.size == 0:
        return TensorPicture(found.shape, found.dtype, axes, None, (0,) * values.ndim)
    place = (0,) * (values.ndim - _MOST_AXES)
    is_picture = "height" in axes and values.dtype.kind in _SHADED_KINDS
    leaf = _picture_axes(axes, values.shape) if is_picture else list(axes[-2:])
    boxed = [axis for axis in axes[len(place) :] if axis not in leaf]
    order = [*boxed, *leaf]
    drawn = (values[place] if place else values).transpose([axes.index(axis) - len(place) for axis in order])
    black_and_white = _range(values) if is_picture else None
    most = dict.fromkeys(axes[: len(place)], 1) | _most_shown(boxed, [] if is_picture else leaf, limits)
    sizes = dict(zip(axes, values.shape, strict=True))
    return TensorPicture(
        found.shape,
        found.dtype,
        axes,
        _boxes(drawn, boxed, black_and_white, limits),
        tuple(min(size, most.get(axis, size)) for axis, size in sizes.items()),
        place,
        _shades(values, black_and_white) if black_and_white else None,
        hides_alpha=is_picture and "channels" in leaf and drawn.shape[-1] == COLOR_WITH_ALPHA,
    )


def _picture_axes(axes: tuple[str, ...], shape: tuple[int, ...]) -> list[str]:
    """The axes of one image; channels that are not colors are separate images."""
    is_colored = "channels" in axes and shape[axes.index("channels")] in PICTURE_CHANNELS
    return ["height", "width", *(["channels"] if is_colored else [])]


def _most_shown(boxed: list[str], written: list[str], limits: Limits) -> dict[str, int]:
    """The limits along axes drawn as boxes, and for rows and columns of numbers."""
    of_boxes = dict.fromkeys(boxed, limits.outer_boxes) | dict.fromkeys(boxed[-1:], limits.boxes)
    return of_boxes | dict(zip(reversed(written), (limits.columns, limits.rows), strict=False))


def _boxes(values: NDArray[Any], boxed: list[str], black_and_white: _Range | None, limits: Limits) -> Drawn:
    if not boxed:
        return _pixels(values, black_and_white, limits) if black_and_white else _cells(values, limits)
    num_shown = min(len(values), limits.boxes if len(boxed) == 1 else limits.outer_boxes)
    entries = tuple(_boxes(entry, boxed[1:], black_and_white, limits) for entry in values[:num_shown])
    return Boxes(boxed[0], entries, len(values) - num_shown)


def _cells(values: NDArray[Any], limits: Limits) -> Cells:
    rows = np.atleast_2d(values)[: limits.rows, : limits.columns]
    return Cells(tuple(tuple(_written(value) for value in row) for row in rows))


def _written(value: Any) -> str:
    if isinstance(value, np.floating):
        return number(float(value), 4)
    if isinstance(value, np.complexfloating):
        return f"{value:.3g}"
    return cut(printable(str(value)), _LONGEST_CELL, "~")


def _range(values: NDArray[Any]) -> _Range:
    """Black and white: 0 and 1, or 0 and 255, if the numbers lie in between, else the minimum and the maximum."""
    if values.dtype == np.uint8:
        return _Range(0, _WHITE)
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return _Range(0, 1)
    smallest, largest = float(finite.min()), float(finite.max())
    if smallest < 0 or largest > _WHITE:
        return _Range(smallest, largest if largest > smallest else smallest + 1)
    return _Range(0, 1 if largest <= 1 else _WHITE)


def _shades(values: NDArray[Any], black_and_white: _Range) -> Shades:
    num_not_finite = values.size - int(np.count_nonzero(np.isfinite(values)))
    return Shades(number(black_and_white.black, 4), number(black_and_white.white, 4), num_not_finite)


def _pixels(values: NDArray[Any], black_and_white: _Range, limits: Limits) -> Pixels:
    """One image, ``(height, width)`` or ``(height, width, channels)``, as bytes, no larger than displayed."""
    black, white = black_and_white
    share = (np.where(np.isfinite(values), values, black).astype(np.float64) - black) / (white - black)
    levels = np.rint(share * _WHITE).astype(np.uint8)
    colors = levels[..., :3] if levels.ndim == 3 else levels[..., None]
    image = Image.fromarray(np.ascontiguousarray(np.broadcast_to(colors, (*colors.shape[:2], 3))))
    shrink = limits.side_px / max(image.size)
    if shrink < 1:
        size = [max(1, round(side * shrink)) for side in image.size]
        image = image.resize((size[0], size[1]), Image.Resampling.BOX)
    return Pixels(image.tobytes(), image.height, image.width)
