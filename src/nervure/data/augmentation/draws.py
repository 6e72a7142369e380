r"""The random draws of every image: a pure function of a key and the image's index.

Image :math:`n` reads the numbers :math:`16 n, \dots, 16 n + 15` of the stream, and :math:`32 n, \dots, 32 n + 31` of a
second one for elastic changes. So its draws do not depend on the other images in a batch.

Everything here is float64 in NumPy, and pixels see only values rounded to their own type: a sine that differs in the
last digit between two processors' code paths does not affect them.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nervure.data.augmentation.augmentation import Augmentation
from nervure.randomness import bits_at, fold, stream_id

Floats = NDArray[np.float64]

NODES = 4  # nodes of the elastic grid, along each side
_ELASTIC = stream_id("augmentation.elastic")
_DRAWS_EACH = 16
(
    _HORIZONTAL, _VERTICAL, _ANGLE, _SLANT, _SIZE, _DOWN, _RIGHT, _BRIGHTNESS, _CONTRAST, _SATURATION,
    _ERASES, _AREA, _ASPECT, _TOP, _LEFT,
) = range(15)  # fmt: skip
_MOST_ASPECT = 2.0


class Rectangles(NamedTuple):
    """The erased rectangles, as fractions of the sides, ``(N,)`` each; top equals bottom if nothing is erased."""

    top: Floats
    bottom: Floats
    left: Floats
    right: Floats


class Draws(NamedTuple):
    """The random draws of ``N`` images.

    Attributes:
        is_mirrored: ``(N,)``, left to right.
        is_upside_down: ``(N,)``.
        matrix: ``(N, 2, 2)``: maps a position in the new image, in pixels right and down from its center, minus
            ``shift``, to the position in the old one.
        shift: ``(N, 2)``, pixels to the right and down.
        bends: ``(N, 2, NODES, NODES)``, from -1 to 1: how far the nodes of the elastic grid move, right and down.
        brightness: ``(N,)``, a factor.
        contrast: ``(N,)``, a factor.
        saturation: ``(N,)``, a factor.
        erased: the erased rectangles.
    """

    is_mirrored: NDArray[np.bool_]
    is_upside_down: NDArray[np.bool_]
    matrix: Floats
    shift: Floats
    bends: Floats
    brightness: Floats
    contrast: Floats
    saturation: Floats
    erased: Rectangles


def draws(settings: Augmentation, key: int, numbers: NDArray[Any], size: tuple[int, int]) -> Draws:
    """The random draws of the images with these ``numbers``.

    Args:
        settings: the limits.
        key: of the stream, 32 bits.
        numbers: the indices of the images in their dataset, ``(N,)``, integers.
        size: height and width of the images, in pixels.

    Examples:
        >>> drawn = draws(Augmentation(rotation=90.0), 1, np.arange(5), (28, 28))
        >>> drawn.matrix.shape, bool(drawn.shift.any())
        ((5, 2, 2), False)
    """
    u = _uniform(key, numbers, _DRAWS_EACH)
    around = 2 * u - 1  # uniform between -1 and 1
    height, width = size
    return Draws(
        is_mirrored=(u[:, _HORIZONTAL] < 0.5) & settings.horizontal_flip,
        is_upside_down=(u[:, _VERTICAL] < 0.5) & settings.vertical_flip,
        matrix=_matrix(settings, around),
        shift=settings.shift * around[:, [_RIGHT, _DOWN]] * np.array([width, height]),
        bends=_bends(settings, key, numbers),
        brightness=1 + settings.brightness * around[:, _BRIGHTNESS],
        contrast=1 + settings.contrast * around[:, _CONTRAST],
        saturation=1 + settings.saturation * around[:, _SATURATION],
        erased=_rectangles(settings, u),
    )


def _uniform(key: int, numbers: NDArray[Any], count: int) -> Floats:
    """``count`` numbers in (0, 1) per image, ``(N, count)``; see :mod:`nervure.randomness`."""
    index = np.multiply(numbers.astype(np.uint32)[:, None], count, dtype=np.uint32)
    places = np.add(index, np.arange(count, dtype=np.uint32), dtype=np.uint32)
    return (bits_at(key, places).astype(np.float64) + 0.5) / 2.0**32


def _matrix(settings: Augmentation, around: Floats) -> Floats:
    """The inverse of scaling, then shearing, then rotating."""
    angle = np.radians(settings.rotation) * around[:, _ANGLE]
    slant = np.tan(np.radians(settings.shear) * around[:, _SLANT])
    inverse_scale = np.exp(-math.log1p(settings.scale) * around[:, _SIZE])
    cosine, sine = np.cos(angle), np.sin(angle)
    right = np.stack((cosine + slant * sine, sine - slant * cosine), axis=-1)
    down = np.stack((-sine, cosine), axis=-1)
    return np.asarray(inverse_scale[:, None, None] * np.stack((right, down), axis=1))


def _bends(settings: Augmentation, key: int, numbers: NDArray[Any]) -> Floats:
    shape = (len(numbers), 2, NODES, NODES)
    if not settings.elastic:
        return np.zeros(shape)
    return 2 * _uniform(fold(key, _ELASTIC), numbers, 2 * NODES * NODES).reshape(shape) - 1


def _rectangles(settings: Augmentation, u: Floats) -> Rectangles:
    least, most = settings.erased_area
    area = (least + (most - least) * u[:, _AREA]) * (u[:, _ERASES] < settings.erasing)
    aspect = np.exp(math.log(_MOST_ASPECT) * (2 * u[:, _ASPECT] - 1))  # aspect ratio
    height, width = np.minimum(np.sqrt(area / aspect), 1), np.minimum(np.sqrt(area * aspect), 1)
    top, left = u[:, _TOP] * (1 - height), u[:, _LEFT] * (1 - width)
    return Rectangles(top, top + height, left, left + width)
