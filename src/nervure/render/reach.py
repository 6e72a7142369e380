"""What an expression can come to, for all that the digits on the screen say: each stands for what is rounded to it."""

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
# Two sums of the same digits, taken in another order.
_SAME = 1e-12


def is_explained(derivation: Derivation, *, all_terms: bool = False) -> bool:
    """Whether the rounding of the printed digits explains that they come to something else than the number.

    Args:
        derivation: whose.
        all_terms: whether long sums are shown in full.
    """
    tolerance, (smallest, largest) = TOLERANCES[derivation.precision], RANGES[derivation.precision]
    found, magnitude = reach(derivation.expression, all_terms=all_terms), derivation.expression.magnitude
    # The digits explain what is left when the engine's own rounding is taken off: nothing but noise in float64.
    beyond = max((tolerance + _SAME) * magnitude, smallest) if math.isfinite(magnitude) else 0.0
    if math.isinf(derivation.value) and max(map(abs, found)) > largest:
        return True
    return found.has(derivation.value, beyond)


def reach(expression: Expression, *, all_terms: bool = False) -> Interval:
    """All that an expression can come to, for all that its printed digits say.

    Args:
        expression: what is shown.
        all_terms: whether long sums are shown in full: then no digits of others stand for many.
    """
    return recombined(expression, _INTERVALS, all_terms=all_terms)


def _rounded_to(value: float) -> Interval:
    """What is rounded to the digits of ``value``: half a unit of the last digit to both sides; exact ones only that."""
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
