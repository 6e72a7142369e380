"""Compares a text from an explanation with what the explanation prints now: one changed digit is found and named."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nervure.errors import ExplanationError
from nervure.language import in_language
from nervure.records.place import Index, Kind, Place
from nervure.records.reference import Reference

_HEADING = re.compile(r"^(dE/d |new )?(\S.*?)(\[[\d,]+\])? = ")
_BEHIND_A_NAME = re.compile(r"(\[[\d,]+\])? = ")
_KINDS: dict[str, Kind] = {"": "value", "dE/d ": "gradient", "new ": "updated"}
_NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.]*(?:e-?\d+)?")
_HANGUL = re.compile("[가-힣]")


class Form(NamedTuple):
    """The form in which a number was explained.

    Attributes:
        is_chain: whether by its path from the loss.
        all_terms: whether long sums are written in full.
        steps: whether the derivative of an activation is worked out.
    """

    is_chain: bool
    all_terms: bool
    steps: bool


class Texts(NamedTuple):
    """All that an explanation can print.

    Attributes:
        references: everything that has numbers, by name.
        shape: ``shape(place)``: of the array that contains a number; None if there is none.
        of_number: ``of_number(place, form)``: its text; None if it has none in that form.
        of_parts: the texts of the whole explanation and of its parts.
    """

    references: Mapping[str, Reference]
    shape: Callable[[Place], Index | None]
    of_number: Callable[[Place, Form], str | None]
    of_parts: Callable[[], Iterable[str]]


def check_text(given: str, texts: Texts) -> None:
    """Compares ``given`` with the text it should be.

    Raises:
        ExplanationError: something in the text was altered, and where; or it is not a text of this explanation.
    """
    lines = given.rstrip().splitlines()
    nearest, apart = "", len(given) // 2 + 1
    for candidate in _candidates(lines, texts):
        distance = _distance(candidate, lines)
        if distance == 0:
            return
        if distance < apart:
            nearest, apart = candidate, distance
        if distance == 1:
            break
    if not nearest:
        raise ExplanationError.of("explain.not_ours", where="verify(text=...)", got=lines[0] if lines else "")
    raise _first_difference(nearest.splitlines(), lines)


def _candidates(lines: Sequence[str], texts: Texts) -> Iterator[str]:
    """The texts that ``lines`` may originally have been: those of the place in the first line, then of its neighbors.

    Neighbors are included because a digit of the place itself may have been changed.
    """
    languages = ("ko", "en") if any(map(_HANGUL.search, lines)) else ("en",)
    heading = _HEADING.match(lines[0]) if lines else None
    for language in languages:
        with in_language(language):
            if heading is None:
                yield from texts.of_parts()
                continue
            places = dict.fromkeys([*_as_written(lines[0], texts), *_places(heading, texts)])
            for place, form in itertools.product(places, _forms(lines)):
                found = texts.of_number(place, form)
                if found is not None:
                    yield found


def _forms(lines: Sequence[str]) -> list[Form]:
    is_chain, steps = "" in lines, any(line.lstrip().startswith("f' = ") for line in lines)
    in_full = [False] if any("… (" in line for line in lines) else [False, True]
    return [Form(is_chain, all_terms, steps) for all_terms in in_full]


def _as_written(line: str, texts: Texts) -> Iterator[Place]:
    """The places that the heading names, whichever characters their names contain."""
    for before, kind in _KINDS.items():
        for name, reference in texts.references.items():
            start = f"{before}{name}"
            behind = _BEHIND_A_NAME.match(line, len(start)) if line.startswith(start) else None
            if behind is not None:
                yield from _there(kind, reference, [behind[1] or ""], texts)


def _places(heading: re.Match[str], texts: Texts) -> Iterator[Place]:
    kind, name, shown = _KINDS[heading[1] or ""], heading[2], heading[3] or ""
    if name in texts.references:
        yield from _there(kind, texts.references[name], [shown, *_one_digit_changed(shown)], texts)
    for other, reference in texts.references.items():
        if other != name and _are_neighbors(other, name):
            yield from _there(kind, reference, [shown], texts)


def _there(kind: Kind, reference: Reference, indices: Iterable[str], texts: Texts) -> Iterator[Place]:
    """The places with these indices, if the array has them."""
    shape = texts.shape(Place(kind, reference))
    for index in map(_index, indices):
        if shape is not None and len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True)):
            yield Place(kind, reference, index)


def _are_neighbors(name: str, other: str) -> bool:
    return len(name) == len(other) and sum(a != b for a, b in zip(name, other, strict=True)) == 1


def _one_digit_changed(shown: str) -> Iterator[str]:
    for position, sign in enumerate(shown):
        if sign.isdigit():
            yield from (f"{shown[:position]}{digit}{shown[position + 1 :]}" for digit in "0123456789" if digit != sign)


def _index(shown: str) -> Index:
    return tuple(int(number) for number in shown.strip("[]").split(",") if number)


def _distance(candidate: str, lines: Sequence[str]) -> int:
    """The number of differing characters, line by line."""
    pairs = itertools.zip_longest(candidate.splitlines(), lines, fillvalue="")
    return sum(
        0 if ours == theirs else sum(a != b for a, b in itertools.zip_longest(ours, theirs)) for ours, theirs in pairs
    )


def _first_difference(ours: Sequence[str], theirs: Sequence[str]) -> ExplanationError:
    pairs = enumerate(itertools.zip_longest(ours, theirs, fillvalue=""), start=1)
    number, (expected, got) = next((number, pair) for number, pair in pairs if pair[0] != pair[1])
    column = next(at for at, (a, b) in enumerate(itertools.zip_longest(expected, got)) if a != b)
    return ExplanationError.of(
        "explain.altered", where="verify(text=...)", line=number, column=column + 1,
        expected=_word(expected, column), got=_word(got, column),
    )  # fmt: skip


def _word(line: str, column: int) -> str:
    """The number at that position; the rest of the line if there is none."""
    found = next((m[0] for m in _NUMBER.finditer(line) if m.start() <= column < m.end()), None)
    return found if found is not None else line[column:]
