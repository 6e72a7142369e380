"""Large images: the pixel limit, and decoding within bounded memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

VARIABLE = "NERVURE_MAX_PIXELS"
# A photograph of 12,000 by 9,000 pixels is accepted and decodes to at most 700 MB; a decompression bomb takes no more.
_MOST_PIXELS = 178_956_970  # Pillow's own error limit
_LARGE_PIXELS = 1 << 24
_ONE_AT_A_TIME = threading.Lock()


def most_pixels() -> int:
    """The maximum number of pixels of an image: ``NERVURE_MAX_PIXELS``, else 178,956,970.

    Examples:
        >>> most_pixels() >= 12_000 * 9_000
        True
    """
    told = os.environ.get(VARIABLE, "")
    return int(told) if told.isdecimal() and int(told) > 0 else _MOST_PIXELS


def is_large(image: Image.Image) -> bool:
    """Whether an image is decoded alone and downscaled before any other operation."""
    return image.width * image.height > _LARGE_PIXELS


@contextmanager
def alone_if_large(image: Image.Image) -> Iterator[None]:
    """If this is a large image, no other thread decodes one inside this block."""
    if not is_large(image):
        yield
        return
    with _ONE_AT_A_TIME:
        yield


def reduced(image: Image.Image, enough: tuple[int, int] | None) -> Image.Image:
    """A large decoded image, downscaled by an integer factor with area means; other images unchanged.

    Args:
        image: the image.
        enough: a sufficient height and width; None leaves the image unchanged.
    """
    if enough is None or not is_large(image):
        return image
    factor = min(image.height // enough[0], image.width // enough[1])
    if factor < 2:
        return image
    if image.mode in ("1", "P", "PA"):  # modes whose levels cannot be averaged
        image = image.convert("L" if image.mode == "1" else "RGBA")
    return image.reduce(factor)
