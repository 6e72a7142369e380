from __future__ import annotations

import csv
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure import callbacks, set_seed
from nervure.data import digits
from nervure.errors import ArgumentError, DataError, FileError, UnknownNameError
from nervure.files import make_folder
from nervure.models import load_model
from nervure.records.result import RunResult
from nervure.tasks.digests import weights_digest
from nervure.tasks.image_task import PictureTask, picture_data, train_again
from nervure.tasks.picture_data import labels_of
from nervure.tasks.picture_options import DIGITS, PictureOptions
from tests.data.faulty_folder import faulty_folder, state
from tests.failing_calls import little_room
from tests.models.networks import assert_explained, assert_same_weights
from tests.tasks.digit_pictures import digit_file, digit_folder, quick


class Interrupting(callbacks.Callback):
    """Somebody presses Ctrl-C twice, which stops at once; nobody does where no step is given."""

    def __init__(self, step: int | None = None, pause_seconds: float = 0.0) -> None:
        super().__init__()
        self._step, self._pause_seconds = step, pause_seconds

    def on_train_begin(self, logs: Any = None) -> None:
        time.sleep(self._pause_seconds)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self.model.optimizer.iterations == self._step:
            raise KeyboardInterrupt


def finished(options: PictureOptions, folder: Path) -> PictureTask:
    task = PictureTask(options, folder)
    task.train(verbose=0)
    task.save()
    return task


def source(kind: str, folder: Path) -> Path:
    return digit_folder(folder / "pictures") if kind == "folder" else digit_file(folder / "digits.npz")


@pytest.mark.parametrize("kind", ["folder", "npz"])
def test_a_run_leaves_everything_that_tells_of_it(kind: str, tmp_path: Path) -> None:
    task = finished(quick(source(kind, tmp_path)), tmp_path / "run")
    result = task.judge()
    config = json.loads((tmp_path / "run" / "config.json").read_text(encoding="utf-8"))
    assert (config["task"], config["seed"], config["labels"], config["model"]) == (
        "pictures",
        3,
        ["0", "1", "2"],
        "lecture-mlp",
    )
    assert config["pictures"] == {
        "height": 28, "width": 28, "color_mode": "grayscale", "framing": "stretch", "border_is_dark": True,
    }  # fmt: skip
    assert config["options"]["image_size"] == [28, 28]
    assert config["options"]["learning_rate"] == 0.001
    assert config["data"] == {
        "path": str(source_path(kind, tmp_path)), "kind": kind, "digest": task.data.digest, "count": 60, "left_out": 0,
    }  # fmt: skip
    assert config["split"] == {"seed": 0, "train": 42, "validation": 9, "test": 9}
    assert {"versions", "code", "device", "threads"} <= set(config)
    with (tmp_path / "run" / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[1]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy"}
    lines = (tmp_path / "run" / "train.log").read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith("training begins: images 42, held out 9, precision float32, seed 3")
    assert [" epoch 1 " in lines[1], " epoch 2 " in lines[2]] == [True, True]
    assert f"accuracy {result.run.accuracy:.4f}" in lines[3]
    assert_same_weights(load_model(tmp_path / "run" / "model.safetensors"), task.model)
    written = json.loads((tmp_path / "run" / "result.json").read_text(encoding="utf-8"))
    assert RunResult.from_json(written) == result.run
    assert (result.run.part, result.run.count, result.run.epochs) == ("test", 9, 2)
    assert result.run.weights == weights_digest(task.model)
    assert sorted(task.folder.files) == ["config.json", "history.csv", "model.safetensors", "result.json", "train.log"]


def test_a_rare_class_is_learned_as_class_weights_say(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures", count=120)
    for path in sorted((folder / "2").glob("*.png"))[10:]:
        path.unlink()
    runs = {
        kind: finished(quick(folder, class_weights=kind), tmp_path / str(kind)) for kind in (None, "none", "balanced")
    }
    assert [run.options.class_weights for run in runs.values()] == ["square-root", "none", "balanced"]
    assert runs[None].plan.class_weights == "square-root"
    assert runs[None].plan.imbalance == runs[None].data.imbalance > 3
    assert len({weights_digest(run.model) for run in runs.values()}) == 3
    config = json.loads((tmp_path / "None" / "config.json").read_text(encoding="utf-8"))
    assert PictureOptions.from_config(config).class_weights == "square-root"
    judged = runs["balanced"].judge()
    assert judged.run.balanced_accuracy == judged.judged.balanced_accuracy


def source_path(kind: str, folder: Path) -> Path:
    return folder / ("pictures" if kind == "folder" else "digits.npz")


@pytest.mark.parametrize("kind", ["folder", "npz"])
def test_a_run_that_was_interrupted_goes_on_to_the_same_bits(kind: str, tmp_path: Path) -> None:
    options = quick(source(kind, tmp_path), model="lecture-cnn", image_size=(8, 8), epochs=3)
    whole = PictureTask(options, tmp_path / "whole")
    whole.train(verbose=0, listeners=[Interrupting()])
    whole.save()
    broken = PictureTask(options, tmp_path / "broken")
    with pytest.raises(KeyboardInterrupt):
        broken.train(verbose=0, listeners=[Interrupting(step=5)])
    assert "interrupted after step 5" in (tmp_path / "broken" / "train.log").read_text(encoding="utf-8")
    again = PictureTask(replace(options, seed=None), tmp_path / "broken", resume=True)
    again.train(verbose=0, listeners=[Interrupting()])
    again.save()
    assert_same_weights(again.model, whole.model)
    for name in ("history.csv", "model.safetensors"):
        assert (tmp_path / "broken" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert again.judge().run.num_right == whole.judge().run.num_right


def test_the_time_of_a_run_is_that_of_all_its_stretches(tmp_path: Path) -> None:
    options = quick(digit_file(tmp_path / "digits.npz"), epochs=2)
    broken = PictureTask(options, tmp_path / "run")
    with pytest.raises(KeyboardInterrupt):
        broken.train(verbose=0, listeners=[Interrupting(step=5, pause_seconds=1.0)])
    again = PictureTask(options, tmp_path / "run", resume=True)
    began = time.perf_counter()
    again.train(verbose=0, listeners=[Interrupting()])
    own_seconds = time.perf_counter() - began
    assert own_seconds < again.seconds < own_seconds + broken.seconds
    assert again.judge().run.seconds == again.seconds
    over = PictureTask(options, tmp_path / "run", resume=True)
    over.train(verbose=0, listeners=[Interrupting()])
    assert over.judge().run.seconds > again.seconds


def test_without_room_for_checkpoint_and_model_nothing_is_written(tmp_path: Path) -> None:
    task = PictureTask(quick(digit_file(tmp_path / "digits.npz"), epochs=1), tmp_path / "run")
    with little_room(2 * task.model.count_params() * 4):  # the weights twice, without what the optimizer keeps
        assert_explained(FileError, lambda: task.train(verbose=0), "MB")
    assert [path.name for path in (tmp_path / "run").iterdir()] == [".lock"]


class Second(callbacks.Callback):
    """Somebody starts another training into the folder of the one that is running."""

    def __init__(self, options: PictureOptions, folder: Path) -> None:
        super().__init__()
        self._options, self._folder = options, folder
        self.refused = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        for resume in (False, True):
            with pytest.raises(FileError):
                PictureTask(self._options, self._folder, resume=resume).train(verbose=0)
            self.refused += 1


def test_a_second_training_into_a_folder_is_refused_and_leaves_no_mark(tmp_path: Path) -> None:
    path = digit_file(tmp_path / "digits.npz")
    second = Second(quick(path, epochs=5, seed=77), tmp_path / "run")
    task = PictureTask(quick(path, epochs=1), tmp_path / "run")
    task.train(verbose=0, listeners=[second])
    assert second.refused == 2
    config = json.loads((tmp_path / "run" / "config.json").read_text(encoding="utf-8"))
    assert (config["seed"], config["options"]["epochs"]) == (3, 1)


def test_a_run_goes_on_with_its_own_pictures_and_settings_only(tmp_path: Path) -> None:
    path = digit_file(tmp_path / "digits.npz")
    finished(quick(path), tmp_path / "run")

    def go_on(options: PictureOptions) -> None:
        PictureTask(options, tmp_path / "run", resume=True).train(verbose=0)

    assert_explained(ArgumentError, lambda: go_on(quick(path, image_size=(20, 20))), "network.input.batch_shape.1")
    assert_explained(ArgumentError, lambda: go_on(quick(path, epochs=5)), "fit.epochs")
    assert_explained(ArgumentError, lambda: go_on(quick(digit_file(tmp_path / "more.npz", 90))), str(tmp_path / "run"))


def test_a_run_that_was_killed_before_anything_was_saved_may_begin_as_another(tmp_path: Path) -> None:
    path = digit_file(tmp_path / "digits.npz")
    killed = PictureTask(quick(path, model="lecture-cnn", epochs=7), tmp_path / "run")
    killed.folder.write_config(killed.config)
    again = PictureTask(quick(path, epochs=1, seed=None), tmp_path / "run", resume=True)
    again.train(verbose=0)
    config = again.folder.config
    assert config is not None
    assert (config["model"], config["options"]["epochs"], config["seed"]) == ("lecture-mlp", 1, 3)


def test_rivals_are_judged_on_the_pictures_that_the_network_is_judged_on(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "set" / "train").parent
    for path in sorted((digit_folder(folder / "test", 30) / "0").iterdir())[1:]:
        path.unlink()
    result = finished(quick(folder, epochs=1), tmp_path / "run").judge().run
    assert (result.part, result.count) == ("test", 21)
    assert result.baselines["majority_class"] == pytest.approx(1 / 21)


def test_a_configuration_trains_the_same_once_more(tmp_path: Path) -> None:
    first = finished(quick(digit_folder(tmp_path / "pictures"), seed=None), tmp_path / "run")
    config = json.loads((tmp_path / "run" / "config.json").read_text(encoding="utf-8"))
    again = train_again(config, tmp_path / "again")
    assert again.run.weights == first.judge().run.weights
    recorded = json.loads((tmp_path / "again" / "config.json").read_text(encoding="utf-8"))
    assert recorded == config


def test_pictures_that_cannot_be_read_do_not_stop_a_run(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures")
    (folder / "1" / "broken.png").write_bytes(b"")
    task = finished(quick(folder), tmp_path / "run")
    assert task.judge().run.count == 9
    listed = (tmp_path / "run" / "left_out.csv").read_text(encoding="utf-8")
    assert listed.splitlines() == ["path,reason", "1/broken.png,empty file"]
    assert task.plan.left_out[0].path == "1/broken.png"


def test_two_hundred_faults_among_a_thousand_pictures_stop_nothing_and_nothing_changes(tmp_path: Path) -> None:
    make_folder(tmp_path / "pictures")
    faulty_folder(tmp_path / "pictures")
    before = state(tmp_path / "pictures")
    task = finished(quick(tmp_path / "pictures", epochs=1), tmp_path / "run")
    assert task.judge().run.count > 80
    with (tmp_path / "run" / "left_out.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["path"] for row in csv.DictReader(file)}
    assert task.data.audit is not None
    assert listed == {each.path for each in task.data.audit.left_out}
    assert state(tmp_path / "pictures") == before


def test_the_result_is_that_of_the_model(tmp_path: Path) -> None:
    task = finished(PictureOptions(DIGITS, "lecture-mlp", 1, 64, seed=5, samples=128), tmp_path / "run")
    result = task.judge()
    loss, accuracy = task.model.evaluate(task.data.validation, verbose=0)
    assert (result.run.part, result.run.count) == ("validation", 2000)
    assert result.run.accuracy == pytest.approx(accuracy)
    assert result.run.loss == pytest.approx(loss, rel=1e-3)
    assert [prediction.truth for prediction in result.predictions] == [str(label) for label in range(10)]
    assert all(0 < prediction.probability <= 1 for prediction in result.predictions)
    places = [prediction.index for prediction in result.predictions]
    assert labels_of(task.data.validation)[places].tolist() == list(range(10))
    assert result.folder == tmp_path / "run"
    assert task.plan.test == 0


def test_a_training_that_diverges_ends_with_an_error_and_keeps_its_course(tmp_path: Path) -> None:
    task = finished(quick(digit_file(tmp_path / "digits.npz"), epochs=5, learning_rate=1e30), tmp_path / "run")
    assert_explained(DataError, task.judge, str(tmp_path / "run"), "NaN", "--learning-rate")
    assert sorted(task.folder.files) == ["config.json", "history.csv", "model.safetensors", "train.log"]
    assert len(task.folder.history.read_text(encoding="utf-8").splitlines()) == 2, "no epoch after the one that failed"
    assert "the loss of epoch 1 is not a number" in (tmp_path / "run" / "train.log").read_text(encoding="utf-8")


def test_the_best_weights_outlive_an_epoch_that_diverged(tmp_path: Path) -> None:
    class Diverging(callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            if epoch == 2:
                self.model.set_weights([np.full_like(weight, np.nan) for weight in self.model.get_weights()])

    task = PictureTask(quick(digit_file(tmp_path / "digits.npz"), epochs=9), tmp_path / "run")
    task.train(verbose=0, listeners=[Diverging()])
    assert task.judge().run.epochs == 3
    assert all(np.isfinite(weight).all() for weight in task.model.get_weights())


def test_colors_are_learned_and_shown(tmp_path: Path) -> None:
    colors = np.zeros((60, 8, 8, 3), np.uint8)
    labels = np.arange(60) % 3
    colors[np.arange(60), :, :, labels] = np.random.default_rng(0).integers(120, 256, (60, 8, 8))
    np.savez(tmp_path / "colors.npz", x=colors, y=labels)
    task = finished(quick(tmp_path / "colors.npz", model="small-resnet", epochs=12), tmp_path / "run")
    result = task.judge()
    assert task.plan.color_mode == "rgb"
    assert result.predictions[0].picture.channels == 3
    assert result.run.accuracy > 0.9


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_precision_says_what_was_asked_for(tmp_path: Path, precision: str) -> None:
    assert PictureTask(PictureOptions(DIGITS, precision=precision, seed=1), tmp_path / "run").precision == precision


def test_the_precision_says_what_auto_came_to_and_how_and_the_configuration_keeps_it(tmp_path: Path) -> None:
    path = digit_file(tmp_path / "digits.npz")
    for seed, choices in ((3, {"by rule"}), (None, {"by rule", "measured"})):
        task = finished(quick(path, seed=seed, precision="auto"), tmp_path / str(seed))
        used = task.model.precision.used
        assert task.precision in {f"{used} (auto, {choice})" for choice in choices}
        kept = json.loads((tmp_path / str(seed) / "config.json").read_text(encoding="utf-8"))["precision"]
        assert (kept["asked"], kept["used"]) == ("auto", used)
        again = train_again({**task.config, "precision": {"used": "float32"}}, tmp_path / f"{seed}-again")
        assert json.loads((again.folder / "config.json").read_text(encoding="utf-8"))["precision"]["asked"] == "float32"


def test_without_a_seed_one_is_drawn_and_recorded(tmp_path: Path) -> None:
    path = digit_file(tmp_path / "digits.npz")
    first, second = (finished(quick(path, seed=None), tmp_path / name) for name in "ab")
    assert first.seed != second.seed
    assert json.loads((tmp_path / "a" / "config.json").read_text(encoding="utf-8"))["seed"] == first.seed


def test_what_cannot_be_learned_from_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for wrong in ("empty", "missing", "missing.npz"):
        with pytest.raises((FileError, ValueError)):
            PictureTask(PictureOptions(wrong))
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    assert_explained(UnknownNameError, lambda: picture_data(PictureOptions("digit")), "'digits'")


def test_classes_of_which_no_picture_is_judged_on_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    x, y = (part[::50] for part in digits())
    rows = np.concatenate([np.flatnonzero(y != 3), np.repeat(np.flatnonzero(y == 3)[0], 20)])
    np.savez(tmp_path / "copies.npz", x=x[rows], y=y[rows])
    task = PictureTask(quick(tmp_path / "copies.npz"), tmp_path / "run")
    assert task.data.not_judged == ("3",)
    assert "no image of 3 is held out" in caplog.text


def test_a_run_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert_explained(FileError, lambda: PictureTask(PictureOptions(DIGITS), tmp_path), "config.json")


@pytest.fixture(autouse=True)
def _no_seed() -> Any:
    yield
    set_seed(None)
