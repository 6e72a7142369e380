"""Pictures as thumbnails, by which those that show the same are found."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.errors import ShapeError

SIDE = 16
_PICTURES_AT_ONCE = 1024


def thumbnails_of(pictures: Any, white: int = 255) -> NDArray[np.uint8]:
    """Pictures as thumbnails, uint8 ``(N, 16, 16, 3)``; see :func:`nervure.data.near_duplicates`.

    Args:
        pictures: see there.
        white: the level of the brightest pixels there can be.
    """
    given = checked_pictures(pictures)
    down, across = (_coverage(side) for side in given.shape[1:3])
    made = [torch.zeros(0, SIDE, SIDE, 3, dtype=torch.uint8)]
    for first in range(0, len(given), _PICTURES_AT_ONCE):
        levels = _levels(given[first : first + _PICTURES_AT_ONCE, ..., :3]) * (255 // white)
        small = torch.einsum("ih,nhwc,jw->nijc", down, levels, across)
        made.append(small.round().clamp(0, 255).to(torch.uint8).expand(-1, -1, -1, 3))
    return torch.cat(made).numpy()


def checked_pictures(pictures: Any) -> Any:
    """An array or a tensor ``(N, height, width, channels)``."""
    given = pictures.detach() if isinstance(pictures, Tensor) else np.asarray(pictures)
    given = given[..., None] if given.ndim == 3 else given
    if given.ndim != 4 or given.shape[-1] not in (1, 3, 4) or 0 in given.shape[1:]:
        raise ShapeError.of("audit.no_pictures", where="near_duplicates", got=tuple(given.shape))
    return given


def _levels(pictures: Any) -> Tensor:
    if isinstance(pictures, Tensor):
        return pictures.to("cpu", torch.float32)
    return torch.from_numpy(np.array(pictures, dtype=np.float32))  # a copy, as torch wants no array that is read-only


@functools.lru_cache(maxsize=256)
def _coverage(side: int) -> Tensor:
    """How much each pixel of a thumbnail is made of each of ``side`` pixels, by the area under it: ``(16, side)``."""
    edges = torch.arange(SIDE + 1)[:, None] * side / SIDE
    pixels = torch.arange(side)
    covered = torch.minimum(pixels + 1, edges[1:]) - torch.maximum(pixels, edges[:-1])
    return covered.clamp(min=0) * SIDE / side
