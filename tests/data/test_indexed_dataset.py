from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import IndexedDataset


class Blocks:
    """Batch number i holds the number i."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.events: list[str] = []

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return np.full((4, 2), index), np.full(4, index)

    def on_epoch_begin(self) -> None:
        self.events.append("begin")

    def on_epoch_end(self) -> None:
        self.events.append("end")


class Endless(Blocks):
    num_batches = None


def read(dataset: IndexedDataset, *args: int) -> list[int]:
    return [batch.y[0][0].item() for batch in dataset.batches(*args)]


@settings(max_examples=60)
@given(st.integers(2, 40), st.integers(0, 99), st.integers(0, 2**40), st.integers(0, 45))
def test_each_batch_comes_once_in_an_order_of_seed_and_epoch(count: int, epoch: int, seed: int, start: int) -> None:
    whole = read(IndexedDataset(Blocks(count)), epoch, seed)
    assert sorted(whole) == list(range(count))
    assert read(IndexedDataset(Blocks(count)), epoch, seed, start) == whole[start:]


def test_without_shuffling_the_order_is_that_of_the_object() -> None:
    dataset = IndexedDataset(Blocks(5), shuffle=False)
    assert read(dataset) == [0, 1, 2, 3, 4]
    assert dataset.num_batches == 5
    assert dataset.num_samples is None
    assert dataset.is_repeatable


def test_epochs_are_told_to_the_object_and_peeking_is_not() -> None:
    blocks = Blocks(2)
    dataset = IndexedDataset(blocks)
    assert dataset.first_batch().x[0].shape == (4, 2)
    assert blocks.events == []
    read(dataset)
    read(dataset, 1)
    assert blocks.events == ["begin", "end"] * 2


def test_an_endless_object_has_no_length() -> None:
    dataset = IndexedDataset(Endless(0))
    assert dataset.num_batches is None
    batches = dataset.batches(0, 0, 3)
    assert [next(batches).y[0][0].item() for _ in range(3)] == [3, 4, 5]


def test_an_empty_object_has_no_first_batch() -> None:
    assert IndexedDataset(Blocks(0)).first_batch() is None
    assert IndexedDataset(Blocks(0)).input_names is None


def test_the_datasets_of_keras_are_read(few_digits) -> None:  # type: ignore[no-untyped-def]
    import keras

    x, y = few_digits

    class Pictures(keras.utils.PyDataset):
        def __len__(self) -> int:
            return 4

        def __getitem__(self, index: int) -> tuple[Any, Any]:
            return {"picture": x[index::4]}, {"digit": y[index::4]}

    dataset = IndexedDataset(Pictures())
    assert dataset.num_batches == 4
    assert dataset.input_names == ("picture",)
    assert dataset.target_names == ("digit",)
    labels = [label for batch in dataset.batches(0, 1) for label in batch.y[0].tolist()]
    assert sorted(labels) == y.tolist()
