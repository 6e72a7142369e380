"""Converts a photographed symbol, dark ink on bright paper, into an image like those in datasets of drawn symbols."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nervure.data.pictures.resize import resize

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_WORKING_PX, _CELLS = 256, 96  # longest sides: for finding ink, for separating spots
_BORDER_SHARE = 16  # the border is a sixteenth of the shorter side wide
_WINDOW = 0.3  # of the shorter side: wider than any stroke; only shadows wider than half of it matter
_CLEARLY = 0.25  # as a fraction of the level range
_LEAST_INK, _MOST_INK = 0.15, 0.5  # contrast of ink to paper, and the most of an image that it covers
# The range between paper and ink, as fractions of the darkest ink, and the maximum fraction of an image that it covers:
# a symbol has such levels only along its edges, a natural image everywhere.
_NEITHER, _MOST_NEITHER = (0.2, 0.6), 0.085
_NOISES = 4.0  # ink starts at this many standard deviations above the paper noise
_INK_BEGINS, _SMALLEST_SPOT = 0.4, 0.1  # as a fraction of the darkest ink, and of the largest spot
_LEAST_CELLS = 5  # a speck of dust is not a symbol, even if the symbol itself reaches the edge
_BOX = 20 / 28  # fraction of the image that MNIST's digits fill
_ROUNDING = 1e-3  # a center on the border between two pixels must not jump
_NORMAL_DEVIATION = 1.4826  # standard deviation of a normal distribution, in median absolute deviations


def sign_of(photograph: NDArray[Any], size: tuple[int, int]) -> NDArray[np.float32] | None:
    """The symbol on a photograph, prepared like MNIST's digits: bright on black, cropped, centered.

    The brightness of the paper follows the light, including shadows; narrow, clearly darker regions are ink. Spots of
    ink that reach the edge of the image, or are small compared to the largest, do not belong to the symbol. Its longer
    side becomes 20/28 of the image, and its center of mass moves to the center.

    Args:
        photograph: gray levels ``(H, W)``, from 0 to 255.
        size: height and width of the result.

    Returns:
        Gray levels from 0 to 255, ``size``; None if this is not a dark symbol on bright paper, as for most natural
        images.

    Source:
        LeCun, Cortes, Burges, "The MNIST database of handwritten digits" (1998), http://yann.lecun.com/exdb/mnist/

    Examples:
        >>> photograph = np.full((60, 90), 200.0)
        >>> photograph[10:40, 60:66] = 50  # a stroke, upright, right of the middle
        >>> sign = sign_of(photograph, (28, 28))
        >>> sign.shape, float(sign[0, 0]), float(sign[14, 14])
        ((28, 28), 0.0, 255.0)
    """
    picture = _shrunk(np.asarray(photograph, np.float64), _WORKING_PX)
    if min(picture.shape) < 4 or not _is_on_bright_ground(picture):
        return None
    ink = 1 - picture / _paper(picture)
    ink -= np.median(ink)  # with noise the closing is slightly too bright
    noise = _deviation(ink)
    few = max(8, ink.size // 2000)
    darkest = float(np.partition(ink, -few, axis=None)[-few:].mean())
    begins = max(_INK_BEGINS * darkest, _NOISES * noise)
    is_ink, is_neither = ink > begins, (ink > _NEITHER[0] * darkest) & (ink < _NEITHER[1] * darkest)
    if darkest < max(_LEAST_INK, begins) or not 0 < is_ink.mean() < _MOST_INK or is_neither.mean() > _MOST_NEITHER:
        return None
    is_sign = _without_stray_spots(is_ink)
    full = float(np.median(ink[is_ink & is_sign]))
    drawn = np.where(is_sign, np.clip((ink - begins / 2) / max(full - begins / 2, 1e-6), 0, 1), 0)
    return _centered(_cut_out(drawn, is_ink & is_sign), size)


def _shrunk(picture: Floats, longest: int) -> Floats:
    """``picture`` with sides of at most ``longest``: each pixel is the mean of the area that it covers."""
    ratio = longest / max(picture.shape)
    if ratio >= 1:
        return picture
    return _resized(picture, (max(1, round(picture.shape[0] * ratio)), max(1, round(picture.shape[1] * ratio))))


def _resized(picture: Floats, size: tuple[int, int]) -> Floats:
    way = "area" if size[0] <= picture.shape[0] else "bilinear"
    return np.asarray(resize(picture[..., None], size, way)[..., 0], np.float64)


def _is_on_bright_ground(picture: Floats) -> bool:
    """Whether the border, even in shadow, is clearly brighter than the darkest part of the image."""
    width = max(1, min(picture.shape) // _BORDER_SHARE)
    is_inside = np.zeros(picture.shape, np.bool_)
    is_inside[width:-width, width:-width] = True
    darkest, brightest = np.percentile(picture, (0.1, 99.9))
    return bool(np.median(picture[~is_inside]) > darkest + _CLEARLY * (brightest - darkest))


def _paper(picture: Floats) -> Floats:
    """The brightness of the paper at each pixel: the image without dark, narrow regions.

    It is a morphological closing: the maximum in a window around each pixel, then the minimum of that. Unlike a smooth
    surface it follows the edge of a shadow.
    """
    side = max(3, round(_WINDOW * min(picture.shape)) | 1)  # odd, so that it has a center
    smooth = _over_windows(np.add, picture, 3) / 9
    return np.maximum(_over_windows(np.minimum, _over_windows(np.maximum, smooth, side), side), 1.0)


def _over_windows(join: np.ufunc, picture: Floats, side: int) -> Floats:
    """All values in a square around each pixel, reduced; beyond the edges the image repeats its edge pixels."""
    for axis in (0, 1):
        widths = [(side // 2, side // 2) if each == axis else (0, 0) for each in (0, 1)]
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(picture, widths, mode="edge"), side, axis)
        picture = join.reduce(windows, axis=-1)
    return picture


def _deviation(values: Floats) -> float:
    """A robust estimate of the standard deviation of normally distributed values; outliers do not matter."""
    return _NORMAL_DEVIATION * float(np.median(np.abs(values - np.median(values))))


def _without_stray_spots(is_ink: Mask) -> Mask:
    """The region of the symbol: around the spots of ink that do not reach the edge and are not small."""
    cell = -(-max(is_ink.shape) // _CELLS)
    rows, columns = (-(-side // cell) for side in is_ink.shape)
    padded = np.zeros((rows * cell, columns * cell), np.bool_)
    padded[: is_ink.shape[0], : is_ink.shape[1]] = is_ink
    cells: Mask = np.asarray(padded.reshape(rows, cell, columns, cell).any(axis=(1, 3)))
    spots = list(_spots(cells))
    inside = [spot for spot in spots if _extent(spot) >= _LEAST_CELLS and not _reaches_the_edge(spot, cells.shape)]
    inside = inside or spots
    largest = max(map(len, inside))
    is_sign = np.zeros_like(cells)
    for spot in inside:
        if len(spot) >= _SMALLEST_SPOT * largest:
            is_sign[tuple(zip(*spot, strict=True))] = True
    return np.repeat(np.repeat(is_sign, cell, 0), cell, 1)[: is_ink.shape[0], : is_ink.shape[1]]


def _spots(cells: Mask) -> Iterator[list[tuple[int, int]]]:
    """The connected components of cells, including diagonal neighbors."""
    waiting = {(int(row), int(column)) for row, column in np.argwhere(cells)}
    while waiting:
        spot = [waiting.pop()]
        for row, column in spot:
            near = {(row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)} & waiting
            waiting -= near
            spot.extend(near)
        yield spot


def _extent(spot: list[tuple[int, int]]) -> int:
    """The longer side of a spot, in cells."""
    rows, columns = [row for row, _ in spot], [column for _, column in spot]
    return max(max(rows) - min(rows), max(columns) - min(columns)) + 1


def _reaches_the_edge(spot: list[tuple[int, int]], shape: tuple[int, ...]) -> bool:
    return any(row in (0, shape[0] - 1) or column in (0, shape[1] - 1) for row, column in spot)


def _cut_out(drawn: Floats, is_sign: Mask) -> Floats:
    rows, columns = np.flatnonzero(is_sign.any(axis=1)), np.flatnonzero(is_sign.any(axis=0))
    return drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _centered(sign: Floats, size: tuple[int, int]) -> NDArray[np.float32]:
    """``sign`` with its longer side at 20/28 of the image and its center of mass at the center."""
    longest = max(1, round(_BOX * min(size)))
    ratio = longest / max(sign.shape)
    small = _resized(sign, (max(1, round(sign.shape[0] * ratio)), max(1, round(sign.shape[1] * ratio))))
    small = small / max(float(small.max()), 1e-6)
    made = np.zeros(size, np.float32)
    top, left = (
        _start(small.sum(axis=1 - axis), side, whole)
        for axis, side, whole in zip((0, 1), small.shape, size, strict=True)
    )
    made[top : top + small.shape[0], left : left + small.shape[1]] = np.rint(255 * small)
    return made


def _start(mass: Floats, side: int, whole: int) -> int:
    """The offset of a side that puts its center of mass at the center of the image, or less than a pixel past it.

    As in all of MNIST's digits.
    """
    center = float((mass * (np.arange(side) + 0.5)).sum() / mass.sum())
    return int(min(max(0, math.ceil(whole / 2 - center - _ROUNDING)), whole - side))
