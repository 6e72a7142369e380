"""Sliding windows over a time series, one per sample."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.arguments import Count, Flag, Whole, checked
from nervure.data.batch import Batch
from nervure.data.column import column
from nervure.data.dataset import SampleShapes
from nervure.data.sized_dataset import SizedDataset
from nervure.errors import ArgumentError, DataError
from nervure.randomness import fold, permutation, stream_id
from nervure.registry import look_up

_FORMATS = {"tf": "tf", "grain": "grain"}


class Sliding(NamedTuple):
    """How windows slide over a series.

    Attributes:
        length: the number of steps per window.
        stride: the number of steps between the starts of consecutive windows.
        rate: the number of series steps between consecutive steps of a window.
    """

    length: int
    stride: int
    rate: int


class WindowDataset(SizedDataset):
    """Windows of a series, sliced on demand: the series is in memory once, even if windows overlap.

    Args:
        data: the series, ``(steps, ...)``.
        targets: the target of the window that begins at each step, ``(steps, ...)``, or None.
        starts: the start of each window, int64 ``(N,)``.
        sliding: length, stride and rate of the windows.
        batch_size: the number of windows per batch.
        shuffle: whether each epoch has its own order.
        seed: determines the order; None means the seed of the run.
    """

    def __init__(
        self,
        data: Tensor,
        targets: Tensor | None,
        starts: Tensor,
        sliding: Sliding,
        batch_size: int,
        shuffle: bool,
        seed: int | None,
    ) -> None:
        self._data, self._targets, self._starts = data, targets, starts
        self._offsets = torch.arange(sliding.length) * sliding.rate
        self.batch_size, self.is_shuffled, self._seed = batch_size, shuffle, seed

    @property
    def seed(self) -> int | None:
        """The seed of the order, if one was given."""
        return self._seed

    @property
    def num_samples(self) -> int:
        """The number of windows."""
        return len(self._starts)

    @property
    def num_batches(self) -> int:
        """The number of batches per epoch, the smaller last one counted."""
        return -(-self.num_samples // self.batch_size)

    @property
    def input_shapes(self) -> SampleShapes:
        """The shape of a window, ``(length, ...)``."""
        return ((len(self._offsets), *self._data.shape[1:]),)

    @property
    def target_shapes(self) -> SampleShapes:
        """The shape of one target."""
        return () if self._targets is None else (tuple(self._targets.shape[1:]),)

    def first_batch(self) -> Batch:
        """The windows at the start of the series."""
        return self._batch(self._starts[: self.batch_size])

    def in_order(self) -> WindowDataset:
        """The same windows in the order of the series, in every epoch."""
        made = copy.copy(self)
        made.is_shuffled = False
        return made

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch from number ``start`` on; a pure function of its arguments."""
        starts = self._starts
        if self.is_shuffled:
            key = fold(seed if self._seed is None else self._seed, stream_id("shuffle"), epoch)
            starts = starts[permutation(key, len(starts))]
        for first in range(start * self.batch_size, len(starts), self.batch_size):
            yield self._batch(starts[first : first + self.batch_size])

    def _batch(self, starts: Tensor) -> Batch:
        places = starts[:, None] + self._offsets  # (batch, length)
        x = self._data[places.to(self._data.device)]  # (batch, length, ...)
        if self._targets is None:
            return Batch((x,), (), (), len(starts))
        return Batch((x,), (self._targets[starts.to(self._targets.device)],), (None,), len(starts))


@checked
def timeseries_dataset_from_array(
    data: Any,
    targets: Any,
    sequence_length: Count,
    sequence_stride: Count = 1,
    sampling_rate: Count = 1,
    batch_size: Count = 128,
    shuffle: Flag = False,
    seed: Whole | None = None,
    start_index: Whole | None = None,
    end_index: Whole | None = None,
    format: str = "tf",
) -> WindowDataset:
    """A dataset of sliding windows over a series; the target of a window is the one at its first step.

    To predict the next step from ten steps, pass ``data[:-10]`` and ``targets=data[10:]``.

    Args:
        data: the series, ``(steps, ...)``.
        targets: the target of the window that begins at each step, ``(steps, ...)``; None for windows without targets.
        sequence_length: the number of steps per window.
        sequence_stride: the number of steps between the starts of consecutive windows.
        sampling_rate: the number of series steps between consecutive steps of a window.
        batch_size: the number of windows per batch.
        shuffle: whether each epoch has its own order.
        seed: determines the order; None means the seed of the run.
        start_index: the first step to use; None means the beginning.
        end_index: the step before which to stop; None means the end.
        format: Keras' argument for the result type; no effect here.

    Returns:
        A dataset for ``fit``, ``evaluate`` and ``predict``: x ``(batch, sequence_length, ...)``, y ``(batch, ...)``.

    Raises:
        ArgumentError: a number is out of range.
        DataError: the data is not numeric, or the series is too short for one window.

    Examples:
        >>> import numpy as np
        >>> series = np.arange(100)
        >>> windows = timeseries_dataset_from_array(series[:-10], series[10:], sequence_length=10, batch_size=32)
        >>> x, y = next(iter(windows))
        >>> x[1].tolist(), y[1].item(), windows.num_samples
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 11, 81)
    """
    look_up(format, _FORMATS, where="format")
    series = column(data, where="data").tensor
    steps = len(series)
    sliding = Sliding(
        sequence_length,
        _below(sequence_stride, steps, where="sequence_stride"),
        _below(sampling_rate, steps, where="sampling_rate"),
    )
    first, last = _part(start_index, end_index, steps)
    count = last - first - (sliding.length - 1) * sliding.rate
    if count < 1:
        needed = (sliding.length - 1) * sliding.rate + 1
        raise DataError.of("windows.short", where="sequence_length", needed=needed, got=last - first)
    goals = None if targets is None else column(targets, where="targets").tensor[first:last]
    if goals is not None and not len(goals):
        raise DataError.of("windows.targets", where="targets", first=first, got=len(targets))
    count = count if goals is None else min(count, len(goals))
    starts = torch.arange(0, count, sliding.stride)
    return WindowDataset(series[first:last], goals, starts, sliding, batch_size, shuffle, seed)


def _below(number: int, steps: int, *, where: str) -> int:
    if number >= steps > 1:
        raise ArgumentError.of("windows.below", where=where, name=where, steps=steps, got=number)
    return number


def _part(start_index: int | None, end_index: int | None, steps: int) -> tuple[int, int]:
    first = 0 if start_index is None else start_index
    last = steps if end_index is None else end_index
    if not 0 <= first < last <= steps:
        where = "start_index" if not 0 <= first < steps else "end_index"
        raise ArgumentError.of("windows.part", where=where, steps=steps, first=start_index, last=end_index)
    return first, last
