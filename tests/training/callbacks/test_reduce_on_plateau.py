from __future__ import annotations

import logging
import math
from typing import Any

import hypothesis.strategies as st
import keras
import pytest
from hypothesis import given, settings

from nervure.errors import ArgumentError, StateError
from nervure.optimizers import SGD
from nervure.training.callbacks import ReduceLROnPlateau
from tests.layers.layer_rules import assert_says

# How Keras makes NumPy arrays of its variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


class Trained:
    """What the callback needs of a model."""

    def __init__(self, optimizer: Any) -> None:
        self.optimizer = optimizer


def play(
    callback: Any, optimizer: Any, values: list[float], name: str = "val_loss", params: Any = None
) -> list[tuple[float, ...]]:
    """What it does in epochs with these values: the rate, and its two counters, after each."""
    callback.set_model(Trained(optimizer))
    callback.set_params(params or {})
    callback.on_train_begin()
    after: list[tuple[float, ...]] = []
    for epoch, value in enumerate(values):
        logs = {name: value}
        callback.on_epoch_end(epoch, logs)
        rate = float(optimizer.learning_rate)
        after.append((round(rate, 9), callback.wait, callback.cooldown_counter, round(logs["learning_rate"], 9)))
    return after


@given(
    values=st.lists(st.integers(0, 10).map(lambda number: number / 10), min_size=1, max_size=20),
    name_and_mode=st.sampled_from([("val_loss", "auto"), ("loss", "min"), ("val_accuracy", "max"), ("x", "min")]),
    factor=st.sampled_from([0.1, 0.5]),
    patience=st.integers(0, 3),
    cooldown=st.integers(0, 3),
    min_delta=st.sampled_from([1e-4, 0.05, 0.15]),
    min_lr=st.sampled_from([0.0, 0.02]),
)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_it_decides_as_keras_does(
    values: list[float], name_and_mode: tuple[str, str], factor: float, patience: int, cooldown: int,
    min_delta: float, min_lr: float,
) -> None:  # fmt: skip
    name, mode = name_and_mode
    options: dict[str, Any] = {
        "monitor": name, "mode": mode, "factor": factor, "patience": patience, "cooldown": cooldown,
        "min_delta": min_delta, "min_lr": min_lr,
    }  # fmt: skip
    ours = play(ReduceLROnPlateau(**options), SGD(0.1), values, name)
    theirs = play(keras.callbacks.ReduceLROnPlateau(**options), keras.optimizers.SGD(0.1), values, name)
    for our, their in zip(ours, theirs, strict=True):
        assert our == pytest.approx(their, rel=1e-6, abs=1e-9)


def test_a_metric_says_itself_which_way_is_better() -> None:
    def rates(direction: str | None) -> list[float]:
        params = {"directions": {"nearness": direction}}
        callback = ReduceLROnPlateau(monitor="val_nearness", patience=2)
        return [rate for rate, *_ in play(callback, SGD(0.1), [1.0, 2.0, 3.0], "val_nearness", params)]

    assert rates("up") == pytest.approx([0.1, 0.1, 0.1])
    assert rates("down") == pytest.approx([0.1, 0.1, 0.01])
    assert_says(ArgumentError, lambda: rates(None), "ReduceLROnPlateau", "'val_nearness'", "mode='max'")


def test_a_second_run_says_again_that_there_is_nothing_to_watch(caplog: pytest.LogCaptureFixture) -> None:
    callback = ReduceLROnPlateau(monitor="val_accuracy", patience=1)
    for runs in (1, 2):
        play(callback, SGD(0.1), [1.0, 1.0])
        assert len(caplog.records) == runs


def test_not_a_number_is_no_improvement() -> None:
    after = play(ReduceLROnPlateau(patience=2), SGD(0.1), [1.0, math.nan, math.nan, 0.5])
    assert [rate for rate, *_ in after] == pytest.approx([0.1, 0.1, 0.01, 0.01])


def test_a_reduction_is_told_where_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="nervure"):
        play(ReduceLROnPlateau(patience=1, verbose=1), SGD(0.1), [1.0, 1.0])
    assert "learning rate reduced to 0.01 after epoch 2." in caplog.text


def test_a_schedule_leaves_it_nothing_to_decide() -> None:
    with pytest.raises(StateError, match="ReduceLROnPlateau: a schedule sets the learning rate"):
        play(ReduceLROnPlateau(), SGD(lambda step: 0.1), [1.0])


@pytest.mark.parametrize("options", [{"factor": 1.0}, {"factor": 0.0}, {"min_lr": -1.0}])
def test_a_number_outside_its_range_is_refused(options: dict[str, float]) -> None:
    with pytest.raises(ArgumentError, match=next(iter(options))) as caught:
        ReduceLROnPlateau(**options)  # type: ignore[arg-type]
    assert len(str(caught.value).splitlines()) == 4


def test_a_state_is_taken_over() -> None:
    first, second = ReduceLROnPlateau(), ReduceLROnPlateau()
    first.wait, first.cooldown_counter, first.best = 3, 2, 0.5
    second.set_state(first.get_state())
    assert (second.wait, second.cooldown_counter, second.best) == (3, 2, 0.5)
