from __future__ import annotations

import math
from typing import Any

import hypothesis.strategies as st
import keras
import pytest
from hypothesis import given, settings

from nervure.errors import ArgumentError
from nervure.layers import Dense
from nervure.models import Sequential
from nervure.optimizers import SGD
from nervure.training.callbacks import EarlyStopping
from tests.layers.layer_rules import assert_says
from tests.training.callbacks.recorded import play
from tests.training.pupil import line

# Steps of 0.1 meet min_delta at the edge; a tiny one is below what float32 tells apart.
VALUES = st.lists(st.integers(0, 10).map(lambda number: number / 10) | st.just(0.5 + 1e-12), min_size=1, max_size=12)


def losses(*values: float) -> list[dict[str, float]]:
    return [{"loss": 1.0, "val_loss": value} for value in values]


def outcome(callback: Any, values: list[float], name: str) -> tuple[Any, ...]:
    """After each epoch what it holds to be the best, and how the run ended."""
    history: list[tuple[Any, ...]] = []
    model = play(
        callback,
        [{name: value} for value in values],
        after_epoch=lambda: history.append((callback.best, callback.best_epoch, callback.wait)),
    )
    return history, callback.stopped_epoch, model.stop_training, model.weights


@settings(max_examples=100)
@given(
    values=VALUES,
    name_and_mode=st.sampled_from([("val_loss", "auto"), ("loss", "min"), ("val_accuracy", "max"), ("x", "min")]),
    min_delta=st.sampled_from([0, 0.1, 0.05, -0.1]),
    patience=st.integers(0, 3),
    baseline=st.sampled_from([None, 0.3, 0.7]),
    start_from_epoch=st.integers(0, 3),
    restore=st.booleans(),
)
def test_it_decides_as_keras_does(
    values: list[float],
    name_and_mode: tuple[str, str],
    min_delta: float,
    patience: int,
    baseline: float | None,
    start_from_epoch: int,
    restore: bool,
) -> None:
    name, mode = name_and_mode
    options = {
        "monitor": name, "mode": mode, "min_delta": min_delta, "patience": patience, "baseline": baseline,
        "start_from_epoch": start_from_epoch, "restore_best_weights": restore,
    }  # fmt: skip
    ours, theirs = EarlyStopping(**options), keras.callbacks.EarlyStopping(**options)
    assert outcome(ours, values, name) == outcome(theirs, values, name)


def test_it_stops_when_patience_ends() -> None:
    callback = EarlyStopping(patience=2)
    play(callback, losses(3, 2, 2.5, 2, 1))
    assert (callback.stopped_epoch, callback.best, callback.best_epoch) == (3, 2, 1)


def test_it_restores_the_best_weights_also_where_no_epoch_reached_the_baseline() -> None:
    model = play(EarlyStopping(patience=2, restore_best_weights=True, baseline=0.5), losses(3, 2, 4, 5))
    assert model.weights == 1
    assert play(EarlyStopping(patience=9, restore_best_weights=True), losses(3, 2, 4)).weights == 1


def test_a_second_run_starts_without_the_memory_of_the_first() -> None:
    callback = EarlyStopping(patience=1)
    play(callback, losses(1, 2, 3))
    assert callback.stopped_epoch == 1
    model = play(callback, losses(9, 8, 7))
    assert (callback.stopped_epoch, callback.best, model.stop_training) == (0, 7, False)


def test_nan_is_never_the_best() -> None:
    callback = EarlyStopping(patience=1)
    model = play(callback, losses(math.nan, 2, 1))
    assert (callback.best, model.stop_training) == (1, False)
    assert play(callback, losses(2, math.nan, 1)).stop_training


def test_a_value_that_is_not_in_the_logs_is_said_once_a_run(caplog: pytest.LogCaptureFixture) -> None:
    callback = EarlyStopping(monitor="val_accuracy", patience=1)
    for runs in (1, 2):
        assert not play(callback, [{"loss": 1.0, "accuracy": 0.5}] * 4).stop_training
        assert len(caplog.records) == runs
    assert "there is no 'val_accuracy' to monitor; available: loss, accuracy" in caplog.text


def test_it_says_why_it_stopped_where_that_is_wanted(caplog: pytest.LogCaptureFixture) -> None:
    play(EarlyStopping(patience=2, verbose=1), losses(2, 1, 3, 3))
    assert [record.message for record in caplog.records] == [
        "EarlyStopping: val_loss has not improved since epoch 2; stopped after epoch 4."
    ]
    caplog.clear()
    play(EarlyStopping(patience=2, verbose=1, restore_best_weights=True), losses(2, 1, 3, 3))
    assert [record.message for record in caplog.records] == [
        "EarlyStopping: val_loss has not improved since epoch 2; stopped after epoch 4, with the weights of epoch 2."
    ]
    caplog.clear()
    play(EarlyStopping(patience=2, verbose=1), losses(4, 3, 2, 1))
    play(EarlyStopping(patience=1), losses(1, 2))
    assert not caplog.records


def test_a_metric_says_itself_which_way_is_better() -> None:
    def stopped(direction: str | None) -> int:
        callback = EarlyStopping(monitor="val_nearness", patience=1)
        play(callback, [{"val_nearness": value} for value in (1, 2, 1)], params={"directions": {"nearness": direction}})
        return callback.stopped_epoch

    assert (stopped("up"), stopped("down")) == (2, 1)
    assert_says(ArgumentError, lambda: stopped(None), "EarlyStopping", "'val_nearness'", "mode='max'")


def test_an_unknown_mode_is_refused() -> None:
    assert_says(ArgumentError, lambda: EarlyStopping(mode="maximum"), "EarlyStopping", "'maximum'", "mode='auto'")


def test_a_model_ends_with_the_weights_of_its_best_epoch() -> None:
    x, y = line(32)
    model = Sequential([Dense(1, input_shape=(3,))])
    # So large a rate that it soon gets worse.
    model.compile(SGD(2.0), "mse")
    callback = EarlyStopping(monitor="loss", patience=2, restore_best_weights=True)
    history = model.fit(x, y, epochs=20, batch_size=32, callbacks=[callback], verbose=0, seed=1)
    assert len(history.epoch) == callback.best_epoch + 3
    first = Sequential([Dense(1, input_shape=(3,))])
    first.set_weights(model.get_weights())
    first.compile(SGD(2.0), "mse")
    again = first.fit(x, y, epochs=1, batch_size=32, verbose=0, seed=1).history["loss"][0]
    assert again == pytest.approx(history.history["loss"][callback.best_epoch + 1], rel=1e-5)


def test_a_callback_that_takes_over_a_state_stops_where_the_first_one_would() -> None:
    first, second = EarlyStopping(patience=2, restore_best_weights=True), EarlyStopping(patience=2)
    play(first, losses(3, 2, 4))
    second.set_state(first.get_state())
    assert (second.wait, second.best, second.best_epoch) == (1, 2, 1)
    assert second.best_weights is first.best_weights
