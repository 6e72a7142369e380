"""The sentence below a formula that says which places meet, read back: the formula must consist of exactly these."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nervure.language import in_language, language, text
from nervure.records.place import Index

_CELLS, _RANGE = re.compile(r"([^\s\[\]·]+)\[([^\[\]\s]*)\]"), re.compile(r"([^\W\d]): 0\.\.(\d+)")
_HOLES = {"written": r"[^\s\[\]·]+\[[^\[\]\s]*\]", "read": r"\S+?\[[^\[\]\s]*\]", "ranges": r".+?"}
_PART = re.compile(r"([+-]?)(?:(\d+)·)?(?:⌊([^\W\d])/(\d+)⌋|([^\W\d])|(\d+))")

Places = Mapping[str, int]


class Law(NamedTuple):
    """One entry of an index: ``2·i+a-1``, ``⌊u/3⌋``, ``n``.

    Attributes:
        parts: the summands: factor, letter or none, and the divisor of a division rounded down.

    Examples:
        >>> law("2·i+a-1").at({"i": 3, "a": 2}), law("c+2·⌊u/3⌋").at({"c": 1, "u": 4})
        (7, 3)
    """

    parts: tuple[tuple[int, str, int], ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """Its counting letters."""
        return _letters_of(self.parts)

    @property
    def alone(self) -> str | None:
        """The letter, if it is nothing else; otherwise None."""
        return self.letters[0] if self.letters and self.parts == ((1, self.letters[0], 1),) else None

    def at(self, places: Places) -> int:
        """Its value."""
        found = 0
        for times, letter, by in self.parts:
            found += times * ((places[letter] if letter else 1) // by)
        return found


@functools.cache
def _letters_of(parts: tuple[tuple[int, str, int], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(letter for _, letter, _ in parts if letter))


class Cells(NamedTuple):
    """``x[n,2·i+a-1,c]``: the letter of an array, and one rule per axis."""

    letter: str
    laws: tuple[Law, ...]


class Sentence(NamedTuple):
    """The content of a sentence.

    Attributes:
        how: "sum", "largest" or "mean".
        written: the array that is written.
        read: the arrays that are multiplied or compared.
        ranges: the running letters and their limits.
    """

    how: str
    written: Cells
    read: tuple[Cells, ...]
    ranges: Mapping[str, int]


def law(entry: str) -> Law | None:
    """One entry of an index; None if it cannot be read."""
    parts, at = list[tuple[int, str, int]](), 0
    while at < len(entry):
        found = _PART.match(entry, at)
        if found is None or (at and not found[1]):
            return None
        times = int(found[2] or 1) * (-1 if found[1] == "-" else 1)
        parts.append((times * int(found[6] or 1), found[3] or found[5] or "", int(found[4] or 1)))
        at = found.end()
    return Law(tuple(parts)) if parts else None


def sentences(notes: Iterable[str]) -> Iterator[Sentence]:
    """The consecutive notes of a formula that can be read."""
    code = language()
    return itertools.chain.from_iterable(_sentences_in(note, code) for note in notes)


# All numbers of a layer have the same sentences below them.
@functools.lru_cache(maxsize=1024)
def _sentences_in(note: str, code: str) -> tuple[Sentence, ...]:
    said = ((found.start(), how, found) for how, pattern in _patterns(code).items() for found in pattern.finditer(note))
    return tuple(filter(None, (_sentence(how, found) for _, how, found in sorted(said, key=lambda each: each[0]))))


def _sentence(how: str, said: re.Match[str]) -> Sentence | None:
    (written,), read = _cells(said["written"]), _cells(said["read"])
    ranges = {letter: int(last) + 1 for letter, last in _RANGE.findall(said["ranges"])}
    is_readable = all(cells.laws for cells in (written, *read))
    return Sentence(how, written, read, ranges) if is_readable else None


@functools.cache
def _patterns(code: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns for sentences of each kind, in the language of that code."""
    holes = {name: f"§{name}§" for name in _HOLES}
    with in_language(code):
        said = {
            "sum": text("explain.meets_sum", **holes),
            "largest": text("explain.meets_largest", **holes),
            "mean": text("explain.meets_mean", **holes),
        }
    return {how: _pattern(sentence) for how, sentence in said.items()}


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub("§([a-z]+)§", lambda hole: f"(?P<{hole[1]}>{_HOLES[hole[1]]})", re.escape(sentence)))


def _cells(said: str) -> tuple[Cells, ...]:
    """Arrays with their index rules; none if one cannot be read."""
    found = [(letter, [law(entry) for entry in index.split(",")]) for letter, index in _CELLS.findall(said)]
    return tuple(Cells(letter, tuple(each for each in laws if each) if all(laws) else ()) for letter, laws in found)


def _letters(arrays: Iterable[Cells]) -> set[str]:
    return {letter for cells in arrays for each in cells.laws for letter in each.letters}


class Meeting:
    """Which places meet according to a sentence.

    Args:
        sentence: its content.
        shape: returns the shape of an array from its letter; None if there is none.

    Attributes:
        is_possible: whether each array has as many axes as the sentence says, and each letter has a limit.
    """

    def __init__(self, sentence: Sentence, shape: Callable[[str], Index | None]) -> None:
        self.sentence = sentence
        arrays = (sentence.written, *sentence.read)
        self._shapes = {cells: shape(cells.letter) or () for cells in arrays}
        axes = [each for cells in arrays for each in zip(cells.laws, self._shapes[cells], strict=False)]
        ends = {one.alone: size for one, size in axes if one.alone is not None}
        self._ends = ends | dict(sentence.ranges)
        letters, written = _letters(arrays), _letters([sentence.written])
        self.is_possible = (
            all(len(cells.laws) == len(self._shapes[cells]) for cells in arrays)
            and letters == set(self._ends)
            and letters - written <= set(sentence.ranges)
            and all(ends.get(letter, size) == size for letter, size in sentence.ranges.items())
        )

    def has(self, given: Sequence[tuple[Cells, Index]]) -> bool:
        """Whether these places meet."""
        return any(True for _ in self._solutions(given))

    def partners(self, given: tuple[Cells, Index], others: Sequence[Cells]) -> set[tuple[Index, ...]]:
        """Everything that meets one place: an index in each of the other arrays."""
        found = self._solutions([given])
        return {tuple(tuple(each.at(places) for each in cells.laws) for cells in others) for places in found}

    def _solutions(self, given: Sequence[tuple[Cells, Index]]) -> Iterator[Places]:
        """The possible values of the letters; places outside the arrays are excluded."""
        equations = [pair for cells, index in given for pair in zip(cells.laws, index, strict=True)]
        found: list[dict[str, int]] = [{}]
        for one, place in sorted(equations, key=lambda pair: len(pair[0].letters)):
            found = [more for each in found for more in self._extended(each, one.letters) if one.at(more) == place]
        for each in found:
            yield from (more for more in self._extended(each, tuple(self._ends)) if self._is_inside(more))

    def _extended(self, places: dict[str, int], letters: Sequence[str]) -> Iterator[dict[str, int]]:
        free = [letter for letter in letters if letter not in places]
        if not free:
            yield places
            return
        for chosen in itertools.product(*(range(self._ends[letter]) for letter in free)):
            yield {**places, **dict(zip(free, chosen, strict=True))}

    def _is_inside(self, places: Places) -> bool:
        return all(
            0 <= each.at(places) < size
            for cells, shape in self._shapes.items()
            for each, size in zip(cells.laws, shape, strict=True)
        )
