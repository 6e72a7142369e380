"""Changing one picture, pixel by pixel, in float64."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def reflected(place: int, side: int) -> int:
    """``place`` folded back into 0 ... side - 1, the edge pixel twice: d c b a | a b c d | d c b a."""
    place %= 2 * side
    return place if place < side else 2 * side - 1 - place


def pixel(picture: Floats, row: int, column: int, fill_mode: str) -> Floats:
    height, width = picture.shape[:2]
    if fill_mode == "reflect":
        return np.asarray(picture[reflected(row, height), reflected(column, width)])
    if fill_mode == "nearest":
        return np.asarray(picture[min(max(row, 0), height - 1), min(max(column, 0), width - 1)])
    is_inside = 0 <= row < height and 0 <= column < width
    return np.asarray(picture[row, column]) if is_inside else np.zeros(picture.shape[2])


def between(picture: Floats, row: float, column: float, fill_mode: str) -> Floats:
    """The weighted mean of the four pixels around a place; the middle of the first pixel is at 0, 0."""
    above, left = math.floor(row), math.floor(column)
    total = np.zeros(picture.shape[2])
    for i, down in ((above, 1 - (row - above)), (above + 1, row - above)):
        for j, right in ((left, 1 - (column - left)), (left + 1, column - left)):
            total += down * right * pixel(picture, i, j, fill_mode)
    return total


def moved(
    picture: Any, angle: float, slant: float, factor: float, shift: tuple[float, float], fill_mode: str
) -> Floats:
    """A picture made ``factor`` times as large, then slanted, then turned (degrees), then shifted (pixels right, down).

    Each pixel of the new one is taken back to the old one by solving for the place that the changes bring to it.
    """
    picture = np.asarray(picture, np.float64)
    height, width = picture.shape[:2]
    turned, slanted = math.radians(angle), math.tan(math.radians(slant))
    turn = np.array([[math.cos(turned), -math.sin(turned)], [math.sin(turned), math.cos(turned)]])
    forward = turn @ np.array([[1, slanted], [0, 1]]) * factor
    made = np.empty_like(picture)
    for row in range(height):
        for column in range(width):
            place = np.array([column - (width - 1) / 2 - shift[0], row - (height - 1) / 2 - shift[1]])
            right, down = np.linalg.solve(forward, place)
            made[row, column] = between(picture, down + (height - 1) / 2, right + (width - 1) / 2, fill_mode)
    return made


def colored(picture: Any, brightness: float, contrast: float, saturation: float) -> Floats:
    """A color picture in other light, from 0 to 255."""
    picture = np.asarray(picture, np.float64)
    gray = picture @ np.array([0.299, 0.587, 0.114])
    made = gray[..., None] + saturation * (picture - gray[..., None])
    made = picture.mean() + contrast * (made - picture.mean())
    return np.clip(brightness * made, 0, 255)
