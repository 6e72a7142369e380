"""What an array is found to be: plain values that say themselves in the language in use."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nervure.language import text


@dataclass(frozen=True, slots=True)
class TensorReading:
    """One thing an array may be.

    Args:
        kind: the name that ``kind=`` takes.
        axes: what each axis counts.
        sentence_key: the key of the sentence that names it.

    Examples:
        >>> TensorReading("vector", ("entries",), "tensors.vector").sentence
        'one vector'
    """

    kind: str
    axes: tuple[str, ...]
    sentence_key: str

    @property
    def sentence(self) -> str:
        """What it is, in the language in use."""
        return text(self.sentence_key)


@dataclass(frozen=True)
class TensorRecord:
    """Shape, type and size of an array, and what it may be.

    Args:
        shape: how many places there are along each axis.
        dtype: the type of its numbers, as its library writes it.
        num_bytes: what its numbers take in memory.
        holds_numbers: False for words, dates and objects, which no network takes.
        readings: what it may be, the likeliest first.

    Examples:
        >>> vector = TensorRecord((5,), "int64", 40, True, (TensorReading("vector", ("entries",), "tensors.vector"),))
        >>> vector.rank, vector.size, vector.kind, vector.axes
        (1, 5, 'vector', ('entries',))
    """

    shape: tuple[int, ...]
    dtype: str
    num_bytes: int
    holds_numbers: bool
    readings: tuple[TensorReading, ...]

    @property
    def rank(self) -> int:
        """How many axes there are."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return math.prod(self.shape)

    @property
    def kind(self) -> str | None:
        """What it is; None where its shape leaves several possibilities, or none."""
        return self.readings[0].kind if len(self.readings) == 1 else None

    @property
    def axes(self) -> tuple[str, ...] | None:
        """What each axis counts; None where :attr:`kind` is."""
        return self.readings[0].axes if len(self.readings) == 1 else None
