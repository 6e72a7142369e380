"""Datasets of known length, which can also be iterated by hand, and transformations of their batches."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Self

import torch
from torch import Tensor

from nervure.arguments import Count, checked
from nervure.data.batch import Batch
from nervure.data.dataset import Dataset
from nervure.errors import ArgumentError, DataError
from nervure.ops.targets import tensor_of


class SizedDataset(Dataset):
    """A dataset of known length that can be iterated in a ``for`` loop, like Keras' datasets.

    ``len(dataset)`` is the number of batches; ``for x, y in dataset`` gives the batches of the first epoch, only x if
    there are no targets.

    Examples:
        >>> import numpy as np
        >>> from nervure.data import timeseries_dataset_from_array
        >>> dataset = timeseries_dataset_from_array(np.arange(10), None, sequence_length=3, batch_size=4)
        >>> len(dataset), [tuple(x.shape) for x in dataset]
        (2, [(4, 3), (4, 3)])
        >>> next(iter(dataset.take(1)))[0]
        tensor([0, 1, 2])
    """

    # Whether every epoch has its own order.
    is_shuffled: bool = False

    @property
    @abstractmethod
    def num_batches(self) -> int:
        """The number of batches per epoch."""

    @property
    @abstractmethod
    def num_samples(self) -> int:
        """The number of samples per epoch."""

    @property
    def is_repeatable(self) -> bool:
        """True: it can be read repeatedly."""
        return True

    @property
    def seed(self) -> int | None:
        """The seed of the order if the dataset has its own; None for that of the run."""
        return None

    def __len__(self) -> int:
        return self.num_batches

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        return map(_by_hand, self.batches(0, self.seed or 0))

    @checked
    def take(self, count: Count) -> SizedDataset:
        """The first ``count`` batches of every epoch.

        Raises:
            ArgumentError: ``count`` is not a whole number above 0.
        """
        return TakenDataset(self, count)

    def map(self, function: Callable[..., Any], num_parallel_calls: Any = None, **_options: Any) -> SizedDataset:
        """Each batch changed by ``function``: ``dataset.map(lambda x, y: (x / 255, y))``.

        Args:
            function: takes the tensors ``x`` or ``x, y`` of a batch, and returns their replacement: ``x``, ``(x, y)``
                or ``(x, y, sample_weight)``.
            num_parallel_calls: no effect, like the other arguments of TensorFlow's ``map``: results are the same.
        """
        return MappedDataset(self, function)

    def prefetch(self, buffer_size: Any = None) -> Self:
        """The dataset itself: reading ahead does not change results."""
        return self

    def cache(self, filename: Any = None) -> Self:
        """The dataset itself: data that fits in memory is cached automatically, without changing results."""
        return self

    def shuffle(self, buffer_size: Any = None, seed: Any = None, **_options: Any) -> Self:
        """The dataset itself, if every epoch already has its own order.

        Raises:
            ArgumentError: it reads the data in a fixed order; request shuffling where the dataset is created.
        """
        if not self.is_shuffled:
            raise ArgumentError.of("data.shuffle_late", where="shuffle")
        return self

    def batch(self, batch_size: Any = None, **_options: Any) -> SizedDataset:
        """Not supported: the samples are already in batches.

        Raises:
            ArgumentError: always; the message says where to set the batch size.
        """
        raise ArgumentError.of("data.batched_twice", where="batch", got=batch_size)


class PartOfDataset(SizedDataset):
    """A wrapper as long as the wrapped dataset, which provides the other attributes (``class_names``, ``file_paths``).

    Args:
        dataset: the wrapped dataset.
    """

    def __init__(self, dataset: SizedDataset) -> None:
        self._dataset = dataset

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._dataset, name)

    @property
    def num_batches(self) -> int:
        """As for the wrapped dataset."""
        return self._dataset.num_batches

    @property
    def num_samples(self) -> int:
        """As for the wrapped dataset."""
        return self._dataset.num_samples

    @property
    def is_shuffled(self) -> bool:  # type: ignore[override]
        """As for the wrapped dataset."""
        return self._dataset.is_shuffled

    @property
    def seed(self) -> int | None:
        """As for the wrapped dataset."""
        return self._dataset.seed


class MappedDataset(PartOfDataset):
    """A dataset whose batches are changed by a function.

    Args:
        dataset: the wrapped dataset.
        function: takes the tensors of a batch as a ``for`` loop over the dataset yields them, ``x`` or ``x, y``, and
            returns their replacement: ``x``, ``(x, y)`` or ``(x, y, sample_weight)``.
    """

    def __init__(self, dataset: SizedDataset, function: Callable[..., Any]) -> None:
        super().__init__(dataset)
        self._function = function

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The changed batches of one epoch; a pure function of its arguments if the function is pure."""
        return (batch for _, batch in self.numbered_batches(epoch, seed, start))

    def numbered_batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[tuple[Tensor, Batch]]:
        """The same batches with the sample numbers of the wrapped dataset."""
        for numbers, batch in self._dataset.numbered_batches(epoch, seed, start):
            yield numbers, self._changed(batch)

    def in_order(self) -> MappedDataset:
        """The same samples in stored order."""
        inside = self._dataset.in_order()
        return MappedDataset(inside, self._function) if isinstance(inside, SizedDataset) else self

    def _changed(self, batch: Batch) -> Batch:
        given = [*batch.x, *batch.y] if batch.y else [*batch.x]
        with torch.no_grad():
            found = self._function(*given)
        parts = list(found) if isinstance(found, (list, tuple)) else [found]
        if not 1 <= len(parts) <= 3:
            raise DataError.of("data.mapped", where="map", got=len(parts))
        tensors = [tensor_of(part) for part in parts]
        if any(tensor.shape[:1] != (batch.size,) for tensor in tensors):
            got = ", ".join(str(tuple(tensor.shape)) for tensor in tensors)
            raise DataError.of("data.mapped_size", where="map", expected=batch.size, got=got)
        weight = tensors[2] if len(tensors) > 2 else None
        return Batch((tensors[0],), tuple(tensors[1:2]), (weight,) * len(tensors[1:2]), batch.size)


class TakenDataset(PartOfDataset):
    """The first batches of every epoch.

    Args:
        dataset: the wrapped dataset.
        count: how many batches; all of them if there are fewer.
    """

    def __init__(self, dataset: SizedDataset, count: int) -> None:
        super().__init__(dataset)
        self._count = count

    @property
    def num_batches(self) -> int:
        """The requested number of batches, or all if there are fewer."""
        return min(self._count, self._dataset.num_batches)

    @property
    def num_samples(self) -> int:
        """The number of samples in these batches."""
        if self.num_batches == self._dataset.num_batches:
            return self._dataset.num_samples
        return sum(batch.size for batch in self.in_order().batches())

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The first batches of one epoch."""
        return islice(self._dataset.batches(epoch, seed, start), max(self._count - start, 0))

    def numbered_batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[tuple[Tensor, Batch]]:
        """The same batches with the sample numbers of the wrapped dataset."""
        return islice(self._dataset.numbered_batches(epoch, seed, start), max(self._count - start, 0))

    def in_order(self) -> TakenDataset:
        """The first batches of the dataset in stored order."""
        inside = self._dataset.in_order()
        return TakenDataset(inside, self._count) if isinstance(inside, SizedDataset) else self


def _by_hand(batch: Batch) -> Any:
    x = batch.x[0] if len(batch.x) == 1 else batch.x
    if not batch.y:
        return x
    return x, batch.y[0] if len(batch.y) == 1 else batch.y
