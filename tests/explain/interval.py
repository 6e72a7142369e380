"""Intervals, rounded outward: all that a formula can come to for numbers known so far."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

_AWAY = 4 * 2.0**-53
_EVERYTHING = (-math.inf, math.inf)


class Interval:
    """From ``low`` to ``high``; one number where only that is given."""

    def __init__(self, low: float, high: float | None = None) -> None:
        self.low, self.high = low, low if high is None else high

    @property
    def middle(self) -> float:
        """Half way."""
        return self.low if self.low == self.high else 0.5 * self.low + 0.5 * self.high

    def has(self, value: float) -> bool:
        """Whether a number lies in it."""
        return self.low <= value <= self.high or (math.isnan(value) and math.isnan(self.low))

    def meets(self, other: Interval) -> bool:
        """Whether both have a number in common."""
        are_numbers = not (math.isnan(self.low) or math.isnan(other.low))
        return self.low <= other.high and other.low <= self.high if are_numbers else True

    def __add__(self, other: Interval) -> Interval:
        return _outward(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __mul__(self, other: Interval) -> Interval:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(*_EVERYTHING) if any(map(math.isnan, ends)) else _outward(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            return Interval(*_EVERYTHING)
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return _outward(min(ends), max(ends))

    def __pow__(self, exponent: Interval) -> Interval:
        if self.low < 0 and not float(exponent.low).is_integer():
            return Interval(*_EVERYTHING)
        if self.low <= 0 <= self.high and exponent.low < 0:
            return Interval(*_EVERYTHING)
        ends = [_raised(a, b) for a in (self.low, self.high) for b in (exponent.low, exponent.high)]
        return _outward(min([*ends, 0.0] if self.low < 0 < self.high else ends), max(ends))


def _raised(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except OverflowError:
        return math.inf


def _outward(low: float, high: float) -> Interval:
    if math.isnan(low) or math.isnan(high):
        return Interval(*_EVERYTHING)
    return Interval(low - _AWAY * abs(low), high + _AWAY * abs(high)) if low or high else Interval(low, high)


def extreme(kind: str, given: Sequence[Interval]) -> Interval:
    """The largest or the smallest of several."""
    pick = max if kind == "max" else min
    return Interval(pick(one.low for one in given), pick(one.high for one in given))


def _exponential(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def _sigmoid(value: float) -> float:
    return 1 / (1 + _exponential(-value))


_RISING: dict[str, Callable[[float], float]] = {
    "exp": _exponential, "tanh": math.tanh, "σ": _sigmoid, "erf": math.erf, "expm1": math.expm1,
    "sign": lambda value: float((value > 0) - (value < 0)),
    "ln": lambda value: math.log(value) if value > 0 else -math.inf,
    "log1p": lambda value: math.log1p(value) if value > -1 else -math.inf,
    "√": lambda value: math.sqrt(max(value, 0.0)),
}  # fmt: skip


def applied(function: str, given: Interval) -> Interval:
    """A function of a number known so far."""
    if function == "abs":
        ends = sorted((abs(given.low), abs(given.high)))
        return Interval(0.0 if given.low <= 0 <= given.high else ends[0], ends[1])
    if function in ("sin", "cos"):
        reach = given.high - given.low
        value = getattr(math, function)(given.middle)
        return Interval(value - reach - _AWAY, value + reach + _AWAY)
    return _outward(_RISING[function](given.low), _RISING[function](given.high))


def is_near(one: float, other: float) -> bool:
    """Whether two numbers differ by no more than sums in another order do."""
    return abs(one - other) <= 1e-12 * max(abs(one), abs(other)) + 1e-300
