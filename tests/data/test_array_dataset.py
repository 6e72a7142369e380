from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import ArrayDataset, digits, in_steps
from nervure.errors import ArgumentError

SEEDS = st.integers(0, 2**40)


def order_of(dataset: ArrayDataset, epoch: int, seed: int) -> list[int]:
    return [sample for batch in dataset.batches(epoch, seed) for sample in batch.x[0].tolist()]


@settings(max_examples=60)
@given(st.integers(1, 200), st.integers(1, 70), st.booleans(), st.integers(0, 50), SEEDS)
def test_an_epoch_has_every_sample_once(count: int, size: int, shuffle: bool, epoch: int, seed: int) -> None:
    dataset = ArrayDataset(np.arange(count), batch_size=size, shuffle=shuffle)
    batches = list(dataset.batches(epoch, seed))
    assert sorted(sample for batch in batches for sample in batch.x[0].tolist()) == list(range(count))
    assert len(batches) == dataset.num_batches
    assert [batch.size for batch in batches[:-1]] == [size] * (len(batches) - 1)
    assert batches[-1].size == (count - 1) % size + 1
    assert dataset.num_samples == count


@settings(max_examples=60)
@given(SEEDS, st.integers(0, 1000), st.integers(1, 40), st.integers(1, 40))
def test_the_order_is_a_function_of_seed_and_epoch_not_of_batch_size(seed: int, epoch: int, one: int, two: int) -> None:
    first, second = (ArrayDataset(np.arange(100), batch_size=size) for size in (one, two))
    order_of(second, epoch + 1, seed)
    assert order_of(first, epoch, seed) == order_of(second, epoch, seed)


@settings(max_examples=60)
@given(SEEDS, st.integers(0, 1000))
def test_epochs_and_seeds_differ_in_their_order(seed: int, epoch: int) -> None:
    dataset = ArrayDataset(np.arange(100))
    assert order_of(dataset, epoch, seed) != order_of(dataset, epoch + 1, seed)
    assert order_of(dataset, epoch, seed) != order_of(dataset, epoch, seed + 1)


@settings(max_examples=60)
@given(SEEDS, st.integers(1, 40))
def test_labels_and_weights_stay_with_their_samples(seed: int, size: int) -> None:
    x, y = (array[::250] for array in digits())
    weight = np.arange(len(x)) / len(x)
    for batch in ArrayDataset(x, y, weight, size).batches(3, seed):
        for picture, label, its_weight in zip(batch.x[0], batch.y[0], batch.sample_weight[0], strict=True):
            place = round(its_weight.item() * len(x))
            assert np.array_equal(picture.numpy(), x[place])
            assert label.item() == y[place]


@settings(max_examples=60)
@given(st.integers(1, 60), st.integers(1, 20), st.integers(0, 25), st.booleans(), SEEDS)
def test_a_resumed_epoch_gives_the_batches_that_were_left(
    count: int, size: int, start: int, shuffle: bool, seed: int
) -> None:
    dataset = ArrayDataset(np.arange(count), batch_size=size, shuffle=shuffle)
    whole = [batch.x[0].tolist() for batch in dataset.batches(2, seed)]
    assert [batch.x[0].tolist() for batch in dataset.batches(2, seed, start)] == whole[start:]


def test_the_order_is_the_same_on_every_machine() -> None:
    assert order_of(ArrayDataset(np.arange(10)), epoch=0, seed=0) == [2, 4, 3, 1, 7, 8, 6, 9, 0, 5]


def test_pictures_stay_uint8_and_batches_of_unshuffled_arrays_are_views(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    dataset = ArrayDataset(x, y, shuffle=False)
    for batch in dataset.batches():
        assert batch.x[0].dtype == torch.uint8
        assert np.shares_memory(batch.x[0].numpy(), x)
        assert np.shares_memory(batch.y[0].numpy(), y)
    assert next(ArrayDataset(x, y).batches()).x[0].dtype == torch.uint8


def test_looking_at_the_first_batch_changes_nothing(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    dataset = ArrayDataset(x, y, batch_size=8)
    before = next(dataset.batches(0, 5)).y[0].tolist()
    assert dataset.first_batch().y[0].tolist() == y[:8].tolist()
    assert next(dataset.batches(0, 5)).y[0].tolist() == before


def test_it_tells_shapes_and_names(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    dataset = ArrayDataset({"picture": x, "flat": x.reshape(100, 784)}, {"digit": y})
    assert dataset.input_names == ("picture", "flat")
    assert dataset.target_names == ("digit",)
    assert dataset.input_shapes == ((28, 28), (784,))
    assert dataset.target_shapes == ((),)
    assert ArrayDataset(x).target_shapes == ()
    assert ArrayDataset(x).sample_weight == ()
    assert dataset.sample_weight == (None,)
    assert dataset.is_repeatable


def test_a_part_of_it_is_a_dataset(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    dataset = ArrayDataset(x, y, np.arange(100.0), batch_size=7)
    last = dataset.take(slice(90, 100), shuffle=False)
    assert last.y[0].tolist() == y[90:].tolist()
    assert last.sample_weight[0].tolist() == list(range(90, 100))
    assert np.shares_memory(last.x[0].numpy(), x)
    assert last.batch_size == 7
    some = dataset.take(torch.tensor([99, 0]), shuffle=True)
    assert some.y[0].tolist() == [9, 0]
    assert dataset.num_samples == 100


def test_the_default_batch_is_that_of_keras() -> None:
    assert ArrayDataset(np.zeros(100)).batch_size == 32


def test_several_threads_read_the_same_epochs() -> None:
    dataset = ArrayDataset(np.arange(500), batch_size=3)
    expected = [order_of(dataset, epoch, 1) for epoch in range(8)]
    found: dict[int, list[int]] = {}
    threads = [
        threading.Thread(target=lambda epoch=epoch: found.update({epoch: order_of(dataset, epoch, 1)}))
        for epoch in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[epoch] for epoch in range(8)] == expected


def test_batch_sizes_and_words_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(ArgumentError, match="batch_size must be a positive whole number"):
        ArrayDataset(np.zeros(3), batch_size=0)
    with pytest.raises(ArgumentError, match="must be True or False"):
        ArrayDataset(np.zeros(3), shuffle="batch")  # type: ignore[arg-type]


def test_an_epoch_is_there_at_once_in_the_order_of_its_batches() -> None:
    dataset = ArrayDataset(np.arange(50), np.arange(50) * 2, batch_size=7)
    arranged = dataset.arranged(epoch=3, seed=9)
    assert arranged is not None
    assert arranged.order is not None
    assert arranged.samples.x[0][arranged.order].tolist() == order_of(dataset, 3, 9)
    assert (arranged.batch_size, arranged.samples.size, len(arranged.samples.y)) == (7, 50, 1)
    unshuffled = ArrayDataset(np.arange(50), shuffle=False).arranged()
    assert unshuffled is not None
    assert unshuffled.order is None


def test_whoever_makes_the_batches_anew_has_no_epoch_at_once() -> None:
    class Doubled(ArrayDataset):
        def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Any:
            return (batch for batch in super().batches(epoch, seed, start) for _ in range(2))

    assert Doubled(np.arange(5)).arranged() is None
    assert in_steps(ArrayDataset(np.arange(5)), 2).arranged() is None


def test_in_order_every_epoch_is_that_of_the_arrays(few_digits) -> None:  # type: ignore[no-untyped-def]
    shuffled = ArrayDataset(*few_digits, batch_size=100)
    (batch,) = shuffled.in_order().batches(3, 5)
    assert batch.y[0].tolist() == few_digits[1].tolist()
    (batch,) = shuffled.batches(3, 5)
    assert batch.y[0].tolist() != few_digits[1].tolist()
    still = shuffled.in_order()
    assert still.in_order() is still


def test_batches_come_with_the_places_of_their_samples_in_the_arrays() -> None:
    for shuffle in (True, False):
        dataset = ArrayDataset(np.arange(50), batch_size=7, shuffle=shuffle)
        found = list(dataset.numbered_batches(3, 9, start=2))
        assert [len(numbers) for numbers, _ in found] == [7, 7, 7, 7, 7, 1]
        assert all(numbers.tolist() == batch.x[0].tolist() for numbers, batch in found)
        assert [batch.x[0].tolist() for _, batch in found] == [each.x[0].tolist() for each in dataset.batches(3, 9, 2)]
