"""The colors of numbers, as on nervure's pages: blue below 0, orange above, white at 0; grays if none is negative."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nervure.records.picture import Picture
from nervure.records.value_map import STEPS, ZERO_LEVEL, ValueMap

Colors = NDArray[np.uint8]

_WHITE, _GRAY, _BLACK = (255, 255, 255), (236, 236, 236), (16, 16, 16)
_BELOW, _ABOVE = ((146, 186, 222), (26, 92, 164)), ((250, 186, 122), (192, 86, 0))
_STRONGEST = 0.8  # of an overlay: the image below stays visible


def shares_of(map: ValueMap) -> NDArray[np.float64]:
    """(height, width): the numbers as fractions of the scale, -1 to 1."""
    levels = np.frombuffer(map.levels, np.uint8).astype(np.float64)
    return (levels.reshape(map.height, map.width) - ZERO_LEVEL) / STEPS


def signed_colors(shares: NDArray[Any]) -> Colors:
    """The colors of numbers from -1 to 1, (..., 3).

    Examples:
        >>> signed_colors(np.array([-1.0, 0.0, 1.0])).tolist()
        [[26, 92, 164], [255, 255, 255], [192, 86, 0]]
    """
    size = np.abs(shares)[..., None]
    middle = np.where(shares[..., None] < 0, _BELOW[0], _ABOVE[0])
    end = np.where(shares[..., None] < 0, _BELOW[1], _ABOVE[1])
    near = np.asarray(_WHITE) + (middle - _WHITE) * size * 2
    far = middle + (end - middle) * (size * 2 - 1)
    return np.asarray(np.where(size < 0.5, near, far).round(), dtype=np.uint8)


def unsigned_colors(shares: NDArray[Any]) -> Colors:
    """The grays of numbers from 0 to 1, (..., 3).

    Examples:
        >>> unsigned_colors(np.array([0.0, 1.0])).tolist()
        [[236, 236, 236], [16, 16, 16]]
    """
    gray = np.asarray(_GRAY) + np.subtract(_BLACK, _GRAY) * shares[..., None]
    return np.asarray(gray.round(), dtype=np.uint8)


def map_colors(map: ValueMap, *, signed: bool | None = None) -> Colors:
    """A map in colors, (height, width, 3).

    Args:
        map: the numbers.
        signed: whether blue and orange are used; by default, if any number is negative.
    """
    return (
        signed_colors(shares_of(map))
        if (map.is_signed if signed is None else signed)
        else unsigned_colors(shares_of(map))
    )


def picture_colors(picture: Picture) -> Colors:
    """An image, (height, width, 3)."""
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, picture.channels)
    return np.asarray(np.repeat(pixels, 3, axis=2) if picture.channels == 1 else pixels)


def overlay_colors(picture: Picture, map: ValueMap) -> Colors:
    """A map of the image's size over the image in gray: the larger a number, the more of its color.

    Args:
        picture: the image below.
        map: the map, in the same height and width.
    """
    below = picture_colors(picture.grey).astype(np.float64)
    shares = shares_of(map)
    strength = _STRONGEST * np.abs(shares)[..., None]
    colors = np.where(shares[..., None] < 0, _BELOW[1], _ABOVE[1])
    return np.asarray((below * (1 - strength) + colors * strength).round(), dtype=np.uint8)
