from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import ArrayDataset, validation_split
from nervure.layers import BatchNormalization, Conv2D, Dense, Flatten, Input, MaxPooling2D, Rescaling
from nervure.models import Model, Sequential
from nervure.models.checking import PlannedFit, check_fit
from nervure.models.preparation import feed_of, losses_for, tally_for

MEBIBYTE = 1 << 20
SPARSE = "sparse_categorical_crossentropy"
DRAWS = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Tests let worker threads sleep between two jobs: waking one would take longer than the looks it helps with."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def rows() -> tuple[Model, Any, Any]:
    x, y = DRAWS.standard_normal((60_000, 4)).astype("float32"), DRAWS.integers(0, 3, 60_000)
    return Sequential([Input((4,)), Dense(16, activation="relu"), Dense(3, activation="softmax")]), x, y


def pictures() -> tuple[Model, Any, Any]:
    x, y = DRAWS.random((330, 28, 28, 1)).astype("float32"), DRAWS.integers(0, 10, 330)
    layers = [Conv2D(8, 3, activation="relu"), BatchNormalization(momentum=0.1), MaxPooling2D(), Flatten()]
    return Sequential([Input((28, 28, 1)), *layers, Dense(10, activation="softmax")]), x, y


def gray_levels() -> tuple[Model, Any, Any]:
    x, y = DRAWS.integers(0, 256, (1_300, 28, 28), dtype="uint8"), DRAWS.integers(0, 10, 1_300)
    return Sequential([Input((28, 28)), Rescaling(1 / 255), Flatten(), Dense(10, activation="softmax")]), x, y


def planned(model: Model, x: Any, y: Any, share: float) -> tuple[Any, PlannedFit]:
    """What ``fit(x, y, validation_split=share, epochs=3)`` looks at before its first step."""
    model.compile("adam", SPARSE, metrics=["accuracy"])
    training, held_out = ArrayDataset(x, y), None
    if share:
        training, held_out = validation_split(training, share)
    feed = feed_of(model, training, "fit")
    losses = losses_for(model, feed)
    tally = tally_for(model, feed, losses)
    return losses, PlannedFit(training, held_out, feed, tally, None, 3, 0, True, None)


def fastest_seconds(call: Callable[[], object], times: int = 300) -> float:
    """The shortest of many: what other work on the machine adds is not what is asked."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


@pytest.mark.parametrize("make", [rows, pictures, gray_levels], ids=lambda make: make.__name__)
@pytest.mark.parametrize("share", [0.0, 0.2])
def test_looking_at_a_mebibyte_takes_less_than_a_millisecond(
    make: Callable[[], tuple[Model, Any, Any]], share: float, caplog: pytest.LogCaptureFixture
) -> None:
    model, x, y = make()
    assert 0.9 * MEBIBYTE < x.nbytes < MEBIBYTE
    losses, fit = planned(model, x, y, share)
    assert fastest_seconds(lambda: check_fit(model, losses, fit)) < 0.001
    assert [record.message for record in caplog.records] == []


def test_looking_takes_less_than_a_hundredth_of_the_fit() -> None:
    model, x, y = pictures()
    losses, fit = planned(model, x, y, 0.2)
    looking = fastest_seconds(lambda: check_fit(model, losses, fit))
    trained = fastest_seconds(lambda: model.fit(x, y, validation_split=0.2, epochs=3, verbose=0, preflight=False), 2)
    assert looking < 0.01 * trained


def test_a_fit_that_does_not_look_hears_nothing(caplog: pytest.LogCaptureFixture) -> None:
    model = Sequential([Input((4,)), Dense(8), BatchNormalization(), Dense(3, activation="softmax")])
    model.compile("adam", SPARSE)
    model.fit(np.zeros((33, 4)), np.zeros(33), verbose=0, preflight=False, diagnose=False)
    model.evaluate(np.full((33, 4), 255.0), np.zeros(33), verbose=0)
    assert [record.message for record in caplog.records] == []
