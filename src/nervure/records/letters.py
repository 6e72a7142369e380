"""Gives each array in a derivation its own letter, where two arrays would share one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any, cast

from nervure.records.derivation import Chain, Derivation
from nervure.records.derivative_line import DerivativeLine
from nervure.records.expression import Condition, Expression, Symbol, symbols
from nervure.records.meeting import Cells, Meeting
from nervure.records.reference import Reference

PRIME = "′"
_MOST_PRIMES = 3
_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BELOW = "₀₁₂₃₄₅₆₇₈₉"

# An array; or a setting, which has no place, by its letter, subscript and number.
_Owner = Reference | tuple[str, tuple[int, ...], float]
_Letters = dict[_Owner, str]


def told_apart(derivation: Derivation) -> Derivation:
    """``derivation`` with one letter for each array and each setting: repeated letters get primes.

    Examples:
        >>> from nervure.records.place import Place
        >>> from nervure.records.reference import Reference
        >>> a, b = (Reference("output", slot, name=name) for slot, name in enumerate(("a/output", "b/output")))
        >>> first, second = (Symbol("y", (0,), 1.0, Place("value", one, (0,))) for one in (a, b))
        >>> told_apart(Derivation(first, second * 2, "step", "b")).legend
        (('y', 'a/output'), ('y′', 'b/output'))
    """
    found = derivation.apart
    if found is None:  # every notation and every check requests it, one after the other
        found = _lettered(derivation, _letters(_found(derivation), derivation.meetings))
        derivation.keep_apart(found)
    return found


def chain_told_apart(chain: Chain) -> Chain:
    """``chain`` with one letter per array throughout, starting with those that its text shows in full."""
    derivations = [hop.derivation for hop in chain.hops]
    first = [*([] if chain.update is None else [chain.update]), *chain.ties, *derivations[:1]]
    found = [symbol for derivation in first for symbol in _found(derivation)]
    found += [derivation.subject for derivation in derivations]
    found += [symbol for derivation in derivations for symbol in _found(derivation)]
    letters = _letters(found, [meeting for each in (*first, *derivations) for meeting in each.meetings])
    return Chain(
        tuple(replace(hop, derivation=_lettered(hop.derivation, letters)) for hop in chain.hops),
        None if chain.update is None else _lettered(chain.update, letters),
        tuple(_lettered(tie, letters) for tie in chain.ties),
    )


def lines_told_apart(derivation: Derivation, lines: Sequence[DerivativeLine]) -> tuple[DerivativeLine, ...]:
    """The ``lines`` of a derivative with the letters of the ``derivation`` above them."""
    letters = _letters(_found(derivation), derivation.meetings)
    letters = _letters((symbol for line in lines for symbol in symbols(line.expression, every_case=True)), (), letters)

    def changed(symbol: Symbol) -> Symbol:
        return replace(symbol, letter=letters[_owner(symbol)])

    return tuple(replace(line, expression=with_symbols(line.expression, changed)) for line in lines)


def letters_by_array(found: Iterable[Symbol]) -> dict[Reference, str]:
    """The letter of each array that occurs in ``found``, in that order."""
    return {owner: letter for owner, letter in _letters(found, ()).items() if isinstance(owner, Reference)}


def with_symbols(node: Any, change: Callable[[Symbol], Symbol]) -> Any:
    """An expression, or something made of expressions, with every symbol replaced by ``change``."""
    if isinstance(node, Symbol):
        return change(node)
    if isinstance(node, tuple):
        return tuple(with_symbols(part, change) for part in node)
    if not isinstance(node, Expression | Condition):
        return node
    parts = [field.name for field in fields(cast(Any, node)) if field.init]
    return type(node)(*(with_symbols(getattr(node, name), change) for name in parts))


def _found(derivation: Derivation) -> tuple[Symbol, ...]:
    return derivation.walked.distinct


def _letters(found: Iterable[Symbol], meetings: Sequence[Meeting], known: _Letters | None = None) -> _Letters:
    letters, found = dict[_Owner, str](known or {}), list(found)
    # In LaTeX, the subscript of β₁ and the index of β[1] look alike.
    taken: dict[tuple[str, tuple[int, ...]], _Owner] = {
        (stem, ()): _owner(symbol) for symbol in found if symbol.place is None for stem in _stem_of_counted(symbol)
    }
    taken |= {(letter, () if isinstance(owner, Reference) else owner[1]): owner for owner, letter in letters.items()}
    for symbol in found:
        owner = _owner(symbol)
        if owner not in letters:
            letters[owner] = _free(symbol.letter, () if symbol.place is not None else symbol.index, owner, taken)
    for cells in (cells for meeting in meetings for cells in meeting.arrays):
        if cells.reference not in letters:
            letters[cells.reference] = _free(cells.letter, (), cells.reference, taken)
    return letters


def _stem_of_counted(symbol: Symbol) -> tuple[str, ...]:
    """β for β₁; empty for most letters."""
    stem = symbol.letter.rstrip(_BELOW)
    return (stem,) if stem != symbol.letter and not symbol.index else ()


def _owner(symbol: Symbol) -> _Owner:
    return symbol.place.reference if symbol.place is not None else (symbol.letter, symbol.index, symbol.value)


def _free(letter: str, below: tuple[int, ...], owner: _Owner, taken: dict[tuple[str, tuple[int, ...]], _Owner]) -> str:
    count, found = 0, letter
    while taken.setdefault((found, below), owner) != owner:
        count += 1
        found = letter + (PRIME * count if count <= _MOST_PRIMES else f"⁽{str(count).translate(_ABOVE)}⁾")
    return found


def _lettered(derivation: Derivation, letters: _Letters) -> Derivation:
    are_apart = all(letters[_owner(symbol)] == symbol.letter for symbol in _found(derivation))
    named = (cells for meeting in derivation.meetings for cells in meeting.arrays)
    if are_apart and all(letters[cells.reference] == cells.letter for cells in named):
        return derivation

    def changed(symbol: Symbol) -> Symbol:
        letter = letters[_owner(symbol)]
        return symbol if letter == symbol.letter else replace(symbol, letter=letter)

    def cells(found: Cells) -> Cells:
        return replace(found, letter=letters[found.reference])

    return replace(
        derivation,
        subject=changed(derivation.subject),
        expression=with_symbols(derivation.expression, changed),
        meetings=tuple(
            replace(meeting, written=cells(meeting.written), read=tuple(map(cells, meeting.read)))
            for meeting in derivation.meetings
        ),
    )
