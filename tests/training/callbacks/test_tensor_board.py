from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from nervure.errors import ArgumentError
from nervure.layers import Dense, Input
from nervure.models import Sequential
from nervure.training.callbacks import CallbackList, TensorBoard
from tests.layers.layer_rules import assert_says

# Its generated code asks protobuf for what is going away.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

X = np.linspace(-1, 1, 96, dtype="float32").reshape(32, 3)
Y = X.sum(1, keepdims=True)


def compiled() -> Sequential:
    model = Sequential([Input((3,)), Dense(1, name="only")])
    model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
    return model


def read(folder: Path) -> EventAccumulator:
    events = EventAccumulator(str(folder), size_guidance={"histograms": 0})
    events.Reload()
    return events


def test_the_values_of_each_epoch_stand_where_keras_writes_them(tmp_path: Path) -> None:
    history = compiled().fit(
        X, Y, epochs=3, validation_data=(X, Y), callbacks=[TensorBoard(tmp_path, histogram_freq=2)], verbose=0
    ).history  # fmt: skip
    training, validation = read(tmp_path / "train"), read(tmp_path / "validation")
    assert {"epoch_loss", "epoch_mae"} <= set(training.Tags()["scalars"])
    assert {"epoch_loss", "epoch_mae", "evaluation_loss_vs_iterations"} <= set(validation.Tags()["scalars"])
    for events, name in ((training, "loss"), (validation, "val_loss")):
        written = [(event.step, event.value) for event in events.Scalars("epoch_loss")]
        assert written == [(epoch, pytest.approx(value, rel=1e-6)) for epoch, value in enumerate(history[name])]
    assert [event.step for event in training.Histograms("only/kernel/histogram")] == [0, 2]
    assert [event.step for event in validation.Scalars("evaluation_loss_vs_iterations")] == [1, 2, 3]
    assert training.Tags()["tensors"] == ["summary/text_summary"]


def test_batches_are_written_where_asked_for_and_counted_on(tmp_path: Path) -> None:
    model, listener = compiled(), TensorBoard(tmp_path, update_freq=2, write_steps_per_second=True, write_graph=False)
    for _ in range(2):
        model.fit(X, Y, batch_size=8, callbacks=[listener], verbose=0)
    events = read(tmp_path / "train")
    assert [event.step for event in events.Scalars("batch_loss")] == [2, 4, 6, 8]
    assert all(event.value > 0 for event in events.Scalars("epoch_steps_per_second"))


def test_an_evaluation_is_written_beside_the_steps_the_model_has_had(tmp_path: Path) -> None:
    model = compiled()
    model.fit(X, Y, batch_size=8, verbose=0)
    loss, _ = model.evaluate(X, Y, callbacks=[TensorBoard(tmp_path)], verbose=0)
    (event,) = read(tmp_path / "validation").Scalars("evaluation_loss_vs_iterations")
    assert (event.step, event.value) == (4, pytest.approx(loss, rel=1e-6))


def test_who_writes_epochs_only_does_not_listen_to_batches() -> None:
    listening = CallbackList([TensorBoard(update_freq="batch")]).on_train_batch_end
    silent = CallbackList([TensorBoard()]).on_train_batch_end
    assert silent is CallbackList([]).on_train_batch_end
    assert listening is not silent


@pytest.mark.parametrize("given", [{"update_freq": 0}, {"update_freq": "step"}])
def test_how_often_must_be_known(given: dict[str, object]) -> None:
    assert_says(ArgumentError, lambda: TensorBoard(**given), "update_freq=100")


@pytest.mark.parametrize("given", [{"write_images": True}, {"profile_batch": 2}, {"embeddings_freq": 1}])
def test_what_would_not_happen_is_refused(given: dict[str, object]) -> None:
    assert_says(ArgumentError, lambda: TensorBoard(**given), next(iter(given)))


def test_without_the_package_the_line_that_installs_it_is_named(tmp_path: Path) -> None:
    program = f"""
import sys
sys.modules["tensorboard"] = None
from nervure.layers import Dense, Input
from nervure.models import Sequential
from nervure.training.callbacks import CallbackList, TensorBoard
model = Sequential([Input((1,)), Dense(1)])
model.compile(loss="mse")
model.fit([[1.0]], [[1.0]], verbose=0, callbacks=[TensorBoard({str(tmp_path)!r})])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert "pip install 'nervure[tensorboard]'" in done.stderr
