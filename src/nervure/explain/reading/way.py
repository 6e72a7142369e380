"""Reads the printed path from the loss to a number: gradients below each other, and the chain of factors."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from nervure.explain.digits import rounded
from nervure.explain.reading.layout import Block, matched
from nervure.explain.reading.reader import Reader, Reading, Subject, Term, is_printed
from nervure.language import text
from nervure.records.place import Kind

_SAME = 1e-12
# How much larger a term must be before another cannot be called the largest: equal ones differ in their last bits.
_EQUAL = 1e-9
_MARKS: dict[str, Kind] = {"": "value", "dE/d ": "gradient", "new ": "updated"}
_HEADING = re.compile(r"(?P<mark>dE/d |new )?(?P<name>.+?)(?:\[(?P<index>[\d,]+)\])?")
_CELL = re.compile(r"(?P<letter>[^\[\]]+)(?:\[(?P<index>[\d,]+)\])?")
_DERIVATIVE = re.compile(r"d(?P<above>[^/]+)/d(?P<below>[^/]+)")
# In symbols, in numbers, and their product: none is omitted although two may be alike.
_FACTOR_ROWS = 3
# Where the path is cut although it goes on.
LONGEST = 65


class Row(NamedTuple):
    """One gradient on the path.

    Attributes:
        heading: ``dE/d dense/z[0,1]``.
        value: its digits.
        share: the text after it.
    """

    heading: str
    value: str
    share: str


class Share(NamedTuple):
    """What a row says about the term it passes on.

    Attributes:
        ways: the number of terms.
        share: its digits.
        larger: the digits of a larger term where the path ends.
    """

    ways: int
    share: str
    larger: str | None = None


def subject_of(heading: str, names: Collection[str]) -> Subject | None:
    """The subject of a heading; None if the name is unknown."""
    found = _HEADING.fullmatch(heading)
    ways = [] if found is None else [(found["mark"], found["name"], found["index"])]
    for mark, name, index in [("", heading, ""), *ways]:
        if name in names:
            return Subject(_MARKS[mark or ""], name, tuple(int(place) for place in (index or "").split(",") if place))
    return None


def rows_of(lines: Sequence[str]) -> list[Row]:
    """The rows below the heading of a path."""
    return [Row(*_cells(line)) for line in lines]


def _cells(line: str) -> tuple[str, str, str]:
    heading, _, rest = line.rpartition(" = ")
    value, _, share = rest.strip().partition(" ")
    return heading.strip(), value, share.strip()


def share_of(said: str) -> Share | None:
    """The content of the text after a row; None if it is not such a sentence."""
    for sentence in (
        text("explain.hop", share="§share§", ways="§ways§"),
        text("explain.hop_beside_penalty", share="§share§", ways="§ways§", larger="§larger§"),
    ):
        found = matched(sentence, said)
        if found is not None and found["ways"].replace(",", "").isdigit():
            return Share(int(found["ways"].replace(",", "")), found["share"], found.get("larger"))
    return None


class WayReader:
    """Reads paths and chains of factors.

    Args:
        reader: reads derivations and has the numbers.
        printed: returns the printed derivation of a gradient, and the values of letters without a place in it.
        asked: the number that the path leads to.
    """

    def __init__(
        self, reader: Reader, printed: Callable[[Subject], tuple[Block, Mapping[str, float]]], asked: Subject
    ) -> None:
        self._reader, self._printed, self._asked = reader, printed, asked

    def rows(self, rows: Sequence[Row]) -> list[Subject]:
        """Reads a path and returns its stations, starting at the loss.

        Raises:
            ExplanationError: a row is wrong, or is not part of the path.
        """
        stations = [self._station(row) for row in rows]
        if not stations or stations[-1] != self._asked:
            self._reader.refuse(self._asked, self._asked, stations[-1] if stations else "")
        terms = self._terms(stations[0])
        if len(stations) < LONGEST and _goes_on(terms):
            self._reader.refuse(self._asked, text("explain.loss"), stations[0])
        self._check_share(rows[0], terms, None)
        for before, station, row in zip(stations, stations[1:], rows[1:], strict=False):
            self._check_hop(before, station, row)
        return stations

    def alone(self) -> list[Subject]:
        """The only station of a number at which gradients start; raises as :meth:`rows` does."""
        if _goes_on(self._terms(self._asked)):
            self._reader.refuse(self._asked, text("explain.way"), "")
        return [self._asked]

    def factors(self, block: Block, stations: Sequence[Subject]) -> int:
        """Reads a chain of factors along those stations and returns the number of factors.

        Raises:
            ExplanationError: a factor or the product is wrong.
        """
        reading = self._reader.reading(block._replace(heading=None), self._asked, {})
        if len(block.rows) != _FACTOR_ROWS:
            self._reader.refuse(self._asked, block.heading, " = ".join(block.rows))
        subject, (names, numbers, product) = block.subject, block.rows
        gradients = [Subject("gradient", *_cell(reading, name)) for name in self._chained(names)]
        first = [Subject("gradient", *_cell(reading, name)) for name in self._chained(subject)]
        if first != [self._asked] or gradients != list(stations):
            self._reader.refuse(self._asked, " × ".join(map(str, stations)), f"{subject} = {names}")
        if product != rounded(self._value(self._asked)):
            self._reader.refuse(self._asked, rounded(self._value(self._asked)), product)
        digits = [factor.removeprefix("(").removesuffix(")") for factor in numbers.split(" × ")]
        if len(digits) != len(stations) or digits[0] != rounded(self._value(stations[0])):
            self._reader.refuse(self._asked, rounded(self._value(stations[0])), numbers)
        for before, station, said in zip(stations, stations[1:], digits[1:], strict=False):
            found = self._reading(station).coefficient(before)
            if not is_printed(said, found.full, found.doubt + _SAME * found.size):
                self._reader.refuse(self._asked, rounded(found.full), said)
        return len(stations)

    def _chained(self, names: str) -> list[str]:
        """The denominators of the derivatives, from the loss on; each must be the numerator of the next factor."""
        above, found = "E", list[str]()
        for factor in names.split(" × "):
            match = _DERIVATIVE.fullmatch(factor)
            if match is None or match["above"] != above:
                self._reader.refuse(self._asked, f"d{above}/d…", factor)
            above = match["below"]
            found.append(above)
        return found

    def _station(self, row: Row) -> Subject:
        subject = subject_of(row.heading, self._reader.engine.names)
        if subject is None or subject.kind != "gradient" or rounded(self._value(subject)) != row.value:
            expected = "" if subject is None else rounded(self._value(subject))
            self._reader.refuse(self._asked, expected, f"{row.heading} = {row.value}")
        return subject

    def _value(self, subject: Subject) -> float:
        found = self._reader.engine.value(*subject)
        if found is None:
            self._reader.refuse(self._asked, "", subject)
        return found

    def _reading(self, subject: Subject) -> Reading:
        block, settings = self._printed(subject)
        return self._reader.reading(block, subject, settings)

    def _terms(self, subject: Subject) -> list[Term]:
        reading = self._reading(subject)
        return [] if reading.block.is_leaf else reading.terms()

    def _check_hop(self, before: Subject, station: Subject, row: Row) -> None:
        """Checks that the row before is in the largest term that leads to the loss, and that its share is right."""
        terms = self._terms(station)
        largest = max((_weight(term) for term in terms if term.is_of_loss), default=0.0)
        handed = [term for term in terms if before in term.gradients and _weight(term) >= largest * (1 - _EQUAL)]
        if not handed:
            self._reader.refuse(self._asked, f"{station}: {largest!r}", before)
        self._check_share(row, terms, handed)

    def _check_share(self, row: Row, terms: Sequence[Term], handed: Sequence[Term] | None) -> None:
        """The number of terms, the one the path follows, and whether one where the path ends is larger."""
        ways = sum(term.num_terms for term in terms)
        if handed is None or ways == 1:
            if row.share:
                self._reader.refuse(self._asked, "", row.share)
            return
        said, largest = share_of(row.share), max(map(_weight, terms))
        expected = f"{ways}: {rounded(handed[0].value)}"
        if said is None or said.ways != ways:
            self._reader.refuse(self._asked, expected, row.share)
        fits = [term for term in handed if is_printed(said.share, term.value, term.near)]
        if not fits:
            self._reader.refuse(self._asked, expected, row.share)
        self._check_larger(said, max(map(_weight, fits)), [term for term in terms if _weight(term) == largest])

    def _check_larger(self, said: Share, weight: float, largest: Sequence[Term]) -> None:
        beyond = _weight(largest[0])
        if said.larger is None and beyond > weight * (1 + _EQUAL):
            self._reader.refuse(self._asked, rounded(largest[0].value), said.share)
        if said.larger is not None:
            alone = [term for term in largest if not term.is_of_loss]
            fits = any(is_printed(said.larger, term.value, term.near) for term in alone)
            if not fits or beyond < weight * (1 - _EQUAL):
                self._reader.refuse(self._asked, rounded(largest[0].value), said.larger)


def _cell(reading: Reading, written: str) -> tuple[str, tuple[int, ...]]:
    """The name and index that ``z′[0,1]`` stands for."""
    found = _CELL.fullmatch(written)
    if found is None:
        return "", ()
    index = tuple(int(place) for place in (found["index"] or "").split(",") if place)
    return reading.stands_for(found["letter"]), index


def _weight(term: Term) -> float:
    return math.inf if math.isnan(term.value) else abs(term.value)


def _goes_on(terms: Sequence[Term]) -> bool:
    """Whether the largest term from the loss passes on the gradient of something nearer to it."""
    begins = max((_weight(term) for term in terms if term.is_start), default=-math.inf)
    return any(term.gradients and _weight(term) > begins * (1 + _EQUAL) for term in terms)
