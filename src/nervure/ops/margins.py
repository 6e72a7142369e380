"""Cells around a sequence, an image or a volume: added, and cropped again."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

Margins = tuple[tuple[int, int], ...]


def with_margins(x: Tensor, margins: Margins, value: float = 0.0) -> Tensor:
    """``x`` with cells of ``value`` around it; negative margins crop.

    Args:
        x: (N, ..., C).
        margins: (before, after) for each axis between the first and the last.
        value: the value of the new cells.

    Returns:
        ``x`` itself if there is nothing to add.

    Examples:
        >>> import torch
        >>> with_margins(torch.ones(1, 2, 1), ((1, 0),)).flatten().tolist()
        [0.0, 1.0, 1.0]
    """
    if not any(before or after for before, after in margins):
        return x
    # torch counts the axes from the last.
    return functional.pad(x, (0, 0, *(cells for axis in reversed(margins) for cells in axis)), value=value)


def without_margins(x: Tensor, margins: Margins) -> Tensor:
    """``x`` without the first and last cells of each axis, contiguous.

    Args:
        x: (N, ..., C).
        margins: (before, after) for each axis between the first and the last; not negative.

    Examples:
        >>> import torch
        >>> without_margins(torch.arange(4).view(1, 4, 1), ((1, 0),)).flatten().tolist()
        [1, 2, 3]
    """
    for axis, (before, after) in enumerate(margins, start=1):
        if before or after:
            x = x.narrow(axis, before, x.shape[axis] - before - after)
    return x.contiguous()
