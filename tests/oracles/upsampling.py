"""Upsampling by interpolation, one number at a time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
RADIUS = {"bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}


def interpolated(x: Array, size: tuple[int, ...], interpolation: str) -> Array:
    for axis, factor in enumerate(size, start=1):
        x = np.apply_along_axis(_line, axis, x, factor, interpolation)
    return x


def _line(line: Array, factor: int, interpolation: str) -> Array:
    result = []
    for place in range(len(line) * factor):
        middle = (place + 0.5) / factor - 0.5
        shares = [_share(abs(cell - middle), interpolation) for cell in range(len(line))]
        result.append(sum(share * number for share, number in zip(shares, line, strict=True)) / sum(shares))
    return np.array(result)


def _share(distance: float, interpolation: str) -> float:
    radius = RADIUS[interpolation]
    if distance >= radius:
        return 0.0
    if interpolation == "bilinear":
        return 1 - distance
    if interpolation == "bicubic":
        if distance < 1:
            return 1.5 * distance**3 - 2.5 * distance**2 + 1
        return -0.5 * distance**3 + 2.5 * distance**2 - 4 * distance + 2
    if distance == 0:
        return 1.0
    angle = math.pi * distance
    return radius * math.sin(angle) * math.sin(angle / radius) / angle**2
