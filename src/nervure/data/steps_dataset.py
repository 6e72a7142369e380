"""Epochs with a given number of steps over a dataset of another length."""

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
    """``dataset`` with ``steps`` batches per epoch.

    Args:
        dataset: any dataset.
        steps: the number of batches per epoch.
        repeat: False, for evaluation, makes every epoch begin and end with the data.

    Raises:
        ArgumentError: ``steps`` is not a whole number above 0.
        DataError: the dataset can be read only once and cannot continue.
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
    """``steps`` batches per epoch; each epoch continues where the last one stopped.

    When the data is used up it starts over in a new order, so every batch of every epoch is a function of the seed and
    the batch number. (Keras ends the epoch early there, with a warning.)

    Args:
        dataset: a repeatable dataset that can start at any batch.
        steps: the number of batches per epoch.
        repeat: False makes every epoch begin with the first batch and end with the data, for evaluation.

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
        """The steps of an epoch; without ``repeat`` at most those in the data."""
        length = self._dataset.num_batches
        return self._steps if self._repeat or length is None else min(self._steps, length)

    @property
    def num_samples(self) -> int | None:
        """That of the data if an epoch covers exactly the data, else None."""
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
        """The batches of one epoch; a pure function of its arguments if the data's batches are."""
        length, count = self._dataset.num_batches, self.num_batches
        at = epoch * count if self._repeat else 0
        at, end = at + start, at + count
        while at < end:
            number, position = (0, at) if length is None else divmod(at, length)
            before = at
            for batch in self._dataset.batches(number if self._repeat else epoch, seed, position):
                yield batch
                at += 1
                # At the end of the data, request one more batch so that the data sees the end of its epoch.
                if at == end and (length is None or at % length):
                    return
            if at == before:
                return
