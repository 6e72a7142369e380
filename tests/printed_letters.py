"""The letters of a printed text, read by its signs alone, and what its legends say about them."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

_FUNCTIONS = {"exp", "expm1", "ln", "log1p", "tanh", "sin", "cos", "abs", "sign", "max", "min", "erf"}
_WORDS = {"if", "else", "inf", "nan", "more"}
_INDEX = re.compile(r"\[[\d,]*\]")
_MARKS = r"\u0300-\u036f"
_LETTER = re.compile(rf"‖[^‖]+‖|[^\W\d²][\w{_MARKS}′'⁽⁾⁺₊]*")
# The d of a derivative: before the letter above the line of the fraction, and before the one below it.
_DERIVATIVE = re.compile(rf"(?<![\w{_MARKS}])d(?=[^\W\d][\w{_MARKS}′'⁽⁾]*(?:\[[\d,]*\])?/d)|(?<=/)d(?=[^\W\d])")
_NUMBER = re.compile(rf"(?<![\w{_MARKS}])\d[\d.]*(?:e-?\d+)?")
_NOTE = re.compile(
    r" +(where |\(the digits|… |a stored|given from|drawn at|computed by|Δ\S+ = )"
    r"|.*\] (adds up|is the largest|is the mean of) "
)
_REASON = re.compile(r" {4}\([^()]*(?:\([^()]*\)[^()]*)*\)$")


class Block(NamedTuple):
    """One or several derivations with a legend below them.

    Attributes:
        formulas: lines, of all of them.
        legend: (letter, what it stands for).
    """

    formulas: tuple[str, ...]
    legend: tuple[tuple[str, str], ...]

    def letters(self) -> set[str]:
        """Every letter that a formula shows."""
        return {letter for formula in self.formulas for letter in letters_of(formula)}

    def unexplained(self) -> set[str]:
        """The letters that the legend does not name."""
        return self.letters() - {letter for letter, _ in self.legend}


def letters_of(formula: str) -> set[str]:
    """The letters in one line, a square and a plus behind them aside.

    Examples:
        >>> sorted(letters_of("w⁺[0] = w[0]² - η·dE/dw[0] × 1e-7 / √(σ²[1] + ε̂) + … (3 more)"))
        ['E', 'w', 'ε̂', 'η', 'σ²']
    """
    bare = _INDEX.sub(" ", _DERIVATIVE.sub(" ", re.sub(r"… \([^)]*\)", " ", formula)))
    found = {_without_power(match[0].replace("⁺", "")) for match in _LETTER.finditer(_NUMBER.sub(" ", bare))}
    return found - _FUNCTIONS - _WORDS


def _without_power(letter: str) -> str:
    """A square is no part of a letter, but of a variance; a function with a prime is its derivative."""
    is_variance = letter.startswith("σ") and "²" in letter
    return "f" if letter == "f'" else letter if is_variance else letter.rstrip("²")


def blocks(text: str) -> list[Block]:
    """The parts of a text that are separated by empty lines and have formulas."""
    return [block for part in re.split(r"\n\n+", text) if (block := _block(part.splitlines())).formulas]


def _block(lines: list[str]) -> Block:
    formulas: list[str] = []
    notes: list[str] = []
    for line in itertools.takewhile(lambda line: not line.startswith("The way back"), lines):
        if not line.startswith("  ") or line.startswith("  The "):
            notes.append("")  # a heading: what follows belongs to no note
        elif _NOTE.match(line):
            notes.append(line.strip())
        elif notes and notes[-1] and not re.match(r" {2,}(\S.* )?= ", line):
            notes[-1] += f" {line.strip()}"
        else:
            formulas.append(_REASON.sub("", line))
    legend = [note.removeprefix("where ") for note in notes if note.startswith("where ")]
    return Block(tuple(formulas), tuple(_entry(part) for part in ", ".join(legend).split(", ") if part))


def _entry(part: str) -> tuple[str, str]:
    letter, _, name = part.partition(" is ")
    return letter, name
