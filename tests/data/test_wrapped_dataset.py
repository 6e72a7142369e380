from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nervure.data import ArrayDataset, Batch
from nervure.data.wrapped_dataset import WrappedDataset


class Negative(WrappedDataset):
    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        for batch in self.dataset.batches(epoch, seed, start):
            yield batch._replace(x=tuple(-x for x in batch.x))


def test_what_is_not_changed_is_that_of_the_dataset_inside() -> None:
    inside = ArrayDataset({"a": np.ones((5, 2))}, {"b": np.ones(5)}, batch_size=2)
    around = Negative(inside)
    assert around.dataset is inside
    assert (around.num_batches, around.num_samples, around.is_repeatable) == (3, 5, True)
    assert (around.input_names, around.target_names) == (("a",), ("b",))
    assert around.resumption == inside.resumption
    assert (around.input_shapes, around.target_shapes) == (((2,),), ((),))
    assert next(around.batches()).x[0].tolist() == [[-1, -1], [-1, -1]]
