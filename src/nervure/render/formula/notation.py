"""What every notation must be able to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from nervure.records.expression import Relation, Symbol


class Term(NamedTuple):
    """One term of a sum, drawn.

    Attributes:
        text: without its sign.
        is_negative: whether it is subtracted.
    """

    text: str
    is_negative: bool


class Case(NamedTuple):
    """One row of a selection, drawn: the value and its condition; no condition for the last row."""

    value: str
    left: str = ""
    relation: Relation | None = None
    right: str = ""


class Notation(Protocol):
    """Writes the parts of an expression; its arguments are already drawn, and in parentheses where needed.

    Attributes:
        has_bars: whether fractions and roots themselves show where they begin and end.
    """

    has_bars: bool

    def number(self, value: float) -> str:
        """A number."""
        ...

    def symbol(self, symbol: Symbol) -> str:
        """A letter with its index."""
        ...

    def derivative(self, above: str, below: str) -> str:
        """The derivative of one letter with respect to another."""
        ...

    def group(self, inside: str) -> str:
        """Parentheses around it."""
        ...

    def sum(self, terms: Sequence[Term]) -> str:
        """Terms with their signs between them."""
        ...

    def omitted(self, count: int, value: float | None) -> str:
        """A term for ``count`` omitted ones, and their sum (None: not shown)."""
        ...

    def product(self, factors: Sequence[str], numeric: bool) -> str:
        """Factors side by side; between numbers a sign is needed."""
        ...

    def quotient(self, above: str, below: str) -> str:
        """A fraction."""
        ...

    def power(self, argument: str, exponent: str) -> str:
        """A base with its exponent."""
        ...

    def call(self, function: str, argument: str) -> str:
        """A function of its argument, which is not yet in parentheses."""
        ...

    def extremum(self, kind: str, arguments: Sequence[str]) -> str:
        """The largest or smallest of several."""
        ...

    def cases(self, cases: Sequence[Case]) -> str:
        """The cases of a selection."""
        ...


def signed(terms: Sequence[Term]) -> str:
    """``a + b - c``: terms with their signs between them.

    Examples:
        >>> signed([Term("a", True), Term("b", False), Term("c", True)])
        '-a + b - c'
    """
    first, *others = terms
    written = f"-{first.text}" if first.is_negative else first.text
    return written + "".join(f" {'-' if term.is_negative else '+'} {term.text}" for term in others)
