"""Which places meet which where windows move over arrays: ``z[n,i,j,u]`` and ``x[n,2·i+a-1,2·j+d-1,c]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nervure.records.reference import Reference

How = Literal["sum", "largest", "mean"]


@dataclass(frozen=True, slots=True)
class Cells:
    """The places of an array, by letters that count.

    Args:
        letter: of the array.
        reference: of the array.
        index: an entry an axis: ``n``, ``2·i+a-1``.
    """

    letter: str
    reference: Reference
    index: tuple[str, ...]

    def __str__(self) -> str:
        """``x[n,2·i+a-1,c]``."""
        return f"{self.letter}[{','.join(self.index)}]"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is written from what.

    Args:
        how: the "sum" of products, the "largest", the "mean".
        written: the places that are written.
        read: the places that are multiplied, or compared.
        ranges: the letters that run, each from 0, and how far.
        indices: all letters, in order.
    """

    how: How
    written: Cells
    read: tuple[Cells, ...]
    ranges: tuple[tuple[str, int], ...]
    indices: tuple[str, ...]

    @property
    def arrays(self) -> tuple[Cells, ...]:
        """Everything that has places in it."""
        return (self.written, *self.read)
