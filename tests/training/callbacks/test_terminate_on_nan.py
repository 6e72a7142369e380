from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure.errors import DataError
from nervure.layers import BatchNormalization, Dense, Layer, Rescaling
from nervure.losses import TorchFunction
from nervure.models import Sequential
from nervure.optimizers import SGD, Adam
from nervure.training.callbacks import LambdaCallback, TerminateOnNaN
from tests.layers.layer_rules import assert_says
from tests.training.pupil import Log, Pupil, line


def samples(planted: str = "") -> tuple[np.ndarray, np.ndarray]:
    """Ten samples, of which one in the second batch of four may hold a NaN."""
    x, y = line(10)
    if planted:
        (x if planted == "x" else y)[5, 0] = np.nan
    return x, y


def pupil(*between: Layer) -> Pupil:
    layers = [
        Dense(4, activation="relu", name="first"),
        BatchNormalization(name="norm"),
        *between,
        Dense(1, name="last"),
    ]
    return Pupil(layers, optimizer=Adam(0.01))


def test_sound_numbers_train_as_without_it() -> None:
    watched, alone = pupil(), pupil()
    watched.fit(samples(), [TerminateOnNaN()], epochs=2)
    alone.fit(samples(), epochs=2)
    assert all(np.array_equal(a, b) for a, b in zip(watched.get_weights(), alone.get_weights(), strict=True))
    assert not watched.stop_training


@pytest.mark.parametrize(("planted", "place"), [("x", "x[0]"), ("y", "y[0]")])
def test_it_stops_before_the_step_that_would_spoil_the_weights(
    planted: str, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    log, stopped, reference = Log(), pupil(), pupil()
    stopped.fit(samples(planted), [TerminateOnNaN(), log], epochs=3)
    assert log.events[-3:] == ["train_batch_end 1", "epoch_end 0", "train_end"]
    reference.fit(tuple(array[:4] for array in samples()))  # type: ignore[arg-type]
    assert all(np.array_equal(a, b) for a, b in zip(stopped.get_weights(), reference.get_weights(), strict=True))
    (line,) = (record.message for record in caplog.records)
    assert line.startswith(f"TerminateOnNaN: {place}: a")
    assert "of step 2 is NaN or infinite. Training stopped before this step changed a weight. Clean the" in line


def weight_spoiled_by(made: Pupil) -> LambdaCallback:
    """Plants an infinity in a weight before the third step."""

    def spoil(batch: int, logs: Any) -> None:
        if batch == 2:
            made.draft.layers[-1].parameters[0].array[0] = np.inf

    return LambdaCallback(on_train_batch_begin=spoil)


def test_a_weight_is_named_by_layer_and_step() -> None:
    def run() -> None:
        made = pupil()
        made.fit(samples(), [weight_spoiled_by(made), TerminateOnNaN(raise_error=True)])

    assert_says(DataError, run, "last/kernel", "a weight is NaN or infinite at step 3", "2", "torch.sqrt(x + 1e-7)")


def test_an_output_is_named_by_layer_and_step() -> None:
    def run() -> None:
        far = Rescaling(1e38, name="far"), Rescaling(1e38, name="too_far")
        pupil(*far).fit(samples(), [TerminateOnNaN(raise_error=True)])

    assert_says(DataError, run, "too_far/output", "its values are NaN or infinite at step 1", "'too_far'", "float32")


def test_an_input_and_a_target_are_named_with_what_to_do() -> None:
    def run(planted: str) -> None:
        pupil().fit(samples(planted), [TerminateOnNaN(raise_error=True)])

    assert_says(DataError, lambda: run("x"), "x[0]", "an input of step 2", "np.nan_to_num(x)")
    assert_says(DataError, lambda: run("y"), "y[0]", "a target of step 2", "Clean the targets")


def test_a_loss_that_overflows_by_itself_is_named() -> None:
    def run() -> None:
        pupil(Rescaling(1e25, name="far")).fit(samples(), [TerminateOnNaN(raise_error=True)])

    assert_says(DataError, run, "the loss of step 1", "every layer's values are finite", "targets")


def test_a_learning_rate_that_is_too_high_is_named_as_the_cause() -> None:
    def run() -> None:
        x, y = line(64)
        made = Pupil([Dense(4, name="first"), Dense(1, name="last")], optimizer=SGD(1.0))
        made.fit((x, 10 * y), [TerminateOnNaN(raise_error=True)], epochs=20)

    assert_says(DataError, run, "step", "learning_rate (1) is too high", "had risen from", "clipnorm=1.0")


def test_the_cause_is_part_of_the_line_that_says_that_training_stopped(caplog: pytest.LogCaptureFixture) -> None:
    def logarithm(y_true: torch.Tensor, y_pred: torch.Tensor) -> torch.Tensor:
        return torch.log(y_pred - y_pred).mean(-1)

    Pupil(loss=TorchFunction(logarithm)).fit(samples(), [TerminateOnNaN()])
    (record,) = caplog.records
    assert "the loss of step 1 is NaN or infinite" in record.message
    assert "Likely cause: a logarithm of 0" in record.message
    assert "'logarithm'" in record.message


def test_a_model_says_where_its_numbers_ended(caplog: pytest.LogCaptureFixture) -> None:
    x, y = line(64)
    model = Sequential([Dense(8, activation="relu", name="hidden", input_shape=(3,)), Dense(1, name="out")])
    model.compile(Adam(0.01), "mse")
    model.fit(x, y, epochs=1, verbose=0, seed=1)
    weights = model.get_weights()
    weights[0][1, 2] = np.nan
    model.set_weights(weights)
    history = model.fit(x, y, epochs=5, verbose=0, callbacks=[TerminateOnNaN()], seed=1)
    assert len(history.epoch) == 1
    assert np.isnan(history.history["loss"][0])
    assert "hidden/kernel: a weight is NaN or infinite at step" in caplog.text
    assert "smaller learning_rate" in caplog.text
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(weights, model.get_weights(), strict=True))
