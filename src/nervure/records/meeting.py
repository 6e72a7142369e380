"""Which places meet when windows move over arrays: ``z[n,i,j,u]`` and ``x[n,2·i+a-1,2·j+d-1,c]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nervure.records.reference import Reference

How = Literal["sum", "largest", "mean"]


@dataclass(frozen=True, slots=True)
class Cells:
    """The places of an array, by counting letters.

    Args:
        letter: the letter of the array.
        reference: the reference of the array.
        index: one entry per axis: ``n``, ``2·i+a-1``.
    """

    letter: str
    reference: Reference
    index: tuple[str, ...]

    def __str__(self) -> str:
        """``x[n,2·i+a-1,c]``."""
        return f"{self.letter}[{','.join(self.index)}]"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is computed from what.

    Args:
        how: the "sum" of products, the "largest", the "mean".
        written: the places that are written.
        read: the places that are multiplied or compared.
        ranges: the running letters, each from 0, and their limits.
        indices: all letters, in order.
    """

    how: How
    written: Cells
    read: tuple[Cells, ...]
    ranges: tuple[tuple[str, int], ...]
    indices: tuple[str, ...]

    @property
    def arrays(self) -> tuple[Cells, ...]:
        """All arrays with places in it."""
        return (self.written, *self.read)
