"""Datasets whose length is known, to go through by hand as well."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from itertools import islice
from typing import Any

from nervure.data.arguments import positive_count
from nervure.data.batch import Batch
from nervure.data.dataset import Dataset


class SizedDataset(Dataset):
    """A dataset that knows its length and can be gone through in a ``for`` loop, as Keras' datasets can.

    ``len(dataset)`` is the number of batches; ``for x, y in dataset`` gives the batches of the first epoch, x alone
    where there are no targets.

    Examples:
        >>> import numpy as np
        >>> from nervure.data import timeseries_dataset_from_array
        >>> dataset = timeseries_dataset_from_array(np.arange(10), None, sequence_length=3, batch_size=4)
        >>> len(dataset), [tuple(x.shape) for x in dataset]
        (2, [(4, 3), (4, 3)])
        >>> next(iter(dataset.take(1)))[0]
        tensor([0, 1, 2])
    """

    @property
    @abstractmethod
    def num_batches(self) -> int:
        """How many batches an epoch has."""

    @property
    @abstractmethod
    def num_samples(self) -> int:
        """How many samples an epoch has."""

    @property
    def is_repeatable(self) -> bool:
        """True: it can be read again."""
        return True

    @property
    def seed(self) -> int | None:
        """The seed of the order where the dataset has one of its own; None where it is that of the run."""
        return None

    def __len__(self) -> int:
        return self.num_batches

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        return map(_by_hand, self.batches(0, self.seed or 0))

    def take(self, count: int) -> Iterator[Any]:
        """The first ``count`` batches.

        Raises:
            ArgumentError: ``count`` is no whole number above 0.
        """
        return islice(self, positive_count(count, where="take"))


def _by_hand(batch: Batch) -> Any:
    x = batch.x[0] if len(batch.x) == 1 else batch.x
    if not batch.y:
        return x
    return x, batch.y[0] if len(batch.y) == 1 else batch.y
