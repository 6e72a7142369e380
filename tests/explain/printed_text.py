"""Cuts what explanations print into headings, rows, legends and notes, as a reader of the screen would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.explain.printed_formula import cells

_HEADING = re.compile(
    r"^(?P<mark>dE/d |new )?(?P<name>[^\s\[=](?:[^\[=]*[^\s\[=])?)(?P<index>\[[\d,]+\])? = (?P<value>\S+)$"
)
_ROW = re.compile(r"^  (?P<subject>\S.*?|) *= (?P<formula>.*)$")
_WAY = re.compile(
    r"^  dE/d (?P<name>.+?)(?P<index>\[[\d,]+\])? += (?P<value>\S+)"
    r"(?:  +(?:largest of (?P<ways>[\d,]+): (?P<share>\S+)"
    r"|(?P<beside>\S+), one of (?P<among>[\d,]+); .*: (?P<larger>\S+)))?$"
)
_MOVE = re.compile(r"^Δ(?P<old>.+?) = (?P<new>.+?) - (?P<before>.+?) = (?P<value>\S+): six digits hide it$")
_NOTE = re.compile(r"^\(the digits shown give (?P<value>\S+): they are rounded, .*\)$")
_LEAVES = ("a stored number", "given from outside", "drawn at random", "computed by")
_SENTENCE = re.compile(r"^\S+\[[a-z,0-9·+-]+\] (?:adds up|is the largest|is the mean of) ")
_KINDS = {None: "value", "dE/d ": "gradient", "new ": "updated"}


class Block(NamedTuple):
    """The printed derivation of one number.

    Attributes:
        kind: value, gradient or updated.
        name: of the array.
        index: in it.
        value: the digits of the heading.
        subject: what stands left of the equals sign.
        rows: what stands right of it, line by line.
        legend: what letters stand for.
        note: what the digits shown give, where a note says it.
        move: the line that says how far a weight moves.
        sentences: those that say which places meet.
        others: lines below it that are none of these.
    """

    kind: str
    name: str
    index: tuple[int, ...]
    value: str
    subject: str
    rows: tuple[str, ...]
    legend: dict[str, str]
    note: str | None
    move: re.Match[str] | None
    sentences: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def place(self) -> tuple[str, str, tuple[int, ...]]:
        """What it is of."""
        return self.kind, self.name, self.index


class Way(NamedTuple):
    """One row of the way back from the loss."""

    name: str
    index: tuple[int, ...]
    value: str
    ways: int
    share: str | None
    larger: str | None


def blocks(text: str) -> Iterator[Block]:
    """The derivations of a text; one without a legend has that of the next below it in its paragraph."""
    for paragraph in re.split(r"\n\n+", text):
        found = list[list[str]]()
        for line in paragraph.split("\n"):
            if _HEADING.match(line):
                found.append([line])
            elif found and line.startswith("  "):
                found[-1].append(line)
        cut, legend = list[Block](), dict[str, str]()
        for block in map(_block, reversed(found)):
            legend = block.legend or legend
            cut.append(block._replace(legend=legend))
        yield from reversed(cut)


def _block(lines: list[str]) -> Block:
    heading = _HEADING.match(lines[0])
    assert heading is not None
    rows, subject, notes = list[str](), "", list[str]()
    for line in lines[1:]:
        row, inside = _ROW.match(line), line.strip()
        if not notes and row and (not rows or not row["subject"]):
            subject, rows = subject or row["subject"], [*rows, row["formula"]]
        elif not notes and rows and not _begins_note(inside):
            rows[-1] += f" {inside}"
        elif _begins_note(inside) or not notes:
            notes.append(inside)
        else:
            notes[-1] += f" {inside}"
    return Block(
        _KINDS[heading["mark"]], heading["name"], cells(heading["index"]), heading["value"], subject, tuple(rows),
        _legend(notes), next((found["value"] for note in notes if (found := _NOTE.match(note))), None),
        next((found for note in notes if (found := _MOVE.match(note))), None),
        tuple(note for note in notes if _SENTENCE.match(note)), tuple(note for note in notes if _is_other(note)),
    )  # fmt: skip


def _begins_note(line: str) -> bool:
    return (
        line.startswith(("where ", "(the digits", "WARNING", "Δ", "… ", *_LEAVES))
        and not re.match(r"… \([\d,]+ more", line)
    ) or bool(_SENTENCE.match(line))


def _is_other(note: str) -> bool:
    known = note.startswith(("where ", *_LEAVES)) or re.match(r"… [\d,]+ more like it", note)
    return not (known or _NOTE.match(note) or _MOVE.match(note) or _SENTENCE.match(note))


def _legend(notes: list[str]) -> dict[str, str]:
    found = dict[str, str]()
    for note in notes:
        if note.startswith("where "):
            entries = [entry.split(" is ", 1) for entry in note.removeprefix("where ").split(", ")]
            if len({entry[0] for entry in entries}) != len(entries):
                raise AssertionError(f"a letter has two meanings: {note}")
            found |= {entry[0]: entry[1] for entry in entries}
    return found


def way_of(text: str) -> list[Way]:
    """The rows of the way back from the loss."""
    found = list[Way]()
    for line in text.partition("The way back from the loss")[2].split("\n")[1:]:
        row = _WAY.match(line)
        if row is None:
            break
        ways = (row["ways"] or row["among"] or "1").replace(",", "")
        share = row["share"] or row["beside"]
        found.append(Way(row["name"], cells(row["index"]), row["value"], int(ways), share, row["larger"]))
    return found


class Chain(NamedTuple):
    """The chain of factors: each is the derivative of one number by another."""

    factors: tuple[tuple[str, tuple[int, ...], str, tuple[int, ...], str], ...]
    result: str
    legend: dict[str, str]


def chain_of(text: str) -> Chain | None:
    """The chain of factors of a text; None where there is none."""
    part = re.search(r"^The chain of factors:\n(.*?)^The way back", text, re.DOTALL | re.MULTILINE)
    if part is None:
        return None
    block = _block(["chain = 0", *part[1].rstrip("\n").split("\n")])
    numbers = [found.strip("()") for found in block.rows[1].split(" × ")]
    factors = []
    for written, number in zip(block.rows[0].split(" × "), numbers, strict=True):
        found = re.fullmatch(r"d(E|[^\[/]+)(\[[\d,]+\])?/d([^\[/]+)(\[[\d,]+\])?", written)
        assert found, written
        factors.append((found[1], cells(found[2]), found[3], cells(found[4]), number))
    return Chain(tuple(factors), block.rows[2], block.legend)
