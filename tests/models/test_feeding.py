from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import ArrayDataset, GeneratorDataset
from nervure.errors import DataError, ShapeError
from nervure.models.feeding import Entry, Exit, Feed, fitted_input, one_batch
from tests.models.networks import assert_explained, numbers

CPU = torch.device("cpu")
PICTURE = Entry("picture", (None, 28, 28, 1))
VECTOR = Entry("vector", (None, 6))
LEFT, RIGHT = Entry("left", (None, 6)), Entry("right", (None, 6))
KIND, SIZE = Exit("kind", True), Exit("size", True)


def feed(dataset: Any, inputs: Any, outputs: Any = ()) -> Feed:
    return Feed(dataset, inputs, outputs, CPU, "fit")


def first(made: Feed) -> Any:
    batch = made.first_batch()
    assert batch is not None
    return batch


@pytest.mark.parametrize("shape", [(5, 28, 28, 1), (5, 28, 28)])
def test_a_missing_axis_of_size_one_is_added(shape: tuple[int, ...]) -> None:
    assert fitted_input(torch.zeros(shape), PICTURE, "fit").shape == (5, 28, 28, 1)


def test_an_axis_of_size_one_too_many_is_left_out() -> None:
    assert fitted_input(torch.zeros(5, 6, 1), VECTOR, "fit").shape == (5, 6)


def test_sizes_that_are_not_known_take_any_number() -> None:
    entry = Entry("text", (None, None, 3))
    assert fitted_input(torch.zeros(5, 7, 3), entry, "fit").shape == (5, 7, 3)


@pytest.mark.parametrize(
    ("shape", "entry", "fix"),
    [
        ((28, 28, 3), Entry("picture", (None, 28, 28, 3)), "x[None]"),
        ((6,), VECTOR, "x[None]"),
        ((5, 30, 28), Entry("picture", (None, 28, 28, 3)), "x[..., None]"),
        ((5, 28, 28, 3), PICTURE, "(N, 28, 28, 1)"),
        ((5, 28, 28), VECTOR, "Flatten()"),
        ((5, 7), VECTOR, "input_shape=(7,)"),
        ((5, 30, 30, 1), PICTURE, "input_shape=(30, 30, 1)"),
    ],
)
def test_each_misfit_is_told_what_mends_it(shape: tuple[int, ...], entry: Entry, fix: str) -> None:
    assert_explained(ShapeError, lambda: fitted_input(torch.zeros(shape), entry, "fit"), "fit", f"'{entry.name}'", fix)


def test_data_by_name_comes_in_the_order_of_the_model() -> None:
    x = {"right": numbers(4, 6, seed=1), "left": numbers(4, 6, seed=2)}
    y = {"size": numbers(4, 1), "kind": np.arange(4)}
    batch = first(feed(ArrayDataset(x, y, {"size": np.arange(4)}, shuffle=False), (LEFT, RIGHT), (KIND, SIZE)))
    np.testing.assert_array_equal(batch.x[0], x["left"])
    np.testing.assert_array_equal(batch.y[0], y["kind"])
    assert batch.sample_weight[0] is None
    np.testing.assert_array_equal(batch.sample_weight[1], np.arange(4))


def test_an_output_without_a_loss_may_have_no_target() -> None:
    dataset = ArrayDataset(numbers(4, 6), {"kind": np.arange(4)}, shuffle=False)
    batch = first(feed(dataset, (VECTOR,), (Exit("size", False), KIND)))
    assert batch.y[0] is None
    assert batch.y[1].tolist() == [0, 1, 2, 3]


def test_wrong_names_are_errors_that_name_the_nearest() -> None:
    x = {"left": numbers(4, 6), "rigth": numbers(4, 6)}
    assert_explained(DataError, lambda: feed(ArrayDataset(x), (LEFT, RIGHT)), "'right'", "'rigth'")
    dataset = ArrayDataset(numbers(4, 6), {"kinds": np.arange(4)})
    assert_explained(DataError, lambda: feed(dataset, (VECTOR,), (KIND,)), "'kind'", "'kinds'")


def test_another_number_of_inputs_or_targets_is_an_error_that_lists_the_names() -> None:
    one = ArrayDataset(numbers(4, 6), np.arange(4))
    assert_explained(DataError, lambda: first(feed(one, (LEFT, RIGHT))), "left, right", "fit")
    assert_explained(DataError, lambda: first(feed(one, (VECTOR,), (KIND, SIZE))), "kind, size", "fit")


def test_targets_that_nobody_asked_for_are_left_out() -> None:
    batch = first(feed(ArrayDataset(numbers(4, 6), np.arange(4), np.ones(4)), (VECTOR,)))
    assert batch.y == ()
    assert batch.sample_weight == ()


def test_a_feed_counts_as_its_data_counts() -> None:
    made = feed(ArrayDataset(numbers(10, 6), batch_size=4), (VECTOR,))
    assert (made.num_batches, made.num_samples, made.is_repeatable) == (3, 10, True)
    assert [batch.size for batch in made.batches()] == [4, 4, 2]
    assert [batch.size for batch in made.batches(start=2)] == [2]


def test_the_first_batch_of_a_stream_is_not_lost() -> None:
    made = feed(GeneratorDataset((numbers(2, 6, seed=seed), np.arange(2)) for seed in range(3)), (VECTOR,), (KIND,))
    shown = first(made)
    batches = list(made.batches())
    assert len(batches) == 3
    torch.testing.assert_close(batches[0].x[0], shown.x[0], rtol=0, atol=0)
    assert not made.is_repeatable
    assert made.num_samples is None


def test_one_batch_is_all_there_is_in_its_order() -> None:
    dataset = one_batch(numbers(500, 6), np.arange(500))
    assert dataset.num_batches == 1
    assert dataset.first_batch().y[0].tolist() == list(range(500))


def test_a_batch_of_nothing_is_an_error() -> None:
    assert_explained(DataError, lambda: one_batch(np.zeros((0, 6))), "(0, 6)")


def test_an_epoch_at_once_is_adapted_like_its_batches() -> None:
    made = feed(ArrayDataset(np.arange(8.0), np.arange(8), batch_size=4), [Entry("x", (None, 1))], [KIND])
    arranged = made.arranged(epoch=1, seed=2)
    assert arranged is not None
    assert arranged.order is not None
    assert arranged.samples.x[0].shape == (8, 1)
    batches = [batch.x[0] for batch in made.batches(1, 2)]
    assert torch.equal(arranged.samples.x[0][arranged.order], torch.cat(batches))
    assert feed(GeneratorDataset(iter([(np.ones((2, 1)),)])), [Entry("x", (None, 1))]).arranged() is None
