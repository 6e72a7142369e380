"""Epochs of a given number of steps over a dataset that has another length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from nervure.arguments import Count, Flag, checked
from nervure.arguments.objects import Instance
from nervure.data.batch import Batch
from nervure.data.dataset import Dataset, SampleShapes
from nervure.data.stream_dataset import StreamDataset
from nervure.data.wrapped_dataset import WrappedDataset
from nervure.errors import DataError, advise

AnyDataset = Annotated[Dataset, Instance(Dataset)]


@checked
def in_steps(dataset: AnyDataset, steps: Count, repeat: Flag = True) -> Dataset:
    """``dataset`` with ``steps`` batches an epoch.

    Args:
        dataset: any dataset.
        steps: how many batches an epoch has.
        repeat: False, for evaluating, lets every epoch begin with the data and end with it.

    Raises:
        ArgumentError: ``steps`` is no whole number above 0.
        DataError: the dataset can be read only once and does not know how to go on.
    """
    if isinstance(dataset, StreamDataset):
        return dataset.in_steps(steps, repeat)
    if not dataset.is_repeatable:
        raise DataError.of("data.steps_once", where="steps", got=type(dataset).__name__)
    made = StepsDataset(dataset, steps, repeat)
    if made.num_batches < steps:
        advise("data.ran_short", got=made.num_batches, expected=steps)
    return made


class StepsDataset(WrappedDataset):
    """``steps`` batches an epoch, going on in the next epoch where the last one stopped.

    When the data is used up it starts again in a new order, so every batch of every epoch is a function of the seed
    and of its number. (Keras cuts the epoch short there, with a warning.)

    Args:
        dataset: a dataset that can be repeated and can start at any batch.
        steps: how many batches an epoch has.
        repeat: False lets every epoch begin with the first batch and end with the data, for evaluating.

    Examples:
        >>> import numpy as np
        >>> from nervure.data.array_dataset import ArrayDataset
        >>> dataset = StepsDataset(ArrayDataset(np.arange(6), batch_size=2, shuffle=False), steps=2)
        >>> [[batch.x[0].tolist() for batch in dataset.batches(epoch)] for epoch in (0, 1)]
        [[[0, 1], [2, 3]], [[4, 5], [0, 1]]]
    """

    @checked
    def __init__(self, dataset: Dataset, steps: Count, repeat: Flag = True) -> None:
        super().__init__(dataset)
        self._steps, self._repeat = steps, repeat

    @property
    def num_batches(self) -> int:
        """The steps of an epoch; without ``repeat`` no more than the data has."""
        length = self._dataset.num_batches
        return self._steps if self._repeat or length is None else min(self._steps, length)

    @property
    def num_samples(self) -> int | None:
        """That of the data where an epoch is the whole data, else None."""
        return self._dataset.num_samples if self.num_batches == self._dataset.num_batches else None

    @property
    def is_repeatable(self) -> bool:
        """True."""
        return True

    @property
    def input_shapes(self) -> SampleShapes | None:
        """Those of the data."""
        return self._dataset.input_shapes

    @property
    def target_shapes(self) -> SampleShapes | None:
        """Those of the data."""
        return self._dataset.target_shapes

    def first_batch(self) -> Batch | None:
        """That of the data."""
        return self._dataset.first_batch()

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch; a pure function of its arguments where the data's are."""
        length, count = self._dataset.num_batches, self.num_batches
        at = epoch * count if self._repeat else 0
        at, end = at + start, at + count
        while at < end:
            number, position = (0, at) if length is None else divmod(at, length)
            before = at
            for batch in self._dataset.batches(number if self._repeat else epoch, seed, position):
                yield batch
                at += 1
                # At the end of the data the loop asks once more, so that the data learns that its epoch is over.
                if at == end and (length is None or at % length):
                    return
            if at == before:
                return
