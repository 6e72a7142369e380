"""A printed formula as a tree, made from its text alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

Node = Union[
    "Literal", "Operand", "Omitted", "Negated", "Added", "Multiplied", "Raised", "Applied", "Compared", "Cases"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Literal:
    """Digits, without a sign."""

    digits: str


@dataclass(frozen=True, slots=True)
class Operand:
    """A letter with its index.

    Attributes:
        letter: without the mark for a new value.
        index: in the brackets after it.
        is_gradient: written as the derivative of the loss with respect to it.
        is_new: with a superscript plus.
    """

    letter: str
    index: tuple[int, ...] = ()
    is_gradient: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Omitted:
    """``… (564 more: -0.3)``: omitted terms; only the line in numbers has their sum."""

    count: int
    digits: str | None = None


@dataclass(frozen=True, slots=True)
class Negated:
    """The negated operand."""

    of: Node


@dataclass(frozen=True, slots=True)
class Added:
    """Terms; a subtracted one is negated."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Multiplied:
    """Factors from left to right; flagged ones are divisors."""

    factors: tuple[tuple[bool, Node], ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """A power."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Applied:
    """A function of one number."""

    function: str
    argument: Node


@dataclass(frozen=True, slots=True)
class Compared:
    """The largest or smallest of several; omitted ones are no larger, or no smaller."""

    kind: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """``{a if l > r, else b}``."""

    rows: tuple[tuple[Node, Node, str, Node], ...]
    otherwise: Node
