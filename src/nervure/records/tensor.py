"""What an array was found to be: plain values that describe themselves in the current language."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nervure.language import text


@dataclass(frozen=True, slots=True)
class TensorReading:
    """One thing an array may be.

    Args:
        kind: the name that ``kind=`` accepts.
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
        """The description, in the current language."""
        return text(self.sentence_key)


@dataclass(frozen=True)
class TensorRecord:
    """Shape, dtype and size of an array, and what it may be.

    Args:
        shape: the length of each axis.
        dtype: the dtype of its numbers, as its library writes it.
        num_bytes: the memory of its numbers.
        holds_numbers: False for words, dates and objects, which no network accepts.
        readings: what it may be, most likely first.

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
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return math.prod(self.shape)

    @property
    def kind(self) -> str | None:
        """What it is; None if its shape leaves several possibilities, or none."""
        return self.readings[0].kind if len(self.readings) == 1 else None

    @property
    def axes(self) -> tuple[str, ...] | None:
        """What each axis counts; None if :attr:`kind` is."""
        return self.readings[0].axes if len(self.readings) == 1 else None
