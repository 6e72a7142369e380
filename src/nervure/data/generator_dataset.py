"""Generators, iterators, other iterables, and functions that make them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from nervure.data.stream_dataset import StreamDataset, length
from nervure.errors import DataError


class GeneratorDataset(StreamDataset):
    """Batches from Python code that yields ``(x,)``, ``(x, y)`` or ``(x, y, sample_weight)``.

    A generator can be read only once, so it must be endless (with ``steps``) or long enough for all epochs. A function
    that returns a new generator, or an object that starts over at each ``iter()``, provides every epoch anew. The
    source determines the order: seed and shuffling have no effect.

    Args:
        source: a generator, an iterator, an iterable, or a function without arguments that returns one of them.
        steps: the number of batches per epoch; None means until the source ends.
        repeat: False lets every epoch start over, if possible, and end with the source, for evaluation.

    Raises:
        DataError: a batch is not numeric, its lengths differ, or no batch is left for an epoch.

    Examples:
        >>> import numpy as np
        >>> def halves():
        ...     for start in (0, 5):
        ...         yield np.arange(start, start + 5.0), np.zeros(5)
        >>> dataset = GeneratorDataset(halves)
        >>> dataset.is_repeatable, [batch.size for batch in dataset.batches()]
        (True, [5, 5])
    """

    def __init__(
        self, source: Iterable[Any] | Callable[[], Iterable[Any]], steps: int | None = None, repeat: bool = True
    ) -> None:
        super().__init__(steps, repeat)
        self._source = source
        self._counted = length(source)

    @property
    def is_repeatable(self) -> bool:
        """False for generators and other iterators, which can be read only once."""
        return not isinstance(self._source, Iterator)

    def _open(self, number: int, seed: int) -> Iterator[Any]:
        opened = self._source() if callable(self._source) and not isinstance(self._source, Iterable) else self._source
        if not isinstance(opened, Iterable):
            raise DataError.of("data.not_iterable", where="x", got=type(opened).__name__)
        return iter(opened)
