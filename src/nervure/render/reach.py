"""The possible values of an expression given its displayed digits: each number may be anything that rounds to them."""

from __future__ import annotations

import math
import operator

from nervure.records.derivation import Derivation
from nervure.records.expression import Expression
from nervure.records.interval import Interval, added, applied, extreme
from nervure.records.precisions import RANGES, TOLERANCES
from nervure.render.numbers import number
from nervure.render.recombined import Arithmetic, recombined

_DIGITS = 6
# Two sums of the same digits, in different order.
_SAME = 1e-12


def is_explained(derivation: Derivation, *, all_terms: bool = False) -> bool:
    """Whether the rounding of the printed digits explains that they give a different result.

    Args:
        derivation: the derivation in question.
        all_terms: whether long sums are shown in full.
    """
    tolerance, (smallest, largest) = TOLERANCES[derivation.precision], RANGES[derivation.precision]
    found, magnitude = reach(derivation.expression, all_terms=all_terms), derivation.expression.magnitude
    # The digits explain what remains after subtracting the engine's own rounding, which is only noise in float64.
    beyond = max((tolerance + _SAME) * magnitude, smallest) if math.isfinite(magnitude) else 0.0
    if math.isinf(derivation.value) and max(map(abs, found)) > largest:
        return True
    return found.has(derivation.value, beyond)


def reach(expression: Expression, *, all_terms: bool = False) -> Interval:
    """All possible values of an expression, given its printed digits.

    Args:
        expression: the displayed expression.
        all_terms: whether long sums are shown in full: digits then never stand for omitted terms.
    """
    return recombined(expression, _INTERVALS, all_terms=all_terms)


def _rounded_to(value: float) -> Interval:
    """Everything that rounds to the digits of ``value``: half a unit of the last digit each way; if exact, itself."""
    shown = float(number(value))
    if shown == value or not math.isfinite(value) or not shown:
        return Interval(value, value)
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(shown))) - _DIGITS + 1)
    return Interval(shown - half, shown + half)


_INTERVALS: Arithmetic[Interval] = Arithmetic(
    written=_rounded_to,
    added=added,
    negated=operator.neg,
    multiplied=lambda factors: math.prod(factors, start=Interval(1.0, 1.0)),
    divided=operator.truediv,
    raised=operator.pow,
    applied=applied,
    extreme=lambda kind, arguments: extreme(max if kind == "max" else min, arguments),
)
