"""Finite differences: the slope of a function, found by changing one element at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from nervure.randomness import permutation

_STEP = 1e-5
_MOST_PLACES = 60
_ROUNDING = 4 * torch.finfo(torch.float64).eps  # of one element and its effect through a layer

Outputs = Callable[[], tuple[Tensor, ...]]


class Slopes(NamedTuple):
    """Slopes of ``sum(dy * y)`` with respect to some elements of a tensor.

    Attributes:
        places: (K,), their indices in row-major order.
        values: (K,), central differences.
        noise: the maximum rounding error of a difference.
    """

    places: Tensor
    values: Tensor
    noise: float


def some_places(count: int, key: int) -> Tensor:
    """At most 60 of the positions 0 ... count - 1, in order."""
    return permutation(key, count)[:_MOST_PLACES].sort().values


def slopes(outputs: Outputs, moved: Tensor, dys: tuple[Tensor, ...], places: Tensor) -> Slopes:
    r"""Central differences.

    .. math:: \frac{dL}{dx_i} \approx \frac{L(x_i + h) - L(x_i - h)}{2 h}, \qquad L = \sum dy \cdot y

    Args:
        outputs: recomputes y; called while an element of ``moved`` is changed.
        moved: a tensor that y depends on; restored afterwards.
        dys: one per tensor returned by ``outputs``.
        places: the positions to change.
    """
    values = torch.stack(
        [_change(outputs, moved, dys, place, _STEP, -_STEP) / (2 * _STEP) for place in places.tolist()]
        or [torch.zeros((), dtype=torch.float64)]
    )[: len(places)]
    size = sum(float((dy * y).abs().sum()) for dy, y in zip(dys, outputs(), strict=True))
    return Slopes(places, values, _ROUNDING * size / _STEP)


def has_bend(outputs: Outputs, moved: Tensor, dys: tuple[Tensor, ...], place: int) -> bool:
    """Whether the slopes on both sides of a position clearly differ."""
    right = float(_change(outputs, moved, dys, place, _STEP, 0.0))
    left = float(_change(outputs, moved, dys, place, 0.0, -_STEP))
    return abs(right - left) > 1e-2 * max(abs(right), abs(left))


def _change(outputs: Outputs, moved: Tensor, dys: tuple[Tensor, ...], place: int, upper: float, lower: float) -> Tensor:
    """``L`` with the element at ``place`` changed by ``upper``, minus ``L`` with it changed by ``lower``."""
    position = place_in(moved, place)
    original = moved[position].clone()
    values = []
    for shift in (upper, lower):
        moved[position] = original + shift
        values.append(tuple(y.double() for y in outputs()))
    moved[position] = original
    # The difference first, then the sum: a sum of large numbers would lose a small difference to rounding.
    terms = [(dy.double() * (a - b)).sum() for dy, a, b in zip(dys, *values, strict=True)]
    return torch.stack(terms).sum()


def place_in(tensor: Tensor, place: int) -> tuple[int, ...]:
    """The multi-index of a row-major position."""
    return tuple(map(int, np.unravel_index(place, tensor.shape)))
