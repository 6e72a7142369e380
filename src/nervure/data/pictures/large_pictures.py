"""Large pictures: how many pixels are let in, and how they are decoded without taking all memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

VARIABLE = "NERVURE_MAX_PIXELS"
# A photograph of 12,000 by 9,000 pixels is let in, and decodes to 700 MB at most; a bomb takes no more.
_MOST_PIXELS = 178_956_970  # where Pillow draws the line for its errors
_LARGE_PIXELS = 1 << 24
_ONE_AT_A_TIME = threading.Lock()


def most_pixels() -> int:
    """How many pixels a picture may have: ``NERVURE_MAX_PIXELS``, else 178,956,970.

    Examples:
        >>> most_pixels() >= 12_000 * 9_000
        True
    """
    told = os.environ.get(VARIABLE, "")
    return int(told) if told.isdecimal() and int(told) > 0 else _MOST_PIXELS


def is_large(image: Image.Image) -> bool:
    """Whether a picture is decoded alone and made smaller before anything else is done with it."""
    return image.width * image.height > _LARGE_PIXELS


@contextmanager
def alone_if_large(image: Image.Image) -> Iterator[None]:
    """Inside this block no other thread decodes a large picture, if this is one."""
    if not is_large(image):
        yield
        return
    with _ONE_AT_A_TIME:
        yield


def reduced(image: Image.Image, enough: tuple[int, int] | None) -> Image.Image:
    """A large decoded picture by a whole factor smaller, each pixel the mean of what it covers; others as they are.

    Args:
        image: the picture.
        enough: a height and width that suffice; None leaves all as it is.
    """
    if enough is None or not is_large(image):
        return image
    factor = min(image.height // enough[0], image.width // enough[1])
    if factor < 2:
        return image
    if image.mode in ("1", "P", "PA"):  # without levels that could be averaged
        image = image.convert("L" if image.mode == "1" else "RGBA")
    return image.reduce(factor)
