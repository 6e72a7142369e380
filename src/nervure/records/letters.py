"""One letter for one array: what a derivation calls its numbers, where two arrays would have the same letter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any, cast

from nervure.records.derivation import Derivation
from nervure.records.expression import Condition, Expression, Symbol, symbols

PRIME = "′"


def told_apart(derivation: Derivation) -> Derivation:
    """``derivation`` with one letter for each array: further ones get primes.

    Examples:
        >>> from nervure.records.place import Place
        >>> first, second = (Symbol("y", (0,), 1.0, Place("value", name, (0,))) for name in ("a/output", "b/output"))
        >>> told_apart(Derivation(first, second * 2, "step", "b")).legend
        (('y', 'a/output'), ('y′', 'b/output'))
    """
    found = (derivation.subject, *symbols(derivation.expression, every_case=True))
    letters = letters_by_array(found)
    if all(symbol.place is None or letters[symbol.place.name] == symbol.letter for symbol in found):
        return derivation

    def lettered(symbol: Symbol) -> Symbol:
        return symbol if symbol.place is None else replace(symbol, letter=letters[symbol.place.name])

    return replace(
        derivation, subject=lettered(derivation.subject), expression=with_symbols(derivation.expression, lettered)
    )


def letters_by_array(found: Iterable[Symbol]) -> dict[str, str]:
    """The letter of each array that ``found`` has numbers of, by the name of the array, in that order."""
    letters: dict[str, str] = {}
    for symbol in found:
        if symbol.place is not None and symbol.place.name not in letters:
            letters[symbol.place.name] = _free(symbol.letter, set(letters.values()))
    return letters


def with_symbols(node: Any, change: Callable[[Symbol], Symbol]) -> Any:
    """An expression, or what one is made of, with every symbol replaced by what ``change`` gives for it."""
    if isinstance(node, Symbol):
        return change(node)
    if isinstance(node, tuple):
        return tuple(with_symbols(part, change) for part in node)
    if not isinstance(node, Expression | Condition):
        return node
    parts = [field.name for field in fields(cast(Any, node)) if field.init]
    return type(node)(*(with_symbols(getattr(node, name), change) for name in parts))


def _free(letter: str, taken: set[str]) -> str:
    while letter in taken:
        letter += PRIME
    return letter
