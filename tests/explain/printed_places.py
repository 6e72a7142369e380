"""The sentences that say which places meet: ``z[n,i,u] adds up x[n,2·i+a,c]·w[a,c,u] over a: 0..2, c: 0..3; ...``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_SENTENCE = re.compile(
    r"^(?P<written>\S+) (?P<how>adds up|is the largest|is the mean of) (?P<read>\S+) over (?P<ranges>.*);"
    r" places outside are left out$"
)
_ARRAY = re.compile(r"(?P<letter>[^\[\]·]+)\[(?P<index>[^\]]*)\]")
_SUMMAND = re.compile(r"([+-]?)(?:(\d+)·)?([a-z]|\d+|⌊[a-z]/\d+⌋)")
Index = tuple[int, ...]
Place = tuple[str, Index]
Expression = list[tuple[int, str]]


class Cells(NamedTuple):
    """An array of a sentence: its letter, and its index as sums of letters."""

    letter: str
    index: tuple[Expression, ...]

    def at(self, bound: dict[str, int]) -> Index:
        """The index for letters that stand for numbers."""
        return tuple(sum(times * _number(one, bound) for times, one in summands) for summands in self.index)


def _number(one: str, bound: dict[str, int]) -> int:
    """``a``, ``2``, or ``⌊u/2⌋``."""
    if one.startswith("⌊"):
        letter, below = one.strip("⌊⌋").split("/")
        return bound[letter] // int(below)
    return bound[one] if one.isalpha() else int(one)


class Sentence(NamedTuple):
    """What meets: what is written, how, what is read, how far letters run."""

    written: Cells
    how: str
    read: tuple[Cells, ...]
    ranges: dict[str, int]


def sentence_of(line: str) -> Sentence:
    """A sentence, read; errors are findings: the caller says where."""
    found = _SENTENCE.match(line)
    if found is None:
        raise ValueError(f"no sentence: {line}")
    ranges = dict(one.split(": 0..") for one in found["ranges"].split(", "))
    (written,), read = _arrays(found["written"]), _arrays(found["read"])
    return Sentence(written, found["how"], tuple(read), {letter: int(last) + 1 for letter, last in ranges.items()})


def _arrays(written: str) -> list[Cells]:
    return [
        Cells(found["letter"].lstrip("·"), tuple(_expression(one) for one in found["index"].split(",")))
        for found in _ARRAY.finditer(written)
    ]


def _expression(written: str) -> Expression:
    parts = [*_SUMMAND.finditer(written)]
    if "".join(part[0] for part in parts) != written:
        raise ValueError(f"no index: {written}")
    return [((-1 if part[1] == "-" else 1) * int(part[2] or 1), part[3]) for part in parts]


def meetings(
    sentence: Sentence, subject: Place, name_of: Callable[[str], str], shape_of: Callable[[str], Index]
) -> Iterator[dict[str, Index]]:
    """The indices that meet at ``subject``, by letter; nothing where the sentence does not speak of its array."""
    arrays = (sentence.written, *sentence.read)
    own = [cells for cells in arrays if name_of(cells.letter) == subject[0]]
    if not own:
        return
    (cells, *_), domains = own, dict[str, range]()
    for array in arrays:
        for size, expression in zip(shape_of(name_of(array.letter)), array.index, strict=True):
            for _, letter in expression:
                if letter.isalpha():
                    alone = len(expression) == 1 and expression[0][0] == 1
                    known = domains.get(letter, range(size))
                    domains[letter] = min(known, range(size), key=len) if alone else known
    domains |= {letter: range(size) for letter, size in sentence.ranges.items()}
    for place, expression in zip(subject[1], cells.index, strict=True):
        if len(expression) == 1 and expression[0][0] == 1 and expression[0][1].isalpha():
            domains[expression[0][1]] = range(place, place + 1)
    for values in itertools.product(*domains.values()):
        bound = dict(zip(domains, values, strict=True))
        met = {array.letter: array.at(bound) for array in arrays}
        inside = all(
            0 <= place < size
            for array in arrays
            for place, size in zip(met[array.letter], shape_of(name_of(array.letter)), strict=True)
        )
        if inside and met[cells.letter] == subject[1]:
            yield met
