from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from nervure.data import Batch, Dataset
from nervure.data.dataset import sample_shapes


class Digits(Dataset):
    """The smallest dataset somebody could write."""

    num_batches = 1
    num_samples = 4
    is_repeatable = True

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        yield Batch((torch.zeros(4, 28, 28),), (torch.zeros(4), torch.zeros(4, 10)), (None, None), 4)


class Nothing(Digits):
    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        return iter(())


def test_a_subclass_with_batches_tells_its_shapes() -> None:
    dataset = Digits()
    assert dataset.input_shapes == ((28, 28),)
    assert dataset.target_shapes == ((), (10,))
    assert dataset.input_names is None
    assert dataset.target_names is None
    assert dataset.first_batch().size == 4


def test_without_a_batch_there_are_no_shapes() -> None:
    assert Nothing().first_batch() is None
    assert Nothing().input_shapes is None
    assert Nothing().target_shapes is None


def test_a_dataset_without_batches_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="abstract"):
        Dataset()  # type: ignore[abstract]


def test_sample_shapes_leave_the_batch_axis_out() -> None:
    assert sample_shapes((torch.zeros(32, 28, 28, 1), torch.zeros(32))) == ((28, 28, 1), ())


def test_samples_are_numbered_through_the_epoch_where_nothing_else_is_known() -> None:
    class Sevens(Digits):
        num_batches, num_samples = 3, 17

        def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
            for first in range(7 * start, 17, 7):
                yield Batch((torch.arange(first, min(first + 7, 17)),), (), (), min(7, 17 - first))

    for start in (0, 1, 2):
        found = list(Sevens().numbered_batches(start=start))
        assert [numbers.tolist() for numbers, _ in found] == [batch.x[0].tolist() for _, batch in found]
