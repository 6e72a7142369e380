"""Thumbnails of images, for finding near duplicates."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments.arrays import array_of
from nervure.errors import ShapeError

SIDE = 16
_BRIGHTEST = 255
_PICTURES_AT_ONCE = 1024


def thumbnails_of(pictures: Any, white: int = _BRIGHTEST) -> NDArray[np.uint8]:
    """Images as thumbnails, uint8 ``(N, 16, 16, 3)``; see :func:`nervure.data.near_duplicates`.

    Args:
        pictures: see there.
        white: the maximum level of a pixel.
    """
    given = checked_pictures(pictures)
    count, height, width = given.shape[:3]
    down, across = _coverage(height), _coverage(width)
    made = np.empty((count, SIDE, SIDE, 3), np.uint8)
    for first in range(0, count, _PICTURES_AT_ONCE):
        levels = _levels(given[first : first + _PICTURES_AT_ONCE, ..., :3])
        channels = levels.shape[-1]
        lower = down @ levels.reshape(-1, height, width * channels)  # (n, 16, width * channels)
        small = across @ lower.reshape(-1, SIDE, width, channels)  # (n, 16, 16, channels)
        whole = small if white == _BRIGHTEST else small * (_BRIGHTEST // white)
        made[first : first + _PICTURES_AT_ONCE] = whole.round().clamp_(0, _BRIGHTEST).numpy()
    return made


def checked_pictures(pictures: Any) -> Any:
    """An array or a tensor ``(N, height, width, channels)``."""
    given = pictures.detach() if isinstance(pictures, Tensor) else array_of(pictures, where="near_duplicates")
    given = given[..., None] if given.ndim == 3 else given
    if given.ndim != 4 or given.shape[-1] not in (1, 3, 4) or 0 in given.shape[1:]:
        raise ShapeError.of("audit.no_pictures", where="near_duplicates", got=tuple(given.shape))
    return given


def _levels(pictures: Any) -> Tensor:
    if isinstance(pictures, Tensor):
        return pictures.to("cpu", torch.float32)
    return torch.from_numpy(np.array(pictures, dtype=np.float32))  # a copy, since torch does not take read-only arrays


@functools.lru_cache(maxsize=256)
def _coverage(side: int) -> Tensor:
    """The weight of each of ``side`` pixels in each pixel of a thumbnail, by covered area: ``(16, side)``."""
    edges = torch.arange(SIDE + 1)[:, None] * side / SIDE
    pixels = torch.arange(side)
    covered = torch.minimum(pixels + 1, edges[1:]) - torch.maximum(pixels, edges[:-1])
    return covered.clamp(min=0) * SIDE / side
