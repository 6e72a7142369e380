"""Where a number of a training step stands: what it is, what it belongs to, and its index there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["value", "gradient", "updated"]
Index = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One number of a step.

    Attributes:
        kind: a "value" of the forward pass or a weight before the update, a "gradient" of the loss by it, or what the
            optimizer made of it ("updated").
        name: ``dense/z``, ``dense/kernel``, ``batch_normalization/mean``; ``loss`` for the loss itself.
        index: where in that array; empty for a number that stands alone.

    Examples:
        >>> str(Place("gradient", "dense/kernel", (3, 0)))
        'dE/d dense/kernel[3,0]'
    """

    kind: Kind
    name: str
    index: Index = ()

    def __str__(self) -> str:
        """The name as text shows it."""
        cell = f"{self.name}{index_text(self.index)}"
        return {"value": cell, "gradient": f"dE/d {cell}", "updated": f"new {cell}"}[self.kind]


def index_text(index: Index) -> str:
    """``[3,0]``; nothing for a number that stands alone."""
    return f"[{','.join(map(str, index))}]" if index else ""


def every_index(shape: Index) -> Iterator[Index]:
    """All indices of an array in order, the last axis running fastest.

    Examples:
        >>> list(every_index((2, 2)))
        [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    return itertools.product(*map(range, shape))
