"""Copies of pictures as they come about: brighter, written again as JPEG, made smaller and larger, blurred."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Pixels = NDArray[np.uint8]


def brighter(picture: Pixels, levels: int) -> Pixels:
    """With so many levels more, or less."""
    return np.clip(picture.astype(np.int64) + levels, 0, 255).astype(np.uint8)


def contrasted(picture: Pixels, factor: float) -> Pixels:
    """With more contrast around the middle of the range, or less."""
    return np.clip((picture.astype(np.float64) - 128) * factor + 128, 0, 255).astype(np.uint8)


def compressed(picture: Pixels, quality: int) -> Pixels:
    """Written as JPEG and read again."""
    held = io.BytesIO()
    Image.fromarray(picture).save(held, format="JPEG", quality=quality)
    return np.asarray(Image.open(held))


def resized(picture: Pixels, factor: float) -> Pixels:
    """In another size, and back."""
    image = Image.fromarray(picture)
    other = image.resize([max(1, round(side * factor)) for side in image.size], Image.Resampling.BICUBIC)
    return np.asarray(other.resize(image.size, Image.Resampling.BICUBIC))


def blurred(picture: Pixels, radius: float) -> Pixels:
    """A little out of focus."""
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(radius)))


def _exact(picture: Pixels) -> Pixels:
    return picture


KINDS: Mapping[str, Callable[[Pixels], Pixels]] = {
    "exact": _exact,
    **{f"brighter by {levels}": partial(brighter, levels=levels) for levels in (-40, -20, -10, 10, 20, 40)},
    **{f"contrast {factor}": partial(contrasted, factor=factor) for factor in (0.7, 1.3)},
    **{f"JPEG {quality}": partial(compressed, quality=quality) for quality in (10, 20, 30, 50, 75, 90)},
    **{f"resized {factor}": partial(resized, factor=factor) for factor in (0.75, 1.5, 2)},
    "blurred 0.5": partial(blurred, radius=0.5),
}
