"""Checks a formula against the sentence below it: each product is of places that meet, and none is missing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nervure.explain.reading.meeting_sentence import Cells, Meeting, Sentence
from nervure.records.place import Index, Kind

# A mean in float32, relative to its largest number.
_NEAR = 1e-5


class Number(NamedTuple):
    """A number in a formula, by its array and index."""

    kind: Kind
    name: str
    cell: Index


class _Role(NamedTuple):
    """What the formula of a number multiplies or compares.

    Attributes:
        of: the array of that number.
        others: the arrays that it meets; terms are identified by the first.
        kinds: whether these are values or gradients.
    """

    of: Cells
    others: tuple[Cells, ...]
    kinds: list[Kind]


class MeetingFormula(NamedTuple):
    """One formula.

    Attributes:
        subject: the number it derives.
        terms: the numbers in each of its terms.
        is_whole: whether no term is omitted.
        name: returns the name of an array from its letter.
        shape: returns the shape of an array from its name; None if it has none of that kind.
        value: returns the engine's number.
    """

    subject: Number
    terms: Sequence[Sequence[Number]]
    is_whole: bool
    name: Callable[[str], str]
    shape: Callable[[Kind, str], Index | None]
    value: Callable[[Kind, str, Index], float | None]

    def problem(self, sentence: Sentence) -> str | None:
        """How the formula contradicts the sentence, or why the sentence is impossible; None if neither."""
        meeting = Meeting(sentence, lambda letter: self.shape("value", self.name(letter)))
        if not meeting.is_possible:
            return str(sentence.written)
        role = self._role(sentence)
        if role is None:
            return None
        if sentence.how != "sum":
            return self._problem_of_all(meeting, role)
        met = set[tuple[Index, ...]]()
        for term in self.terms:
            numbers = self._of(role, term)
            if not numbers[0]:
                continue
            if any(len(each) != 1 for each in numbers) or len(set(term)) != len(numbers):
                return ", ".join(map(str, term))
            cells = tuple(each[0] for each in numbers)
            if cells in met or not meeting.has([(role.of, self.subject.cell), *zip(role.others, cells, strict=True)]):
                return ", ".join(map(str, term))
            met.add(cells)
        return self._missing(meeting, role, met) if self.is_whole else None

    def _problem_of_all(self, meeting: Meeting, role: _Role) -> str | None:
        """For a maximum or a mean: all numbers of the formula together."""
        (found,) = self._of(role, [number for term in self.terms for number in term])
        for cell in found:
            if not meeting.has([(role.of, self.subject.cell), (role.others[0], cell)]):
                return str(cell)
        if role.kinds == ["value"] and not self._is_so(meeting.sentence, found):
            return f"{meeting.sentence.how}: {found}"
        # A number that is not the largest passes nothing back.
        is_every = self.is_whole and (meeting.sentence.how == "mean" or role.kinds == ["value"])
        return self._missing(meeting, role, {(cell,) for cell in found}) if is_every else None

    def _is_so(self, sentence: Sentence, found: Sequence[Index]) -> bool:
        """Whether the number is the maximum or the mean of the numbers in its formula."""
        name, written = self.name(sentence.read[0].letter), self.value(*self.subject)
        values = [self.value("value", name, cell) for cell in found]
        numbers = [value for value in (*values, written) if value is not None and math.isfinite(value)]
        if not self.is_whole or len(numbers) <= len(values):
            return True
        *given, result = numbers
        expected = max(given, default=0.0) if sentence.how == "largest" else sum(given) / max(1, len(given))
        return abs(expected - result) <= _NEAR * max(map(abs, numbers))

    def _missing(self, meeting: Meeting, role: _Role, met: set[tuple[Index, ...]]) -> str | None:
        missing = meeting.partners((role.of, self.subject.cell), role.others) ^ met
        return str(min(missing)) if missing else None

    def _role(self, sentence: Sentence) -> _Role | None:
        """None if the sentence is about other arrays."""
        kind, name, _ = self.subject
        if kind == "value" and name == self.name(sentence.written.letter):
            return _Role(sentence.written, sentence.read, _values(len(sentence.read)))
        mine = [cells for cells in sentence.read if self.name(cells.letter) == name]
        if kind != "gradient" or not mine or self.shape("gradient", self.name(sentence.written.letter)) is None:
            return None
        factors = tuple(cells for cells in sentence.read if cells is not mine[0]) if sentence.how == "sum" else ()
        return _Role(mine[0], (sentence.written, *factors), ["gradient", *_values(len(factors))])

    def _of(self, role: _Role, numbers: Sequence[Number]) -> list[list[Index]]:
        """The indices of those in the arrays that meet, one per array."""
        return [
            list(
                dict.fromkeys(cell for kind, name, cell in numbers if (kind, name) == (wanted, self.name(each.letter)))
            )
            for each, wanted in zip(role.others, role.kinds, strict=True)
        ]


def _values(count: int) -> list[Kind]:
    return ["value"] * count
