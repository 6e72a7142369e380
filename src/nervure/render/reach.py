"""What an expression can come to, for all that the digits on the screen say: each stands for what is rounded to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nervure.records.derivation import Derivation
from nervure.records.expression import (
    Call,
    Expression,
    Extremum,
    Negative,
    Power,
    Product,
    Quotient,
    Selection,
    Sum,
)
from nervure.records.interval import Interval, added, applied, extreme
from nervure.records.precisions import RANGES, TOLERANCES
from nervure.render.formula.abridged import abridged
from nervure.render.numbers import number

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
    return _Reaching(all_terms).of(expression)


@dataclass(frozen=True, slots=True)
class _Reaching:
    all_terms: bool

    def of(self, expression: Expression) -> Interval:
        return _REACHED.get(type(expression), _written)(expression, self)


def _written(node: Expression, reaching: _Reaching) -> Interval:
    return _rounded_to(node.value)


def _rounded_to(value: float) -> Interval:
    """What is rounded to the digits of ``value``: half a unit of the last digit to both sides; exact ones only that."""
    shown = float(number(value))
    if shown == value or not math.isfinite(value) or not shown:
        return Interval(value, value)
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(shown))) - _DIGITS + 1)
    return Interval(shown - half, shown + half)


def _sum(node: Sum, reaching: _Reaching) -> Interval:
    if reaching.all_terms:
        return added(map(reaching.of, node.terms))
    short = abridged(node)
    return added([*(reaching.of(node.terms[position]) for position in short.shown), _rounded_to(short.others)])


def _negative(node: Negative, reaching: _Reaching) -> Interval:
    return -reaching.of(node.argument)


def _product(node: Product, reaching: _Reaching) -> Interval:
    return math.prod(map(reaching.of, node.factors), start=Interval(1.0, 1.0))


def _quotient(node: Quotient, reaching: _Reaching) -> Interval:
    return reaching.of(node.above) / reaching.of(node.below)


def _power(node: Power, reaching: _Reaching) -> Interval:
    return reaching.of(node.argument) ** reaching.of(node.exponent)


def _call(node: Call, reaching: _Reaching) -> Interval:
    return applied(node.function, reaching.of(node.argument))


def _extremum(node: Extremum, reaching: _Reaching) -> Interval:
    return extreme(max if node.kind == "max" else min, [*map(reaching.of, node.arguments)])


def _selection(node: Selection, reaching: _Reaching) -> Interval:
    return reaching.of(node.chosen)


_REACHED: dict[type[Expression], Callable[[Any, _Reaching], Interval]] = {
    Sum: _sum,
    Negative: _negative,
    Product: _product,
    Quotient: _quotient,
    Power: _power,
    Call: _call,
    Extremum: _extremum,
    Selection: _selection,
}
