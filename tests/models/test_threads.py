from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure import Input, layers
from nervure.data import ArrayDataset
from nervure.models import Sequential
from nervure.models.preparation import feed_of, losses_for
from nervure.models.threads import Trial, chosen_threads, computing_with, recorded_threads, steps_of
from tests.models.networks import dense_network, some_digits


@pytest.fixture(autouse=True)
def two_threads() -> Iterator[None]:
    with computing_with(2):
        yield


def timed(one: float, two: float, *, depends: bool = False) -> Trial:
    """Work that takes so many seconds with one thread and with two, and may give their number."""

    def trial() -> list[Tensor]:
        threads = torch.get_num_threads()
        time.sleep(one if threads == 1 else two)
        return [torch.tensor([threads if depends else 0])]

    return trial


def spin(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


@pytest.mark.parametrize(("one", "two", "expected"), [(0.03, 0.005, 2), (0.005, 0.03, 1)])
def test_where_no_bit_depends_on_it_the_faster_number_is_taken(one: float, two: float, expected: int) -> None:
    assert chosen_threads([timed(one, two)]) == (expected, "measured", 2)


def test_where_bits_depend_on_it_no_clock_decides() -> None:
    depending = timed(0.001, 0.1, depends=True)
    assert chosen_threads([depending]) == (2, "rule", 2)
    assert chosen_threads([timed(0.001, 0.02), depending]) == (2, "rule", 2), "one size is enough"


def test_one_processor_leaves_no_choice() -> None:
    with computing_with(1):
        assert chosen_threads([timed(0.0, 0.0)]) == (1, "only", 1)


@pytest.mark.parametrize("kept", [None, 0, -1, "2", 1.5])
def test_what_is_no_number_of_threads_is_not_taken_from_a_file(kept: object) -> None:
    assert recorded_threads({"threads": kept}, "recorded") is None
    assert recorded_threads({"threads": 1}, "recorded") == (1, "recorded", 2)


def test_the_number_is_as_before_after_a_block_that_failed() -> None:
    with pytest.raises(ZeroDivisionError), computing_with(3):
        _ = torch.get_num_threads() / 0
    assert torch.get_num_threads() == 2


def test_on_a_busy_machine_a_choice_is_made_in_bounded_time() -> None:
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=spin, args=(20.0,)) for _ in range(2)]
    for other in others:
        other.start()
    try:
        values = torch.randn(400, 400)
        began = time.monotonic()
        chosen = chosen_threads([lambda: [values @ values]])
        assert time.monotonic() - began < 15
        assert chosen.threads in (1, 2)
        assert chosen.how == "measured"
    finally:
        for other in others:
            other.terminate()
            other.join(10)


def test_steps_are_tried_in_every_size_and_change_nothing() -> None:
    model = dense_network()
    model.compile("adam", "sparse_categorical_crossentropy")
    x, y = some_digits(10)
    feed = feed_of(model, ArrayDataset(x.reshape(10, -1) / 255, y, batch_size=10), "fit")
    batch = feed.first_batch()
    assert batch is not None
    before = [weight.copy() for weight in model.get_weights()]
    whole, part = (trial() for trial in steps_of(model, losses_for(model, feed), batch, 1, [10, 3]))
    assert not torch.equal(whole[1], part[1])
    assert all((one == other).all() for one, other in zip(before, model.get_weights(), strict=True))


def test_a_strided_convolution_is_seen_to_depend_or_has_the_same_bits() -> None:
    kernel = layers.Conv2D(16, 3, strides=2)
    model = Sequential([Input((24, 24, 8)), kernel, layers.Flatten(), layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(64, 24, 24, 8)).astype("float32"), generator.integers(0, 3, 64)
    feed = feed_of(model, ArrayDataset(x, y, batch_size=64), "fit")
    batch = feed.first_batch()
    assert batch is not None
    (trial,) = steps_of(model, losses_for(model, feed), batch, 1, [64])
    with computing_with(1):
        one = trial()
    two = trial()
    same = all(torch.equal(a, b) for a, b in zip(one, two, strict=True))
    assert chosen_threads([trial]).how == ("measured" if same else "rule")
