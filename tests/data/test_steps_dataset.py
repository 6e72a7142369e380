from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import ArrayDataset, Batch, Dataset, GeneratorDataset, IndexedDataset, StepsDataset, in_steps
from nervure.errors import ArgumentError
from tests.data.test_indexed_dataset import Blocks, Endless


def read(dataset: Dataset, *args: int) -> list[list[int]]:
    return [batch.x[0].tolist() for batch in dataset.batches(*args)]


@settings(max_examples=60)
@given(st.integers(1, 30), st.integers(1, 9), st.integers(1, 12), st.integers(0, 9), st.integers(0, 2**31))
def test_epochs_of_steps_walk_through_the_passes_of_the_data(
    count: int, size: int, steps: int, epoch: int, seed: int
) -> None:
    arrays = ArrayDataset(np.arange(count), batch_size=size)
    passes = -(-(epoch + 1) * steps // arrays.num_batches)
    everything = [batch for number in range(passes) for batch in read(arrays, number, seed)]
    dataset = StepsDataset(arrays, steps)
    assert read(dataset, epoch, seed) == everything[epoch * steps : (epoch + 1) * steps]
    assert dataset.num_batches == steps


@settings(max_examples=60)
@given(st.integers(1, 30), st.integers(1, 12), st.integers(0, 9), st.integers(0, 12))
def test_an_epoch_can_be_resumed_in_its_middle(count: int, steps: int, epoch: int, start: int) -> None:
    dataset = StepsDataset(ArrayDataset(np.arange(count), batch_size=4), steps)
    assert read(dataset, epoch, 1, start) == read(dataset, epoch, 1)[start:]


def test_for_evaluating_an_epoch_begins_with_the_data_and_ends_with_it(advice) -> None:  # type: ignore[no-untyped-def]
    arrays = ArrayDataset(np.arange(10), batch_size=4, shuffle=False)
    dataset = in_steps(arrays, 2, repeat=False)
    assert read(dataset, 0) == read(dataset, 3) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert advice() == []
    longer = in_steps(arrays, 5, repeat=False)
    assert read(longer) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert longer.num_batches == 3
    assert advice() == ["the data ended after 3 of 5 steps."]


def test_samples_are_counted_where_an_epoch_is_the_whole_data() -> None:
    arrays = ArrayDataset(np.arange(10), batch_size=4)
    assert StepsDataset(arrays, 3).num_samples == 10
    assert StepsDataset(arrays, 2).num_samples is None


def test_what_the_data_tells_is_passed_on(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    arrays = ArrayDataset({"picture": x}, {"digit": y})
    dataset = in_steps(arrays, 2)
    assert isinstance(dataset, StepsDataset)
    assert dataset.is_repeatable
    assert dataset.input_names == ("picture",)
    assert dataset.target_names == ("digit",)
    assert dataset.input_shapes == ((28, 28),)
    assert dataset.target_shapes == ((),)
    assert dataset.first_batch().size == 32


def test_an_object_learns_that_its_pass_is_over_at_the_last_step() -> None:
    blocks = Blocks(4)
    dataset = in_steps(IndexedDataset(blocks, shuffle=False), 2)
    read(dataset, 0)
    assert blocks.events == ["begin"]
    read(dataset, 1)
    assert blocks.events == ["begin", "begin", "end"]


def test_endless_objects_are_cut_into_epochs() -> None:
    dataset = in_steps(IndexedDataset(Endless(0)), 2)
    assert [batch.y[0][0].item() for epoch in range(3) for batch in dataset.batches(epoch)] == [0, 1, 2, 3, 4, 5]


def test_a_generator_goes_on_by_itself() -> None:
    dataset = in_steps(GeneratorDataset((np.full(1, number),) for number in range(9)), 3)
    assert isinstance(dataset, GeneratorDataset)
    assert [read(dataset, epoch) for epoch in range(3)] == [[[0], [1], [2]], [[3], [4], [5]], [[6], [7], [8]]]


def test_a_dataset_that_can_be_read_once_cannot_be_cut(messages) -> None:  # type: ignore[no-untyped-def]
    class Once(Dataset):
        num_batches = num_samples = None
        is_repeatable = False

        def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
            return iter(())

    english, _ = messages(lambda: in_steps(Once(), 3))
    assert english.got == "Once"
    with pytest.raises(ArgumentError, match="steps must be a positive whole number"):
        in_steps(ArrayDataset(np.arange(3)), 0)
