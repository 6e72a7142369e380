"""The traversal of an expression that all notations share."""

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
    Symbol,
)
from nervure.render.formula.abridged import abridged, abridged_extremum
from nervure.render.formula.notation import Case, Notation, Term
from nervure.render.numbers import number

# How strongly the parts of an expression bind; a weaker one inside a stronger one needs parentheses.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws expressions.

    Args:
        notation: writes the parts.
        in_numbers: whether numbers replace the symbols.
        all_terms: whether long sums are written in full.
    """

    notation: Notation
    in_numbers: bool = False
    all_terms: bool = False

    def draw(self, expression: Expression) -> str:
        """The expression, without parentheses around it."""
        return _DRAWN[type(expression)](expression, self)

    def inside(self, expression: Expression, firmness: int) -> str:
        """The same, in parentheses if it binds more weakly than ``firmness``."""
        drawn = self.draw(expression)
        return self.notation.group(drawn) if self._firmness(expression) < firmness else drawn

    def _firmness(self, expression: Expression) -> int:
        if isinstance(expression, Symbol | Number):
            is_number = self.in_numbers or isinstance(expression, Number)
            return self._firmness_of_number(expression.value) if is_number else self._firmness_of_symbol(expression)
        if isinstance(expression, Selection) and self.in_numbers:
            return self._firmness(expression.chosen)
        if isinstance(expression, Quotient):
            return _POWER if self.notation.has_bars else _PRODUCT
        return _FIRMNESS[type(expression)]

    def _firmness_of_number(self, value: float) -> int:
        if value < 0:  # minus is a sign before the number: (-0.3) among factors
            return _SUM
        # 1e-5 is a single token; written as 1 · 10⁻⁵, a power of it would apply to the 10 alone.
        return _POWER if self.notation.has_bars and "e" in number(value) else _ATOM

    def _firmness_of_symbol(self, expression: Expression) -> int:
        return _POWER if isinstance(expression, Symbol) and expression.is_gradient else _ATOM


def _number(node: Number, drawing: Drawing) -> str:
    return drawing.notation.number(node.value)


def _symbol(node: Symbol, drawing: Drawing) -> str:
    return drawing.notation.number(node.value) if drawing.in_numbers else drawing.notation.symbol(node)


def _sum(node: Sum, drawing: Drawing) -> str:
    if drawing.all_terms:
        return drawing.notation.sum([_term(term, drawing) for term in node.terms])
    short = abridged(node)
    terms = [_term(node.terms[position], drawing) for position in short.shown]
    if short.num_others:
        others = short.others if drawing.in_numbers else None
        terms.insert(short.num_before, Term(drawing.notation.omitted(short.num_others, others), False))
    return drawing.notation.sum(terms)


def _negative(node: Negative, drawing: Drawing) -> str:
    return drawing.notation.sum([_term(node, drawing)])


def _product(node: Product, drawing: Drawing) -> str:
    is_numeric = any(drawing.in_numbers or isinstance(factor, Number) for factor in node.factors)
    return drawing.notation.product([drawing.inside(factor, _POWER) for factor in node.factors], is_numeric)


def _quotient(node: Quotient, drawing: Drawing) -> str:
    if drawing.notation.has_bars:
        return drawing.notation.quotient(drawing.draw(node.above), drawing.draw(node.below))
    return drawing.notation.quotient(drawing.inside(node.above, _PRODUCT), drawing.inside(node.below, _POWER))


def _power(node: Power, drawing: Drawing) -> str:
    exponent = drawing.draw(node.exponent) if drawing.notation.has_bars else drawing.inside(node.exponent, _ATOM)
    return drawing.notation.power(drawing.inside(node.argument, _ATOM), exponent)


def _call(node: Call, drawing: Drawing) -> str:
    return drawing.notation.call(node.function, drawing.draw(node.argument))


def _extremum(node: Extremum, drawing: Drawing) -> str:
    shown = range(len(node.arguments)) if drawing.all_terms else abridged_extremum(node)
    arguments = [drawing.draw(node.arguments[position]) for position in shown]
    if len(shown) < len(node.arguments):
        arguments.append(drawing.notation.omitted(len(node.arguments) - len(shown), None))
    return drawing.notation.extremum(node.kind, arguments)


def _selection(node: Selection, drawing: Drawing) -> str:
    if drawing.in_numbers:
        return drawing.draw(node.chosen)
    rows = [
        Case(drawing.draw(chosen), drawing.draw(condition.left), condition.relation, drawing.draw(condition.right))
        for condition, chosen in node.cases
    ]
    return drawing.notation.cases([*rows, Case(drawing.draw(node.otherwise))])


def _term(term: Expression, drawing: Drawing) -> Term:
    if isinstance(term, Selection) and drawing.in_numbers:
        return _term(term.chosen, drawing)
    if isinstance(term, Negative):
        return Term(drawing.inside(term.argument, _PRODUCT), True)
    is_number = isinstance(term, Number) or (drawing.in_numbers and isinstance(term, Symbol))
    if is_number and term.value < 0:
        return Term(drawing.notation.number(-term.value), True)
    return Term(drawing.inside(term, _PRODUCT) if isinstance(term, Sum) else drawing.draw(term), False)


_DRAWN: dict[type[Expression], Callable[[Any, Drawing], str]] = {
    Number: _number,
    Symbol: _symbol,
    Sum: _sum,
    Negative: _negative,
    Product: _product,
    Quotient: _quotient,
    Power: _power,
    Call: _call,
    Extremum: _extremum,
    Selection: _selection,
}
_FIRMNESS: dict[type[Expression], int] = {
    Sum: _SUM, Negative: _SUM, Product: _PRODUCT, Power: _POWER, Call: _ATOM, Extremum: _ATOM, Selection: _ATOM,
}  # fmt: skip
