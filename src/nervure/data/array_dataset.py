"""Arrays in memory (or memory-mapped), served in batches."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from nervure.arguments import Count, Flag, checked
from nervure.data.batch import Batch
from nervure.data.column import Column
from nervure.data.dataset import Arranged, Dataset, SampleShapes, sample_shapes
from nervure.data.table import Table, table
from nervure.kernels.permutation import permutation
from nervure.randomness import fold, stream_id

DEFAULT_BATCH_SIZE = 32
_SHUFFLE = stream_id("shuffle")


class ArrayDataset(Dataset):
    """Arrays that fit in memory; ``fit(x, y)`` builds one from its arguments.

    An epoch contains every sample once; the last batch may be smaller. With ``shuffle`` the order is
    ``permutation(fold(seed, stream_id("shuffle"), epoch))`` (see ``nervure.randomness``) and each batch is gathered in
    one operation; without, batches are views of the arrays. Types are kept: uint8 images stay uint8.

    Args:
        x: an array, tensor, list or table, samples first: ``(N, ...)``. For several inputs a list or tuple of
            arrays, or a mapping from the names of the inputs to arrays.
        y: the targets, in the same forms, or None.
        sample_weight: one weight per sample ``(N,)``, or one such array for each target, or None.
        batch_size: the number of samples per batch; None means 32.
        shuffle: whether each epoch has its own order.

    Raises:
        DataError: the arrays are not numeric, or their lengths differ.
        ArgumentError: ``batch_size`` is not a whole number above 0, or ``shuffle`` is neither True nor False.

    Examples:
        >>> import numpy as np
        >>> dataset = ArrayDataset(np.arange(10).reshape(5, 2), np.arange(5), batch_size=2)
        >>> dataset.num_batches, dataset.input_shapes
        (3, ((2,),))
        >>> sorted(label for batch in dataset.batches(epoch=0, seed=1) for label in batch.y[0].tolist())
        [0, 1, 2, 3, 4]
    """

    @checked
    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        batch_size: Count | None = None,
        shuffle: Flag = True,
    ) -> None:
        self.batch_size = DEFAULT_BATCH_SIZE if batch_size is None else batch_size
        self.shuffle = shuffle
        self._table = table(x, y, sample_weight)

    @property
    def num_batches(self) -> int:
        """The number of batches per epoch, including the smaller last one."""
        return -(-self._table.size // self.batch_size)

    @property
    def num_samples(self) -> int:
        """The number of samples."""
        return self._table.size

    @property
    def is_repeatable(self) -> bool:
        """True: arrays can be read repeatedly."""
        return True

    @property
    def x(self) -> tuple[Tensor, ...]:
        """All inputs, ``(N, ...)`` each, read-only by convention."""
        return self._table.x.tensors

    @property
    def y(self) -> tuple[Tensor, ...]:
        """All targets, ``(N, ...)`` each, read-only by convention."""
        return self._table.y.tensors

    @property
    def sample_weight(self) -> tuple[Tensor | None, ...]:
        """All weights, one entry per target, None if every sample weighs 1."""
        return self._table.batch().sample_weight

    @property
    def input_names(self) -> tuple[str, ...] | None:
        """The names of the inputs if ``x`` was a mapping."""
        return self._table.x.names

    @property
    def target_names(self) -> tuple[str, ...] | None:
        """The names of the targets if ``y`` was a mapping."""
        return self._table.y.names

    @property
    def input_shapes(self) -> SampleShapes:
        """The shape of one sample of each input."""
        return sample_shapes(self.x)

    @property
    def target_shapes(self) -> SampleShapes:
        """The shape of one sample of each target."""
        return sample_shapes(self.y)

    def order(self, epoch: int, seed: int) -> Tensor | None:
        """The order of the samples in an epoch, int64 ``(N,)``; None for the order of the arrays."""
        if not self.shuffle:
            return None
        return permutation(fold(seed, _SHUFFLE, epoch), self._table.size)

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch, starting at number ``start``; a pure function of its arguments."""
        order = self.order(epoch, seed)
        return (self._table.rows(rows if order is None else order[rows]) for rows in self._slices(start))

    def numbered_batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[tuple[Tensor, Batch]]:
        """The batches with their sample numbers: the indices in the arrays."""
        if type(self).batches is not ArrayDataset.batches:
            yield from super().numbered_batches(epoch, seed, start)
            return
        order = self.order(epoch, seed)
        for rows, batch in zip(self._slices(start), self.batches(epoch, seed, start), strict=True):
            yield torch.arange(rows.start, rows.stop) if order is None else order[rows], batch

    def _slices(self, start: int) -> Iterator[slice]:
        """The positions in the epoch that each batch covers."""
        size = self._table.size
        for first in range(start * self.batch_size, size, self.batch_size):
            yield slice(first, min(first + self.batch_size, size))

    def arranged(self, epoch: int = 0, seed: int = 0) -> Arranged | None:
        """All samples and their order; None if a subclass builds its own batches."""
        if type(self).batches is not ArrayDataset.batches:
            return None
        return Arranged(self._table.batch(), self.order(epoch, seed), self.batch_size)

    def first_batch(self) -> Batch:
        """The first rows of the arrays, regardless of the order of the epochs."""
        return self._table.rows(slice(0, self.batch_size))

    def in_order(self) -> ArrayDataset:
        """The same samples, in the order of the arrays in every epoch."""
        return self._with(self._table, False) if self.shuffle else self

    def take(self, chosen: slice | Tensor, *, shuffle: bool) -> ArrayDataset:
        """A dataset of some of the samples: views of these arrays for a slice, copies for indices (int64)."""
        return self._with(self._table.only(chosen), shuffle)

    def weighted(self, sample_weight: tuple[Tensor | None, ...]) -> ArrayDataset:
        """The same samples with different weights: one entry per target."""
        weights = tuple(None if each is None else Column(each, read_only=False) for each in sample_weight)
        return self._with(self._table._replace(weights=weights), self.shuffle)

    def _with(self, changed: Table, shuffle: bool) -> ArrayDataset:
        made = copy.copy(self)
        made._table, made.shuffle = changed, shuffle
        return made
