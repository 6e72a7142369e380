from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import ArrayDataset, in_steps
from nervure.data.generator_dataset import GeneratorDataset
from nervure.data.stream_dataset import StreamDataset, length
from nervure.errors import DataError


class Numbers(StreamDataset):
    """Single numbers, pass after pass: 0, 1, 2, then 100, 101, 102 and so on."""

    is_repeatable = True

    def __init__(self, count: int = 3, steps: int | None = None, repeat: bool = True) -> None:
        super().__init__(steps, repeat)
        self.count = count
        self.opened: list[int] = []

    def _open(self, number: int, seed: int) -> Iterator[Any]:
        self.opened.append(number)
        return ((np.array([100 * number + item]),) for item in range(self.count))


def read(dataset: StreamDataset, epoch: int = 0, start: int = 0) -> list[int]:
    return [batch.x[0].item() for batch in dataset.batches(epoch, 0, start)]


def test_without_steps_an_epoch_is_one_pass() -> None:
    dataset = Numbers()
    assert [read(dataset, epoch) for epoch in range(2)] == [[0, 1, 2], [100, 101, 102]]
    assert dataset.num_batches == 3, "counted in the first pass"


def test_peeking_opens_the_first_pass_once_and_loses_nothing() -> None:
    dataset = Numbers()
    assert dataset.num_batches is None
    assert dataset.first_batch().x[0].item() == 0
    assert dataset.first_batch().x[0].item() == 0
    assert dataset.input_shapes == ((),)
    assert read(dataset) == [0, 1, 2]
    assert dataset.opened == [0]
    assert dataset.first_batch().x[0].item() == 0, "remembered, not read again"
    assert read(dataset, 1) == [100, 101, 102]


def test_an_epoch_that_was_left_in_the_middle_starts_over() -> None:
    dataset = Numbers()
    next(dataset.batches(0))
    assert read(dataset, 0) == [0, 1, 2]


def test_reading_it_inside_an_epoch_does_not_disturb_the_epoch() -> None:
    dataset = Numbers()
    outer = []
    for batch in dataset.batches(0):
        outer.append(batch.x[0].item())
        assert read(dataset, 7) == [700, 701, 702]
    assert outer == [0, 1, 2]


def test_a_resumed_run_opens_its_own_pass() -> None:
    dataset = Numbers()
    dataset.first_batch()
    assert read(dataset, epoch=5, start=1) == [501, 502]


@settings(max_examples=60)
@given(st.integers(1, 7), st.integers(1, 9), st.integers(1, 5), st.booleans())
def test_steps_go_on_from_epoch_to_epoch(count: int, steps: int, epochs: int, peek: bool) -> None:
    dataset = Numbers(count, steps)
    if peek:
        dataset.first_batch()
    seen = [read(dataset, epoch) for epoch in range(epochs)]
    everything = [100 * number + item for number in range(epochs * steps + 1) for item in range(count)]
    assert [len(each) for each in seen] == [steps] * epochs
    assert [item for each in seen for item in each] == everything[: epochs * steps]
    assert dataset.num_batches == steps


def test_for_evaluating_every_epoch_starts_over() -> None:
    dataset = Numbers(5, steps=2, repeat=False)
    assert [read(dataset, 0), read(dataset, 0), read(dataset, 1)] == [[0, 1], [0, 1], [100, 101]]


def test_data_that_ends_before_the_steps_is_told(advice) -> None:  # type: ignore[no-untyped-def]
    dataset = Numbers(3, steps=5, repeat=False)
    assert read(dataset) == [0, 1, 2]
    assert advice() == ["the data ended after 3 of 5 steps."]


def test_the_same_source_in_steps() -> None:
    dataset = Numbers(4)
    dataset.first_batch()
    stepped = dataset.in_steps(3)
    assert [read(stepped, 0), read(stepped, 1)] == [[0, 1, 2], [3, 100, 101]]


def test_a_source_without_batches_is_an_error_not_an_empty_epoch(messages) -> None:  # type: ignore[no-untyped-def]
    english, korean = messages(lambda: read(Numbers(0), epoch=2))
    assert english.problem == "the data has no batch in epoch 3."
    assert korean.problem.startswith("3번째 에포크")
    assert Numbers(0).first_batch() is None
    with pytest.raises(DataError, match="no batch"):
        read(Numbers(0, steps=2))


def test_a_length_is_what_len_says_or_none() -> None:
    assert length([1, 2]) == 2
    assert length(iter([1])) is None


def test_where_a_run_can_go_on_depends_on_the_source() -> None:
    batch = np.zeros((2, 1))
    assert GeneratorDataset(lambda: iter([batch])).resumption == "epoch"
    assert GeneratorDataset(lambda: iter([batch]), steps=1).resumption == "start"
    assert GeneratorDataset(iter([batch])).resumption == "start"
    assert ArrayDataset(batch).resumption == in_steps(ArrayDataset(batch), 1).resumption == "batch"
