"""What the digits on the screen come to: an expression computed from its numbers as they are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
from nervure.render.formula.abridged import abridged
from nervure.render.numbers import number


def as_shown(expression: Expression, *, all_terms: bool = False) -> float:
    """The expression from the digits that its text shows.

    Args:
        expression: what is shown.
        all_terms: whether long sums are shown in full: then no digits of others stand for many.
    """
    return _Recombining(all_terms).value(expression)


@dataclass(frozen=True, slots=True)
class _Recombining:
    all_terms: bool

    def value(self, expression: Expression) -> float:
        return _AS_SHOWN.get(type(expression), _written_number)(expression, self)

    def written(self, expression: Expression) -> Number:
        return Number(self.value(expression))


def _written_number(node: Expression, shown: _Recombining) -> float:
    return float(number(node.value))


def _sum(node: Sum, shown: _Recombining) -> float:
    if shown.all_terms:
        return Sum(tuple(map(shown.written, node.terms))).value
    short = abridged(node)
    terms = [shown.written(node.terms[position]) for position in short.shown]
    return Sum((*terms, Number(float(number(short.others))))).value


def _negative(node: Negative, shown: _Recombining) -> float:
    return -shown.value(node.argument)


def _product(node: Product, shown: _Recombining) -> float:
    return Product(tuple(map(shown.written, node.factors))).value


def _quotient(node: Quotient, shown: _Recombining) -> float:
    return (shown.written(node.above) / shown.written(node.below)).value


def _power(node: Power, shown: _Recombining) -> float:
    return (shown.written(node.argument) ** shown.written(node.exponent)).value


def _call(node: Call, shown: _Recombining) -> float:
    return Call(node.function, shown.written(node.argument)).value


def _extremum(node: Extremum, shown: _Recombining) -> float:
    return Extremum(node.kind, tuple(map(shown.written, node.arguments))).value


def _selection(node: Selection, shown: _Recombining) -> float:
    return shown.value(node.chosen)


_AS_SHOWN: dict[type[Expression], Callable[[Any, _Recombining], float]] = {
    Sum: _sum,
    Negative: _negative,
    Product: _product,
    Quotient: _quotient,
    Power: _power,
    Call: _call,
    Extremum: _extremum,
    Selection: _selection,
}
