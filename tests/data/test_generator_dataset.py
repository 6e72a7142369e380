from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nervure.data import GeneratorDataset
from nervure.errors import DataError


def pictures(few_digits: Any, size: int = 30) -> Iterator[tuple[Any, Any]]:
    x, y = few_digits
    for start in range(0, len(x), size):
        yield x[start : start + size], y[start : start + size]


def labels(dataset: GeneratorDataset, epoch: int = 0) -> list[int]:
    return [label for batch in dataset.batches(epoch) for label in batch.y[0].tolist()]


def test_a_generator_is_read_once_and_the_peeked_batch_is_not_lost(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = GeneratorDataset(pictures(few_digits))
    assert not dataset.is_repeatable
    assert dataset.num_batches is None
    assert dataset.input_shapes == ((28, 28),)
    assert labels(dataset) == few_digits[1].tolist()


def test_a_generator_that_is_used_up_tells_how_to_give_it(few_digits, messages) -> None:  # type: ignore[no-untyped-def]
    dataset = GeneratorDataset(pictures(few_digits))
    labels(dataset)
    english, korean = messages(lambda: labels(dataset, epoch=1))
    assert "epoch 2" in english.problem
    assert "fit(batches), not fit(batches())" in english.fix
    assert "fit(batches)" in korean.fix


def test_a_function_gives_every_epoch_anew(few_digits) -> None:  # type: ignore[no-untyped-def]
    dataset = GeneratorDataset(lambda: pictures(few_digits))
    assert dataset.is_repeatable
    assert labels(dataset, 0) == labels(dataset, 1) == few_digits[1].tolist()
    assert dataset.num_batches == 4


def test_an_iterable_with_a_length_tells_it(few_digits) -> None:  # type: ignore[no-untyped-def]
    class Batches:
        def __iter__(self) -> Iterator[Any]:
            return pictures(few_digits, 50)

        def __len__(self) -> int:
            return 2

    dataset = GeneratorDataset(Batches())
    assert dataset.num_batches == 2
    assert labels(dataset, 0) == labels(dataset, 1)


def test_an_endless_generator_is_cut_into_epochs() -> None:
    def endless() -> Iterator[tuple[Any]]:
        number = 0
        while True:
            yield (np.full((2, 1), number),)
            number += 1

    dataset = GeneratorDataset(endless(), steps=3)
    dataset.first_batch()
    epochs = [[batch.x[0][0].item() for batch in dataset.batches(epoch)] for epoch in range(2)]
    assert epochs == [[0, 1, 2], [3, 4, 5]]
    assert dataset.num_batches == 3


def test_a_buffer_that_is_filled_again_is_read_before_that() -> None:
    buffer = np.zeros((2, 1))

    def reusing() -> Iterator[tuple[Any]]:
        for number in range(3):
            buffer[:] = number
            yield (buffer,)

    dataset = GeneratorDataset(reusing)
    dataset.first_batch()
    assert [batch.x[0][0].item() for batch in dataset.batches()] == [0.0, 1.0, 2.0]


def test_named_inputs_are_told(few_digits) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    dataset = GeneratorDataset(iter([({"picture": x}, {"digit": y})]))
    assert dataset.input_names == ("picture",)
    assert dataset.target_names == ("digit",)


def test_a_function_that_yields_nothing_iterable_is_refused(messages) -> None:  # type: ignore[no-untyped-def]
    english, _ = messages(lambda: labels(GeneratorDataset(lambda: 5)))  # type: ignore[arg-type, return-value]
    assert english.got == "int"


def test_an_error_inside_the_generator_reaches_the_user_as_it_is() -> None:
    def broken() -> Iterator[Any]:
        yield (np.zeros((2, 1)),)
        raise KeyError("a bug of the user's")

    batches = GeneratorDataset(broken()).batches()
    next(batches)
    with pytest.raises(KeyError, match="a bug of the user's"):
        next(batches)


def test_a_bad_batch_is_named_by_its_number() -> None:
    dataset = GeneratorDataset(iter([(np.zeros((3, 1)), np.zeros(3)), (np.zeros((3, 1)), np.zeros(2))]))
    with pytest.raises(DataError, match=r"^y, batch 1: it holds 2 samples"):
        list(dataset.batches())
