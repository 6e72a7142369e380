"""Objects that return batch i on request, such as Keras' PyDataset."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from nervure.arguments import Flag, checked
from nervure.data.batch import Batch
from nervure.data.dataset import Dataset
from nervure.data.unpack import BatchReader
from nervure.randomness import fold, permutation, stream_id


class IndexedDataset(Dataset):
    """An object whose ``[i]`` is the batch number ``i``: ``(x,)``, ``(x, y)`` or ``(x, y, sample_weight)``.

    Its length is ``num_batches`` if it has that attribute (None: endless), else ``len()``. ``on_epoch_begin`` and
    ``on_epoch_end`` are called if they exist. ``workers`` are not used: batches are made in this process.

    Args:
        source: the object, such as a ``keras.utils.PyDataset``.
        shuffle: whether each epoch requests the batches in its own order.

    Examples:
        >>> import numpy as np
        >>> class Blocks:
        ...     def __len__(self):
        ...         return 3
        ...     def __getitem__(self, index):
        ...         return np.full((4, 2), index), np.full(4, index)
        >>> dataset = IndexedDataset(Blocks(), shuffle=False)
        >>> [batch.y[0][0].item() for batch in dataset.batches()]
        [0, 1, 2]
    """

    @checked
    def __init__(self, source: Any, shuffle: Flag = True) -> None:
        self._source = source
        self.shuffle = shuffle
        self._reader = BatchReader()
        self._first: Batch | None = None

    @property
    def num_batches(self) -> int | None:
        """The number of batches per epoch; None for an endless object."""
        count = self._source.num_batches if hasattr(self._source, "num_batches") else len(self._source)
        return None if count is None else int(count)

    @property
    def num_samples(self) -> int | None:
        """None: sizes are known only from the batches."""
        return None

    @property
    def is_repeatable(self) -> bool:
        """True: each epoch requests the batches again."""
        return True

    @property
    def input_names(self) -> tuple[str, ...] | None:
        """The names of the inputs if a batch holds a mapping."""
        self.first_batch()
        return self._reader.input_names

    @property
    def target_names(self) -> tuple[str, ...] | None:
        """The names of the targets if a batch holds a mapping."""
        self.first_batch()
        return self._reader.target_names

    def first_batch(self) -> Batch | None:
        """Batch number 0, or None if there is none."""
        if self._first is None and self.num_batches != 0:
            self._first = self._reader.read(self._source[0], 0)
        return self._first

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch; the order is a function of ``seed`` and ``epoch``."""
        self._tell("on_epoch_begin")
        count = self.num_batches
        if count is None:
            numbers: Iterator[int] = itertools.count(start)
        elif self.shuffle:
            numbers = iter(permutation(fold(seed, stream_id("shuffle"), epoch), count)[start:].tolist())
        else:
            numbers = iter(range(start, count))
        for number in numbers:
            yield self._reader.read(self._source[number], number)
        self._tell("on_epoch_end")

    def _tell(self, event: str) -> None:
        listener = getattr(self._source, event, None)
        if listener is not None:
            listener()
