"""The place of a number in a training step: its kind, its array, and its index there."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nervure.records.reference import Reference

Kind = Literal["value", "gradient", "updated"]
Index = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One number of a step.

    Attributes:
        kind: a "value" of the forward pass or a weight before the update, a "gradient" of the loss with respect to it,
            or its value after the optimizer's update ("updated").
        reference: the array that contains it.
        index: its index in that array; empty for a scalar.

    Examples:
        >>> str(Place("gradient", Reference("parameter", 0, name="dense/kernel"), (3, 0)))
        'dE/d dense/kernel[3,0]'
    """

    kind: Kind
    reference: Reference
    index: Index = ()

    @property
    def name(self) -> str:
        """The array's name in texts: ``dense/z``, ``dense/kernel``, ``loss``; no other array of the step has it."""
        return self.reference.name

    def __str__(self) -> str:
        """The name in its text form."""
        cell = f"{self.name}{index_text(self.index)}"
        return {"value": cell, "gradient": f"dE/d {cell}", "updated": f"new {cell}"}[self.kind]


@functools.lru_cache(maxsize=16_384)  # the same few thousand are printed again and again
def index_text(index: Index) -> str:
    """``[3,0]``; empty for a scalar."""
    return f"[{','.join(map(str, index))}]" if index else ""


def every_index(shape: Index) -> Iterator[Index]:
    """All indices of an array in order, with the last axis changing fastest.

    Examples:
        >>> list(every_index((2, 2)))
        [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    return itertools.product(*map(range, shape))
