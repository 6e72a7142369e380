"""Numbers on a grid as the bytes of a :class:`ValueMap`."""

from __future__ import annotations

import torch
from torch import Tensor

from nervure.records.value_map import STEPS, ZERO_LEVEL, ValueMap


def scale_of(values: Tensor) -> float:
    """The largest absolute value, ignoring NaN and infinities."""
    finite = values[values.isfinite()]
    return finite.abs().max().item() if finite.numel() else 0.0


def value_map(values: Tensor, scale: float | None = None) -> ValueMap:
    """The numbers as a map.

    Args:
        values: (H, W).
        scale: the scale of the map, to share one among several; by default that of the numbers.

    Examples:
        >>> drawn = value_map(torch.tensor([[0.0, -2.0], [1.0, 2.0]]))
        >>> list(drawn.levels), drawn.scale
        ([128, 1, 192, 255], 2.0)
    """
    scale = scale_of(values) if scale is None else scale
    shares = (values.cpu().double() / (scale or 1.0)).nan_to_num(0.0).clamp(-1, 1)  # not every device has float64
    levels = ((shares * STEPS).round() + ZERO_LEVEL).to(torch.uint8)
    height, width = values.shape
    return ValueMap(levels.contiguous().numpy().tobytes(), height, width, scale)
