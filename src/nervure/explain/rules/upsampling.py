"""Upsampling: every cell becomes several, by repetition or by interpolation."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from nervure.explain.call import Rule, StepCall
from nervure.ops.op import Op
from nervure.ops.upsampling import UPSAMPLING
from nervure.records.expression import Expression, Number, Product, total
from nervure.records.place import Index, every_index


def _keys(distance: float) -> float:
    if distance < 1:
        return (1.5 * distance - 2.5) * distance**2 + 1
    return ((-0.5 * distance + 2.5) * distance - 4) * distance + 2


def _lanczos(radius: int) -> Callable[[float], float]:
    return lambda distance: _sinc(distance) * _sinc(distance / radius)


def _sinc(number: float) -> float:
    return math.sin(math.pi * number) / (math.pi * number) if number else 1.0


class _Kernel(NamedTuple):
    """How many cells on each side contribute to a new one, and how much, by their distance."""

    radius: int
    share: Callable[[float], float]


_KERNELS = {
    "bilinear": _Kernel(1, lambda distance: 1 - distance),
    "bicubic": _Kernel(2, _keys),
    "lanczos3": _Kernel(3, _lanczos(3)),
    "lanczos5": _Kernel(5, _lanczos(5)),
}


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """The cell it was repeated from, or those around it, each with its share along every axis."""
    sample, *place, channel = index
    along = [_shares(call, axis, one) for axis, one in enumerate(place)]
    cells = every_index(tuple(map(len, along)))
    terms = []
    for chosen in cells:
        pairs = [along[axis][number] for axis, number in enumerate(chosen)]
        cell = (sample, *(cell for cell, _ in pairs), channel)
        terms.append(_weighed([share for _, share in pairs], call.x(cell)))
    return total(terms)


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy`` of every new cell, times the share of the old one in it."""
    sample, *cell, channel = index
    along = [_uses(call, axis, one) for axis, one in enumerate(cell)]
    terms = []
    for chosen in every_index(tuple(map(len, along))):
        pairs = [along[axis][number] for axis, number in enumerate(chosen)]
        place = (sample, *(place for place, _ in pairs), channel)
        terms.append(_weighed([share for _, share in pairs], call.dy(place)))
    return total(terms)


def _weighed(shares: list[float], number: Expression) -> Expression:
    factors = tuple(Number(share) for share in shares if share != 1.0)
    return Product((*factors, number)) if factors else number


def _shares(call: StepCall, axis: int, place: int) -> list[tuple[int, float]]:
    """The old cells along one axis that contribute to a new one, and their shares."""
    factor, name = call.options["size"][axis], call.options.get("interpolation", "nearest")
    if name == "nearest" or factor == 1:
        return [(place // factor, 1.0)]
    size, kernel = call.x_array().shape[1 + axis], _KERNELS[name]
    center = (place + 0.5) / factor - 0.5
    first = math.floor(center - kernel.radius) + 1
    cells = [cell for cell in range(first, first + 2 * kernel.radius) if 0 <= cell < size]
    shares = [kernel.share(abs(cell - center)) for cell in cells]
    whole = sum(shares)
    return [(cell, share / whole) for cell, share in zip(cells, shares, strict=True) if share]


def _uses(call: StepCall, axis: int, cell: int) -> list[tuple[int, float]]:
    """The new cells along one axis that an old one contributes to."""
    factor, reach = call.options["size"][axis], _reach(call, axis)
    near = range((cell - reach) * factor, (cell + reach + 1) * factor)
    return [
        (place, share)
        for place in near
        if 0 <= place < call.y_array().shape[1 + axis]
        for used, share in _shares(call, axis, place)
        if used == cell
    ]


def _reach(call: StepCall, axis: int) -> int:
    """How many old cells on each side a new one reads."""
    name = call.options.get("interpolation", "nearest")
    return 0 if name == "nearest" or call.options["size"][axis] == 1 else _KERNELS[name].radius


RULES: dict[Op, Rule] = {UPSAMPLING: Rule(_value, _input_gradient)}
