"""Derivations as text: symbols, then numbers, then the result."""

from __future__ import annotations

import functools
import unicodedata

from nervure.language import text
from nervure.records.derivation import Chain, Derivation, Hop
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
from nervure.render.formula.abridged import abridged
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.text import TextNotation
from nervure.render.numbers import number

_INDENT = "  "


def derivation_text(derivation: Derivation, *, all_terms: bool = False, has_legend: bool = True) -> str:
    """A heading, the formula in symbols, the same in numbers, the result, and what the letters stand for.

    Args:
        derivation: what is shown.
        all_terms: long sums in full.
        has_legend: whether what the letters stand for is said; a neighbour with the same letters may have said it.
    """
    heading = f"{derivation.place} = {number(derivation.value)}"
    if derivation.is_leaf:
        return f"{heading}\n{_INDENT}{_leaf_note(derivation)}"
    return "\n".join([heading, *_formula_lines(derivation, all_terms), *_notes(derivation, has_legend)])


def chain_text(chain: Chain, *, all_terms: bool = False) -> str:
    """The update, the gradient, and the way back to the loss."""
    parts = [derivation_text(chain.update, all_terms=all_terms)] if chain.update is not None else []
    parts.append(derivation_text(chain.gradient, all_terms=all_terms))
    if len(chain.hops) > 1:
        parts.append("\n".join(_way(chain)))
    return "\n\n".join(parts)


def _formula_lines(derivation: Derivation, all_terms: bool) -> list[str]:
    subject = TextNotation().symbol(derivation.subject)
    symbols = Drawing(TextNotation(), all_terms=all_terms).draw(derivation.expression)
    numbers = Drawing(TextNotation(), in_numbers=True, all_terms=all_terms).draw(derivation.expression)
    blank = " " * width(subject)
    lines = [f"{_INDENT}{subject} = {symbols}"]
    result = number(derivation.value)
    lines += [f"{_INDENT}{blank} = {line}" for line in dict.fromkeys((numbers, result)) if line != symbols]
    return lines


def _notes(derivation: Derivation, has_legend: bool) -> list[str]:
    letters = ", ".join(text("explain.letter", letter=letter, name=name) for letter, name in derivation.legend)
    notes = [text("explain.where", letters=letters)] if letters and has_legend else []
    recombined = number(as_shown(derivation.expression))
    if recombined != number(derivation.value):
        notes.append(text("explain.recombined", value=recombined))
    return [_INDENT + note for note in notes]


def _leaf_note(derivation: Derivation) -> str:
    return {
        "stored": text("explain.stored"),
        "given": text("explain.given"),
        "opaque": text("explain.opaque", maker=derivation.maker),
    }[derivation.origin]


def _way(chain: Chain) -> list[str]:
    lines = [text("explain.factors"), *_factors(chain)] if chain.is_single else []
    rows = [(str(hop.derivation.place), number(hop.derivation.value), _share(hop)) for hop in reversed(chain.hops)]
    names, values = (max(width(row[column]) for row in rows) for column in (0, 1))
    lines += [text("explain.way")]
    lines += [
        f"{_INDENT}{_padded(name, names)} = {_padded(value, values)}  {share}".rstrip() for name, value, share in rows
    ]
    return lines


def _share(hop: Hop) -> str:
    if hop.term is None or hop.num_ways == 1:
        return ""
    return text("explain.hop", share=number(hop.term.value), ways=f"{hop.num_ways:,}")


def _factors(chain: Chain) -> list[str]:
    """``dE/dw = dE/dy × dy/dz × dz/dw``, first in symbols, then in numbers."""
    notation, hops = TextNotation(), chain.hops
    subjects = [hop.derivation.subject for hop in hops]
    last = subjects[-1]
    names, numbers = [notation.symbol(last)], [_grouped(last.value)]
    for position in range(len(hops) - 2, -1, -1):
        factor = hops[position].factor
        assert factor is not None
        names.append(f"d{_bare(subjects[position + 1])}/d{_bare(subjects[position])}")
        numbers.append(_grouped(factor.value))
    left = notation.symbol(subjects[0])
    blank = " " * width(left)
    return [
        f"{_INDENT}{left} = {' × '.join(names)}",
        f"{_INDENT}{blank} = {' × '.join(numbers)}",
        f"{_INDENT}{blank} = {number(chain.gradient.value)}",
    ]


def _bare(symbol: Symbol) -> str:
    return TextNotation().symbol(Symbol(symbol.letter, symbol.index, symbol.value))


def _grouped(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def width(line: str) -> int:
    """How many cells of a terminal it takes: Hangul two each, marks above a letter none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line
    )


def _padded(cell: str, cells: int) -> str:
    return cell + " " * (cells - width(cell))


@functools.singledispatch
def as_shown(expression: Expression) -> float:
    """What the digits on the screen come to: the expression computed from its numbers as they are written."""
    return float(number(expression.value))


@as_shown.register
def _(node: Sum) -> float:
    short = abridged(node)
    shown = [_written(node.terms[position]) for position in short.shown]
    return Sum((*shown, Number(float(number(short.others))))).value


@as_shown.register
def _(node: Negative) -> float:
    return -as_shown(node.argument)


@as_shown.register
def _(node: Product) -> float:
    return Product(tuple(map(_written, node.factors))).value


@as_shown.register
def _(node: Quotient) -> float:
    return (_written(node.above) / _written(node.below)).value


@as_shown.register
def _(node: Power) -> float:
    return (_written(node.base) ** _written(node.exponent)).value


@as_shown.register
def _(node: Call) -> float:
    return Call(node.function, _written(node.argument)).value


@as_shown.register
def _(node: Extremum) -> float:
    return Extremum(node.kind, tuple(map(_written, node.arguments))).value


@as_shown.register
def _(node: Selection) -> float:
    return as_shown(node.chosen)


def _written(expression: Expression) -> Number:
    return Number(as_shown(expression))
