from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure import callbacks, set_seed
from nervure.data import digits
from nervure.errors import ArgumentError, FileError, UnknownNameError
from nervure.models import load_model
from nervure.tasks.digits import DigitsOptions, DigitsTask, one_cycle
from tests.models.networks import assert_explained, assert_same_weights

SHORT = DigitsOptions(epochs=1, batch_size=64, precision="float32", seed=5, samples=128)


@pytest.fixture(autouse=True)
def _no_seed() -> Any:
    yield
    set_seed(None)


def finished(folder: Path, options: DigitsOptions = SHORT) -> DigitsTask:
    """A run whose held-out digits are a hundred: of what is tested here their number changes nothing."""
    task = DigitsTask(options, folder)
    task.x_held_out, task.y_held_out = task.x_held_out[::20], task.y_held_out[::20]
    task.train(verbose=0)
    task.save()
    return task


def test_the_same_eight_thousand_are_trained_on_in_every_run(tmp_path: Path) -> None:
    first = DigitsTask(DigitsOptions(seed=1), tmp_path / "a")
    second = DigitsTask(DigitsOptions(seed=2), tmp_path / "b")
    assert (len(first.x), len(first.x_held_out)) == (8000, 2000)
    np.testing.assert_array_equal(first.x_held_out, second.x_held_out)
    np.testing.assert_array_equal(first.x, second.x)
    _, labels = digits()
    # A fifth of each class, to the next whole digit.
    np.testing.assert_allclose(np.bincount(first.y_held_out), np.bincount(labels) / 5, atol=0.5)
    together = np.concatenate([first.y, first.y_held_out])
    np.testing.assert_array_equal(np.bincount(together), np.bincount(labels))


def test_a_quick_try_takes_some_digits_of_every_class(tmp_path: Path) -> None:
    task = DigitsTask(DigitsOptions(samples=200, seed=1), tmp_path / "a")
    assert len(task.x) == len(task.y) == 200
    assert (np.bincount(task.y, minlength=10) > 8).all()
    assert len(DigitsTask(DigitsOptions(samples=20_000, seed=1), tmp_path / "b").x) == 8000


def test_the_same_seed_gives_the_same_bits(tmp_path: Path) -> None:
    first, second = finished(tmp_path / "a"), finished(tmp_path / "b")
    assert_same_weights(first.model, second.model)
    for name in ("history.csv", "model.safetensors"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert first.judge().loss == second.judge().loss


def test_without_a_seed_one_is_drawn_and_recorded(tmp_path: Path) -> None:
    options = DigitsOptions(epochs=1, batch_size=64, precision="float32", samples=64)
    first, second = finished(tmp_path / "a", options), finished(tmp_path / "b", options)
    assert first.seed != second.seed
    recorded = json.loads((tmp_path / "a" / "config.json").read_text(encoding="utf-8"))
    assert recorded["seed"] == first.seed
    names = ("epochs", "batch_size", "learning_rate", "precision", "seed", "samples")
    again = finished(tmp_path / "c", DigitsOptions(**{name: recorded[name] for name in names}))
    assert_same_weights(again.model, first.model)


def test_a_run_leaves_configuration_model_history_and_log(tmp_path: Path) -> None:
    task = finished(tmp_path / "run", DigitsOptions(2, 64, 1e-3, "float32", 5, 128))
    result = task.judge()
    with (tmp_path / "run" / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1"]
    assert set(rows[0]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy"}
    lines = (tmp_path / "run" / "train.log").read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith("training begins: 128 digits, 100 held out, precision float32, seed 5")
    assert [" epoch 1 " in lines[1], " epoch 2 " in lines[2]] == [True, True]
    assert lines[3].split("  ")[1].startswith("trained in ")
    assert f"accuracy {result.accuracy:.4f}" in lines[3]
    assert_same_weights(load_model(tmp_path / "run" / "model.safetensors"), task.model)
    assert task.seconds > 0


def test_the_result_is_that_of_the_model(tmp_path: Path) -> None:
    task = finished(tmp_path / "run")
    result = task.judge()
    loss, accuracy = task.model.evaluate(task.x_held_out, task.y_held_out, verbose=0)
    assert result.num_held_out == 100
    assert result.num_right == round(accuracy * 100)
    assert result.accuracy == pytest.approx(accuracy)
    assert result.loss == pytest.approx(loss, rel=1e-3)
    assert [prediction.truth for prediction in result.predictions] == [str(label) for label in range(10)]
    assert all(0 < prediction.probability <= 1 for prediction in result.predictions)
    assert result.folder == tmp_path / "run"


@pytest.mark.parametrize(("precision", "names"), [("float32", {"float32"}), ("float64", {"float64"}),
                                                  ("auto", {"float32 (auto)", "bfloat16 (auto)"})])  # fmt: skip
def test_the_precision_says_what_was_asked_for_and_what_is_used(
    tmp_path: Path, precision: str, names: set[str]
) -> None:
    assert DigitsTask(DigitsOptions(precision=precision, seed=1), tmp_path / "run").precision in names


def test_an_interrupt_is_logged_and_what_there_is_can_be_saved(tmp_path: Path) -> None:
    class Interrupting(callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            raise KeyboardInterrupt

    task = DigitsTask(SHORT, tmp_path / "run")
    with pytest.raises(KeyboardInterrupt):
        task.train(verbose=0, listeners=[Interrupting()])
    task.save()
    assert task.seconds > 0
    assert "interrupted after step 1" in (tmp_path / "run" / "train.log").read_text(encoding="utf-8")
    assert load_model(tmp_path / "run" / "model.safetensors").optimizer.iterations == 1


def test_options_that_cannot_be_meant_make_no_folder(tmp_path: Path) -> None:
    for name in ("epochs", "batch_size", "samples"):
        assert_explained(ArgumentError, lambda wrong=name: DigitsOptions(**{wrong: 0}), name)
    wrong = DigitsOptions(precision="float7")
    assert_explained(UnknownNameError, lambda: DigitsTask(wrong, tmp_path / "run"), "'float64'")
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert_explained(FileError, lambda: DigitsTask(SHORT, tmp_path), "config.json")


def test_the_rate_rises_for_a_fifth_of_the_steps_and_falls_for_the_rest() -> None:
    rate = one_cycle(0.01, 300)
    values = np.array([rate(step) for step in range(301)])
    assert values.argmax() == 60
    assert values[60] == 0.01
    assert (np.diff(values[:61]) >= 0).all()
    assert (np.diff(values[60:]) <= 0).all()
    assert values[0] == pytest.approx(2e-3)
    assert values[-1] == pytest.approx(1e-4)
    assert one_cycle(0.01, 1)(0) > 0
    assert rate(10_000) == pytest.approx(1e-4)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_demo_recognises_at_least_ninety_eight_in_a_hundred(tmp_path: Path) -> None:
    task = DigitsTask(DigitsOptions(), tmp_path / "run")
    task.train(verbose=2)
    result = task.judge()
    assert result.num_held_out == 2000
    assert result.accuracy >= 0.98, f"seed {task.seed}: {result.num_right} of 2000"
    # Sensible after the first epoch already: the moving statistics follow fast enough.
    assert task.model.history is not None
    assert task.model.history.history["val_accuracy"][0] > 0.5
