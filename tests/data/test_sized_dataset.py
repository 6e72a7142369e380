from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure import Sequential
from nervure.data import Batch, SizedDataset, timeseries_dataset_from_array
from nervure.data.sized_dataset import MappedDataset, TakenDataset
from nervure.errors import ArgumentError, DataError
from nervure.layers import Dense, Flatten, Input


class Pairs(SizedDataset):
    """Two inputs, or one, and targets or none."""

    num_batches, num_samples = 3, 12

    def __init__(self, inputs: int, targets: int) -> None:
        self.inputs, self.targets = inputs, targets

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Any:
        for number in range(start, 3):
            x = torch.full((4,), number)
            yield Batch((x,) * self.inputs, (x,) * self.targets, (None,) * self.targets, 4)


def test_a_loop_gives_what_there_is_of_inputs_and_targets() -> None:
    (x,) = (batch for batch in Pairs(1, 0).take(1))
    assert x.tolist() == [0] * 4
    x, y = list(Pairs(1, 1))[2]
    assert (x.tolist(), y.tolist()) == ([2] * 4, [2] * 4)
    (first, second), (left, right) = next(iter(Pairs(2, 2)))
    assert torch.equal(first, second)
    assert torch.equal(left, right)


def test_the_length_is_the_number_of_batches_and_it_can_be_read_again() -> None:
    pairs = Pairs(1, 1)
    assert (len(pairs), len(list(pairs)), len(list(pairs)), len(list(pairs.take(2)))) == (3, 3, 3, 2)
    assert pairs.is_repeatable
    assert pairs.seed is None
    with pytest.raises(ArgumentError):
        pairs.take(0)


def test_a_loop_has_the_order_of_the_seed_that_was_given() -> None:
    series = torch.arange(50)
    own = timeseries_dataset_from_array(series, None, 2, shuffle=True, seed=4)
    assert own.seed == 4
    assert torch.equal(next(iter(own)), next(own.batches(0, 99)).x[0])


def windows(shuffle: bool = False, targets: bool = True) -> Any:
    series = np.arange(20.0)
    return timeseries_dataset_from_array(
        series, series if targets else None, sequence_length=3, batch_size=4, shuffle=shuffle, seed=3
    )


def test_a_function_changes_every_batch_and_the_numbers_of_samples_stay() -> None:
    mapped = windows().map(lambda x, y: (x / 2, y + 1), num_parallel_calls=4)
    assert isinstance(mapped, MappedDataset)
    for (x, y), (given, target) in zip(mapped, windows(), strict=True):
        assert torch.equal(x, given / 2)
        assert torch.equal(y, target + 1)
    assert (len(mapped), mapped.num_samples) == (len(windows()), windows().num_samples)
    assert mapped.batch_size == 4
    numbers = [ids.tolist() for ids, _ in mapped.numbered_batches()]
    assert numbers == [ids.tolist() for ids, _ in windows().numbered_batches()]


def test_inputs_alone_and_weights_are_mapped_too() -> None:
    (x, *_) = windows(targets=False).map(lambda x: x * 2)
    assert torch.equal(x, next(iter(windows(targets=False))) * 2)
    batch = next(windows().map(lambda x, y: (x, y, torch.ones(len(x)))).batches())
    assert batch.sample_weight[0] is not None


def test_a_function_that_changes_the_number_of_samples_is_refused() -> None:
    with pytest.raises(DataError, match="number of samples"):
        next(iter(windows().map(lambda x, y: (x[:1], y[:1]))))
    with pytest.raises(DataError, match="different number of parts"):
        next(iter(windows().map(lambda x, y: (x, y, y, y))))


def test_the_first_batches_are_those_of_each_epoch() -> None:
    taken = windows(shuffle=True).take(2)
    assert isinstance(taken, TakenDataset)
    assert (len(taken), taken.num_samples) == (2, 8)
    whole = windows(shuffle=True)
    for epoch in (0, 1):
        pairs = zip(taken.batches(epoch, 5), whole.batches(epoch, 5), strict=False)
        assert all(torch.equal(one.x[0], other.x[0]) for one, other in pairs)
    assert len(windows().take(99)) == len(windows())
    assert [len(list(taken.batches(0, 0, start))) for start in (0, 1, 2, 3)] == [2, 1, 0, 0]


def test_reading_ahead_and_keeping_change_nothing() -> None:
    dataset = windows(shuffle=True)
    assert dataset.prefetch(2) is dataset.cache() is dataset.shuffle(100) is dataset
    assert dataset.map(lambda x, y: (x, y)).prefetch(1).shuffle(10).take(1).is_shuffled


def test_to_shuffle_or_to_batch_what_is_in_order_and_in_batches_is_refused() -> None:
    with pytest.raises(ArgumentError, match="shuffle=True"):
        windows().shuffle(100)
    with pytest.raises(ArgumentError, match="batch_size=8"):
        windows().batch(8)


def test_a_network_learns_from_what_was_mapped() -> None:
    model = Sequential([Input((3,)), Flatten(), Dense(1, kernel_initializer="zeros")])
    model.compile("sgd", "mse")
    history = model.fit(windows(shuffle=True).map(lambda x, y: (x / 20, y / 20)).prefetch(2), epochs=3, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]
    answers = model.predict(windows().map(lambda x, y: (x / 20, y)), verbose=0)
    assert len(answers) == windows().num_samples
