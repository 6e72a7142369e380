from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

from nervure.errors import ArgumentError, StateError
from nervure.layers import Dense
from nervure.models import Sequential
from nervure.optimizers import SGD
from nervure.training.callbacks import LearningRateScheduler

# How Keras makes NumPy arrays of its variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


class Trained:
    """What the callback needs of a model."""

    def __init__(self, optimizer: Any) -> None:
        self.optimizer = optimizer


def rates(callback: Any, optimizer: Any, epochs: int = 5) -> list[float]:
    """The rate in each epoch, and what is written down of it."""
    callback.set_model(Trained(optimizer))
    found = []
    for epoch in range(epochs):
        logs = {"loss": 1.0}  # Keras leaves empty logs empty
        callback.on_epoch_begin(epoch)
        found.append(float(optimizer.learning_rate))
        callback.on_epoch_end(epoch, logs)
        found.append(logs["learning_rate"])
    return found


@pytest.mark.parametrize(
    "schedule",
    [
        lambda epoch: 0.1 / (epoch + 1),
        lambda epoch, rate: rate * 0.5 if epoch else rate,
        lambda epoch, learning_rate=0.3: learning_rate + 0.25,
        lambda epoch: np.float32(0.5),
    ],
)
def test_it_sets_the_rates_that_keras_sets(schedule: Callable[..., Any]) -> None:
    ours = rates(LearningRateScheduler(schedule), SGD(0.1))
    theirs = rates(keras.callbacks.LearningRateScheduler(schedule), keras.optimizers.SGD(0.1))
    assert ours == pytest.approx(theirs, rel=1e-6)


def test_a_fit_uses_the_rates_and_writes_them_down() -> None:
    model = Sequential([Dense(1)])
    model.compile(optimizer=SGD(0.5), loss="mse")
    x = np.arange(12, dtype=np.float32).reshape(6, 2) / 12
    history = model.fit(x, x[:, :1], epochs=3, verbose=0, callbacks=[LearningRateScheduler(lambda e: 0.1 / (e + 1))])
    assert history.history["learning_rate"] == pytest.approx([0.1, 0.05, 0.1 / 3])
    assert len(history.history["loss"]) == 3


def test_an_error_inside_the_function_is_not_hidden() -> None:
    def broken(epoch: int, rate: float) -> float:
        raise TypeError("mine")

    with pytest.raises(TypeError, match="mine"):
        rates(LearningRateScheduler(broken), SGD(0.1))


@pytest.mark.parametrize("given", [None, "0.1", float("nan"), -0.1, 0.0])
def test_what_is_no_rate_is_refused_with_its_epoch(given: Any) -> None:
    with pytest.raises(ArgumentError, match="did not return a usable learning rate for epoch 0") as caught:
        rates(LearningRateScheduler(lambda epoch: given), SGD(0.1))
    assert len(str(caught.value).splitlines()) == 4


def test_a_schedule_leaves_it_nothing_to_decide() -> None:
    with pytest.raises(StateError, match="LearningRateScheduler: a schedule sets the learning rate"):
        rates(LearningRateScheduler(lambda epoch: 0.1), SGD(lambda step: 0.1))


def test_the_rate_is_told_where_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="nervure"):
        rates(LearningRateScheduler(lambda epoch: 0.25, verbose=1), SGD(0.1), epochs=1)
    assert "the learning rate of epoch 1 is 0.25." in caplog.text
