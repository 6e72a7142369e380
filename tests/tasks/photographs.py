"""Photographs of digits, drawn from real ones: dark ink on paper, off-center, turned, in uneven light, with noise."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

Array = np.ndarray[Any, Any]


def photograph(digit: Array, draws: np.random.Generator) -> Image.Image:
    """A photograph of ``digit`` (28, 28), with gray levels; every draw another paper, light, place, size and pen."""
    height, width = (int(side) for side in draws.integers(160, 420, size=2))
    side = int(min(height, width) * draws.uniform(0.25, 0.9))
    enlarged = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
    turned = np.asarray(enlarged.rotate(draws.uniform(-10, 10), Image.Resampling.BILINEAR), np.float64)
    # A pen has sharper edges than a digit of 28 pixels that was enlarged.
    ink = np.clip((turned - 80) / 90, 0, 1)
    whole = np.zeros((height, width))
    top, left = (int(draws.integers(0, room - side + 1)) for room in (height, width))
    whole[top : top + side, left : left + side] = ink
    paper = _light(height, width, draws) * draws.uniform(180, 250)
    levels = paper * (1 - draws.uniform(0.5, 0.9) * whole) + draws.normal(0, draws.uniform(1, 7), whole.shape)
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


def _light(height: int, width: int, draws: np.random.Generator) -> Array:
    """Falling in a direction that is drawn, darker toward the corners; half have the edge of a shadow."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    angle = draws.uniform(0, 2 * np.pi)
    slope = (x * np.cos(angle) + y * np.sin(angle)) / np.sqrt(2)
    shadow = draws.integers(0, 2) * draws.uniform(0.1, 0.4) / (1 + np.exp(60 * (slope - draws.uniform(-0.5, 0.5))))
    falling = 1 - draws.uniform(0.1, 0.5) * (slope + 1) / 2
    return falling * (1 - shadow) * (1 - draws.uniform(0, 0.15) * (x**2 + y**2) / 2)
