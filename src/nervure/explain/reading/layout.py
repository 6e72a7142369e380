"""The lines of a printed derivation: heading, formula in symbols, formula in numbers, result, legend, note."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from nervure.errors import ExplanationError
from nervure.language import text

_INDENT, _EQUALS = "  ", " = "
_HOLE = "§"
# The start of the line with the change of a weight.
_MOVED = "Δ"
_NAMED_HOLE = re.compile(rf"{_HOLE}([a-z]+){_HOLE}")


class Moved(NamedTuple):
    """The line with the change of a weight.

    Attributes:
        change: what moves, preceded by Δ.
        after: the new weight.
        before: the old one.
        value: the digits of the change.
    """

    change: str
    after: str
    before: str
    value: str


class Block(NamedTuple):
    """One derivation, split into its parts.

    Attributes:
        heading: the first line: ``dE/d dense/kernel[3,0] = 0.5``; None for a formula without one.
        subject: the left side of the formula: ``dE/dw[3,0]``; empty for a number without a derivation.
        rows: the formula in symbols, in numbers, and the result; a row that repeats the one above is omitted.
        notes: the lines below, with wrapped lines joined again.
    """

    heading: str | None
    subject: str
    rows: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_leaf(self) -> bool:
        """Whether it contains only the number."""
        return not self.rows

    def with_legend_of(self, other: Block) -> Block:
        """The same, with letters explained below another derivation."""
        legend = [note for note in other.notes if note.startswith(_where()) and note not in self.notes]
        return self._replace(notes=(*self.notes, *legend))

    @property
    def moved(self) -> Moved | None:
        """How far the weight moves, if a note gives it."""
        sentence = text("explain.change", change="§change§", after="§after§", before="§before§", value="§value§")
        for note in self.notes:
            if note.startswith(_MOVED):
                return Moved(**(matched(sentence, note) or {"change": note, "after": "", "before": "", "value": ""}))
        return None

    @property
    def recombined(self) -> str | None:
        """The value of the displayed digits, if a note says that it differs from the result."""
        before = _recombined()
        for note in self.notes:
            if note.startswith(before):
                found = re.match(r"-?(?:[\d.]+(?:e-?\d+)?|inf|nan)", note[len(before) :])
                return found[0] if found else ""
        return None


def matched(sentence: str, said: str) -> dict[str, str] | None:
    """The placeholder values of a catalogue sentence, filled with ``§name§``; None if the sentence does not match.

    Examples:
        >>> matched("largest of §ways§: §share§", "largest of 3: 0.5")
        {'ways': '3', 'share': '0.5'}
    """
    found = re.fullmatch(_NAMED_HOLE.sub(r"(?P<\1>.+?)", re.escape(sentence)), said)
    return None if found is None else found.groupdict()


def blocks(lines: Sequence[str]) -> Iterator[Block]:
    """The consecutive derivations of a text that contains nothing else."""
    yield from map(block, groups(lines))


def groups(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Each unindented line with the indented lines below it."""
    starts = [number for number, line in enumerate(lines) if line and not line.startswith(" ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield [line for line in lines[start:end] if line]


def block(lines: Sequence[str]) -> Block:
    """One derivation, from its lines."""
    heading, *rest = lines
    is_formula = bool(rest) and _EQUALS in rest[0] and not rest[0].startswith(_where())
    if not is_formula:
        return Block(heading, "", (), tuple(_joined(rest)))
    subject = rest[0][: rest[0].index(_EQUALS)]
    column = _cells(subject)
    rows = [rest[0][len(subject) + len(_EQUALS) :]]
    number = 1
    while number < len(rest) and rest[number].startswith(" " * max(column, len(_INDENT) + 1)):
        line = rest[number].lstrip()
        if line.startswith("= "):
            rows.append(line[2:])
        else:
            rows[-1] += f" {line}"
        number += 1
    return Block(heading, subject.strip(), tuple(rows), tuple(_joined(rest[number:])))


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Notes: a line with the start of a note begins a new one; any other continues the last."""
    begins = (_where(), _recombined(), _MOVED)
    found: list[str] = []
    for line in map(str.strip, lines):
        if not found or line.startswith(begins):
            found.append(line)
        else:
            found[-1] += f" {line}"
    yield from found


def _recombined() -> str:
    return text("explain.recombined", value=_HOLE).split(_HOLE, 1)[0]


def _where() -> str:
    return text("explain.where", letters=_HOLE).split(_HOLE, 1)[0]


def legend(notes: Sequence[str], names: Collection[str]) -> dict[str, str]:
    """The meaning of letters: array names, or a sentence.

    Args:
        notes: the lines below a formula.
        names: of all arrays: a name may contain commas, and words that separate letters.

    Raises:
        ExplanationError: it cannot be read.
    """
    found: dict[str, str] = {}
    between = text("explain.letter", letter=_HOLE, name="").removeprefix(_HOLE)
    for note in notes:
        rest = note.removeprefix(_where()) if note.startswith(_where()) else ""
        while rest:
            letter, _, rest = rest.partition(between)
            name = _name(rest, names) or re.split(rf", (?=\S+{re.escape(between)})", rest, maxsplit=1)[0]
            if letter in found or not name:
                raise ExplanationError.of("explain.unreadable", where="verify", got=letter, formula=note[:120])
            found[letter], rest = name, rest[len(name) :].removeprefix(", ")
    return found


def _name(rest: str, names: Collection[str]) -> str:
    """The longest name at the start of ``rest`` that extends to its end or a comma."""
    name = rest
    while name and name not in names:
        name = name.rpartition(", ")[0]
    return name


def _cells(line: str) -> int:
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line
    )
