"""The value of the displayed digits: an expression computed from its numbers as written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from nervure.records.expression import (
    Call,
    Expression,
    Extremum,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Selection,
    Sum,
)
from nervure.records.functions import FUNCTIONS, added, divided, raised
from nervure.render.formula.abridged import abridged
from nervure.render.numbers import number

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Arithmetic(Generic[T]):
    """How to compute with the values of printed digits.

    Attributes:
        written: the value of a number's digits.
        added: the sum of several.
        negated: the negative.
        multiplied: the product of several.
        divided: the first divided by the second.
        raised: the first to the power of the second.
        applied: a named function of one value, see :data:`nervure.records.functions.FUNCTIONS`.
        extreme: the largest or smallest of several.
    """

    written: Callable[[float], T]
    added: Callable[[list[T]], T]
    negated: Callable[[T], T]
    multiplied: Callable[[list[T]], T]
    divided: Callable[[T, T], T]
    raised: Callable[[T, T], T]
    applied: Callable[[str, T], T]
    extreme: Callable[[Literal["max", "min"], list[T]], T]


def recombined(expression: Expression, arithmetic: Arithmetic[T], *, all_terms: bool = False) -> T:
    """Evaluates the expression from the digits in its text.

    Args:
        expression: the displayed expression.
        arithmetic: the values of digits, and how to compute with them.
        all_terms: whether long sums are shown in full: digits then never stand for omitted terms.
    """
    return _Walk(arithmetic, all_terms).of(expression)


@dataclass(frozen=True, slots=True)
class _Walk(Generic[T]):
    arithmetic: Arithmetic[T]
    all_terms: bool

    def of(self, node: Expression) -> T:
        step = _STEPS.get(type(node))
        return self.arithmetic.written(node.value) if step is None else step(node, self)

    def all_of(self, nodes: Iterable[Expression]) -> list[T]:
        return [self.of(node) for node in nodes]

    def terms(self, node: Sum) -> list[T]:
        if self.all_terms:
            return self.all_of(node.terms)
        short = abridged(node)
        shown = self.all_of(node.terms[position] for position in short.shown)
        return [*shown, self.arithmetic.written(short.others)]


_STEPS: dict[type[Expression], Callable[[Any, _Walk[Any]], Any]] = {
    Sum: lambda node, walk: walk.arithmetic.added(walk.terms(node)),
    Negative: lambda node, walk: walk.arithmetic.negated(walk.of(node.argument)),
    Product: lambda node, walk: walk.arithmetic.multiplied(walk.all_of(node.factors)),
    Quotient: lambda node, walk: walk.arithmetic.divided(walk.of(node.above), walk.of(node.below)),
    Power: lambda node, walk: walk.arithmetic.raised(walk.of(node.argument), walk.of(node.exponent)),
    Call: lambda node, walk: walk.arithmetic.applied(node.function, walk.of(node.argument)),
    Extremum: lambda node, walk: walk.arithmetic.extreme(node.kind, walk.all_of(node.arguments)),
    Selection: lambda node, walk: walk.of(node.chosen),
}


def as_shown(expression: Expression, *, all_terms: bool = False) -> float:
    """Evaluates the expression from the digits in its text, each taken literally.

    Args:
        expression: the displayed expression.
        all_terms: whether long sums are shown in full.
    """
    return recombined(expression, _DIGITS, all_terms=all_terms)


_DIGITS: Arithmetic[float] = Arithmetic(
    written=lambda value: float(number(value)),
    added=added,
    negated=lambda value: -value,
    multiplied=math.prod,
    divided=divided,
    raised=raised,
    applied=lambda function, value: FUNCTIONS[function].value(value),
    extreme=lambda kind, values: Extremum(kind, tuple(map(Number, values))).value,
)
