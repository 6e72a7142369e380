"""Batches that arrive one after another, from a source that provides only the next one."""

from __future__ import annotations

import copy
import threading
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, Self

from nervure.arguments import Count, Flag, checked
from nervure.data.batch import Batch
from nervure.data.dataset import Dataset, Resumption
from nervure.data.unpack import BatchReader
from nervure.errors import DataError, advise


class StreamDataset(Dataset):
    """Base class of datasets over an iterator: peeking without losing a batch, epochs with a fixed number of steps.

    Without ``steps`` an epoch is one pass over the source. With ``steps`` an epoch takes that many batches and the next
    epoch continues from there; a source that can be reopened is reopened as often as needed. Without ``repeat``, for
    evaluation, every epoch starts over if possible and ends with the source.

    Args:
        steps: the number of batches per epoch; None means until the source ends.
        repeat: whether an epoch of ``steps`` continues where the last one stopped.
    """

    @checked
    def __init__(self, steps: Count | None = None, repeat: Flag = True) -> None:
        self._goes_on = steps is not None and repeat
        self._steps = steps
        self._reader = BatchReader()
        self._lock = threading.RLock()
        self._current: _Pass | None = None
        self._first: Batch | None = None
        self._counted: int | None = None

    @abstractmethod
    def _open(self, number: int, seed: int) -> Iterator[Any]:
        """The items of pass ``number`` over the source; for one-time sources, the same iterator each time."""

    @property
    def num_batches(self) -> int | None:
        """The steps of an epoch, else the count of the last complete pass, else None."""
        return self._steps if self._steps is not None else self._counted

    @property
    def num_samples(self) -> int | None:
        """None: the length of a stream is unknown."""
        return None

    @property
    def resumption(self) -> Resumption:
        """At an "epoch" that reopens the source; else only from the "start"."""
        return "start" if self._goes_on or not self.is_repeatable else "epoch"

    @property
    def input_names(self) -> tuple[str, ...] | None:
        """The names of the inputs if the source yields mappings."""
        self.first_batch()
        return self._reader.input_names

    @property
    def target_names(self) -> tuple[str, ...] | None:
        """The names of the targets if the source yields mappings."""
        self.first_batch()
        return self._reader.target_names

    def first_batch(self) -> Batch | None:
        """The first batch, kept for the first epoch if it had to be fetched; None if there is none."""
        with self._lock:
            if self._first is None:
                self._current = self._current or _Pass(self._open(0, 0), 0)
                self._current.peeked = self._read(self._current)
            return self._first

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of the next epoch; ``start`` of them are read and dropped first.

        Raises:
            DataError: no batch is left.
        """
        current = self._begin(epoch, seed)
        given = 0
        while self._steps is None or given < self._steps:
            batch = self._read(current)
            # A pass with batches may be followed by another; an empty one would stay empty forever.
            if batch is None and self._goes_on and self.is_repeatable and current.taken:
                current = self._current = _Pass(self._open(current.number + 1, seed), current.number + 1)
                batch = self._read(current)
            if batch is None:
                break
            given += 1
            if given > start:
                yield batch
        if given == 0:
            raise DataError.of("data.no_batches" if self.is_repeatable else "data.ran_out", where="x", epoch=epoch + 1)
        if self._steps is None:
            self._counted = given
        elif given < self._steps:
            advise("data.ran_short", got=given, expected=self._steps)

    @checked
    def in_steps(self, steps: Count, repeat: Flag = True) -> Self:
        """The same source with ``steps`` batches per epoch; use it in place of this one."""
        made = copy.copy(self)
        made._lock, made._goes_on = threading.RLock(), repeat
        made._steps = steps
        return made

    def _begin(self, epoch: int, seed: int) -> _Pass:
        """The pass in progress, or a new one; a pass that was only peeked at counts as new."""
        with self._lock:
            current = self._current
            if self._goes_on or not self.is_repeatable:
                self._current = current or _Pass(self._open(0, seed), 0)
                return self._current
            # The epoch holds its own pass, so that evaluation during an epoch does not disturb it.
            self._current = None
            untouched = current is not None and current.taken == 1 and current.peeked and current.number == epoch
            return current if current and untouched else _Pass(self._open(epoch, seed), epoch)

    def _read(self, current: _Pass) -> Batch | None:
        with self._lock:
            if current.peeked is not None:
                batch, current.peeked = current.peeked, None
                return batch
            for item in current.items:
                batch = self._reader.read(item, current.taken)
                current.taken += 1
                self._first = self._first or batch
                return batch
            return None

    def _look_apart(self) -> None:
        """Fetches the first batch from a separate pass, which is then dropped."""
        self._read(_Pass(self._open(0, 0), 0))


class _Pass:
    """One pass over a source: its iterator, the number of batches so far, and a batch that was only peeked at."""

    def __init__(self, items: Iterator[Any], number: int) -> None:
        self.items, self.number = items, number
        self.taken = 0
        self.peeked: Batch | None = None


def length(source: Any) -> int | None:
    """``len(source)``, or None if it has none."""
    try:
        return len(source)
    except (TypeError, NotImplementedError):
        return None
