"""Intervals: the possible values of a number of which only rounded digits are known."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from nervure.records.functions import FUNCTIONS, raised

_TURNING = frozenset({"sin", "cos"})  # its slope changes sign again and again


class Interval(NamedTuple):
    """All numbers from ``low`` to ``high``; if nothing is known, all numbers.

    Examples:
        >>> Interval(1.0, 2.0) * Interval(-1.0, 3.0), Interval(1.0, 2.0) / Interval(2.0, 4.0)
        (Interval(low=-2.0, high=6.0), Interval(low=0.25, high=1.0))
        >>> Interval(-1.0, 2.0) ** Interval(2.0, 2.0), Interval(1.0, 2.0) / Interval(-1.0, 1.0)
        (Interval(low=0.0, high=4.0), Interval(low=-inf, high=inf))
    """

    low: float
    high: float

    def has(self, value: float, beyond: float = 0.0) -> bool:
        """Whether it contains ``value``, or is within ``beyond`` of it; NaN always counts as contained."""
        return math.isnan(value) or self.low - beyond <= value <= self.high + beyond or self == _ANYTHING

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __mul__(self, other: object) -> Interval:
        if not isinstance(other, Interval):
            return NotImplemented
        # 0 times infinity can be anything, depending on the finite number nearby: no number is ruled out.
        return _around([a * b for a, b in itertools.product(self, other)])

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            return _ANYTHING
        return _around([a / b for a, b in itertools.product(self, other)])

    def __pow__(self, exponent: Interval) -> Interval:
        found = [raised(a, b) for a, b in itertools.product(self, exponent)]
        return _around([*found, 0.0] if self.low < 0 < self.high and exponent.low > 0 else found)


_ANYTHING = Interval(-math.inf, math.inf)


def added(terms: Iterable[Interval]) -> Interval:
    """The sum of the terms."""
    every = list(terms)
    return _around([sum(term.low for term in every), sum(term.high for term in every)])


def applied(function: str, argument: Interval) -> Interval:
    """A named function of a number; see :data:`nervure.records.functions.FUNCTIONS`."""
    if not all(map(math.isfinite, argument)):
        return _ANYTHING
    ends = [FUNCTIONS[function].value(end) for end in argument]
    if function in _TURNING:
        width = argument.high - argument.low  # the slope is never above 1
        return Interval(min(ends) - width, max(ends) + width)
    return _around([*ends, 0.0] if function == "abs" and argument.low < 0 < argument.high else ends)


def extreme(choose: Callable[[Sequence[float]], float], arguments: Sequence[Interval]) -> Interval:
    """The largest or smallest of several, by ``max`` or ``min``."""
    return Interval(choose([one.low for one in arguments]), choose([one.high for one in arguments]))


def _around(found: Sequence[float]) -> Interval:
    return _ANYTHING if any(map(math.isnan, found)) else Interval(min(found), max(found))
