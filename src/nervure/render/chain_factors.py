"""The chain of factors from the loss to a number, in any notation: ``dE/dw = dE/do × do/dz × dz/dw``."""

from __future__ import annotations

from dataclasses import replace

from nervure.records.alphabet import letter_of
from nervure.records.derivation import Chain
from nervure.records.expression import Symbol
from nervure.records.letters import letters_by_array
from nervure.render.formula.notation import Notation


def factor_lines(chain: Chain, notation: Notation) -> tuple[str, ...]:
    """The gradient, then what it equals: the factors in symbols, in numbers, and their product.

    Args:
        chain: one with a single path: each hop passes on one factor.
        notation: writes the parts.
    """
    subjects, last = _subjects(chain), chain.hops[-1].derivation.value
    names, values = [notation.symbol(subjects[-1])], [last]
    for position in range(len(subjects) - 2, -1, -1):
        factor = chain.hops[position].factor
        assert factor is not None
        names.append(notation.derivative(_bare(subjects[position + 1], notation), _bare(subjects[position], notation)))
        values.append(factor.value)
    numbers = [_grouped(value, notation) for value in values]
    shown = (notation.product(names, True), notation.product(numbers, True), notation.number(chain.gradient.value))
    return (notation.symbol(subjects[0]), *shown)


def factor_legend(chain: Chain) -> tuple[tuple[str, str], ...]:
    """The letters of the factors and the full names they stand for, from the number to the loss."""
    named = ((letter, of.name) for of, letter in letters_by_array(_asked(chain)).items())
    return (*named, (letter_of("loss"), chain.gradient.loss))


def _asked(chain: Chain) -> list[Symbol]:
    return [hop.derivation.subject for hop in chain.hops]


def _subjects(chain: Chain) -> list[Symbol]:
    """The gradients on the path, with one letter per array: two layers may both have a z."""
    letters = letters_by_array(_asked(chain))
    places = [(symbol, symbol.place) for symbol in _asked(chain)]
    return [replace(symbol, letter=letters[place.reference]) for symbol, place in places if place is not None]


def _bare(symbol: Symbol, notation: Notation) -> str:
    return notation.symbol(Symbol(symbol.letter, symbol.index, symbol.value))


def _grouped(value: float, notation: Notation) -> str:
    return notation.group(notation.number(value)) if value < 0 else notation.number(value)
