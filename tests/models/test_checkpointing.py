"""Runs that are interrupted anywhere and go on with the same bits."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from nervure import set_seed
from nervure.callbacks import Callback, EarlyStopping
from nervure.errors import ArgumentError, FileError
from nervure.models.checkpointing import CHECKPOINT
from nervure.randomness import seed_in_force
from tests.failing_calls import CALLS, failing, little_room
from tests.house.source import ROOT
from tests.models.hostile_files import with_description
from tests.models.networks import assert_explained
from tests.models.resuming import CONFIGURATIONS, Drawn, Raising, data, network, outcome

X, Y = data()
SETTINGS: dict[str, Any] = {"batch_size": 8, "epochs": 3, "verbose": 0}
_posix = pytest.mark.skipif(os.name != "posix", reason="forks, and signals of Unix")


@pytest.fixture(autouse=True)
def _first_weights() -> Iterator[None]:
    """Networks that are built here begin alike."""
    set_seed(1)
    yield
    set_seed(None)


def fit(folder: Path | None = None, *listed: Callback, **more: Any) -> dict[str, Any]:
    """A run of a small network with masks, saved after every second step."""
    saving = {} if folder is None else {"checkpoint": folder, "save_every": 2}
    if seed_in_force() is not None:
        set_seed(1)  # each begins as a program of its own does
    model = network("masked", "adam")
    history = model.fit(**{"x": X, "y": Y, **SETTINGS, "callbacks": listed, **saving, **more})
    return outcome(model, history)


def interrupted(folder: Path, after: int, **more: Any) -> None:
    """The same, ended by an error after so many steps."""
    with pytest.raises(RuntimeError, match="interrupted"):
        fit(folder, Raising(after), **more)


def go_on(folder: Path, **more: Any) -> dict[str, Any]:
    return fit(folder, Raising(-1), resume=True, **more)


@pytest.mark.parametrize("number", range(50))
def test_a_drawn_run_that_goes_on_ends_with_the_same_bits(tmp_path: Path, number: int) -> None:
    whole, cut = Drawn(number, tmp_path / "whole"), Drawn(number, tmp_path / "cut")
    expected = whole.fit(Raising(-1))
    saving = {"checkpoint": cut.folder, "save_every": cut.save_every}
    try:
        cut.fit(Raising(cut.stop), **saving)
    except RuntimeError:
        set_seed(1)
        assert cut.fit(Raising(-1), resume=True, **saving) == expected
    else:
        assert whole.callbacks == "stopping", "it should have been interrupted"


def test_the_drawn_runs_have_every_network_optimizer_and_callback() -> None:
    drawn = [CONFIGURATIONS[number * 7 % len(CONFIGURATIONS)] for number in range(50)]
    for place in range(3):
        assert {one[place] for one in drawn} == {one[place] for one in CONFIGURATIONS}


@pytest.mark.parametrize("after", [1, 2, 5, 6, 7, 11, 17])
def test_a_run_goes_on_from_any_step(tmp_path: Path, after: int) -> None:
    interrupted(tmp_path, after)
    assert go_on(tmp_path) == fit()


def test_without_save_every_a_run_goes_on_from_whole_epochs(tmp_path: Path) -> None:
    interrupted(tmp_path, 11, save_every=None)
    assert go_on(tmp_path, save_every=None) == fit()


def test_saving_changes_no_bit(tmp_path: Path) -> None:
    assert fit(tmp_path) == fit()


def test_in_the_same_process_the_same_model_goes_on(tmp_path: Path) -> None:
    model = network("masked", "adam")
    with pytest.raises(RuntimeError):
        model.fit(X, Y, **SETTINGS, checkpoint=tmp_path, save_every=2, callbacks=[Raising(9)])
    history = model.fit(X, Y, **SETTINGS, checkpoint=tmp_path, resume=True, callbacks=[Raising(-1)])
    assert outcome(model, history) == fit()


def test_a_finished_run_comes_back_untrained(tmp_path: Path) -> None:
    expected = fit(tmp_path)
    before = (tmp_path / CHECKPOINT).read_bytes()
    assert fit(tmp_path, resume=True) == expected
    assert (tmp_path / CHECKPOINT).read_bytes() == before


def test_unset_seeds_are_those_of_the_checkpoint(tmp_path: Path) -> None:
    set_seed(None)
    interrupted(tmp_path, 8, seed=1234)
    assert seed_in_force() is None
    assert go_on(tmp_path)["seed"] == 1234


def test_where_nothing_is_saved_a_run_begins(tmp_path: Path) -> None:
    assert fit(tmp_path / "new" / "folder", resume=True) == fit()


def test_whether_a_run_goes_on_or_begins_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    interrupted(tmp_path, 1)
    assert not caplog.records
    interrupted(tmp_path, 5, resume=True)
    assert "contains no checkpoint to resume" in caplog.text
    caplog.clear()
    go_on(tmp_path)
    assert "is from step 4: training resumes in epoch 1" in caplog.text


def test_an_epoch_is_shown_when_it_is_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class Looking(Callback):
        shown: tuple[str, ...] = ()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.shown += (capsys.readouterr().out,)

    looking = Looking()
    fit(tmp_path, looking, verbose=2, save_every=None)
    last = capsys.readouterr().out
    assert [text.count("Epoch ") for text in (*looking.shown, last)] == [0, 1, 1, 1]
    # Where the save is the last thing that is done, nothing was shown of its epoch.
    with failing("rename", 2, errno.EIO), pytest.raises(FileError):
        fit(tmp_path / "broken", verbose=2, save_every=None)
    assert capsys.readouterr().out.count("Epoch ") == 2


def test_without_room_for_what_it_saves_a_run_does_not_begin(tmp_path: Path) -> None:
    with little_room(100):
        assert_explained(FileError, lambda: fit(tmp_path), "0.0 MB", str(tmp_path))
    assert not (tmp_path / CHECKPOINT).exists()


def test_a_run_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    fit(tmp_path)
    assert_explained(FileError, lambda: fit(tmp_path), "resume=True")


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"x": X + 1}, ["data.digest"]),
        ({"x": X[:40], "y": Y[:40]}, ["data.samples", "data.batches"]),
        ({"batch_size": 4}, ["data.batch_size"]),
        ({"seed": 9}, ["seed"]),
        ({"epochs": 9, "shuffle": False}, ["fit.epochs", "fit.shuffle"]),
        ({"validation_split": 0.5}, ["validation_data", "fit.validation_split"]),
        ({"callbacks": [EarlyStopping("loss"), Raising(-1)]}, ["callbacks"]),
    ],
)
def test_another_run_is_an_error_that_lists_what_differs(tmp_path: Path, more: dict[str, Any], names: Any) -> None:
    interrupted(tmp_path, 8)
    assert_explained(ArgumentError, lambda: go_on(tmp_path, **more), *names, CHECKPOINT)


def test_another_network_or_rate_is_an_error_too(tmp_path: Path) -> None:
    interrupted(tmp_path, 8)
    for model, name in ((network("lstm", "adam"), "layers"), (network("masked", "sgd"), "class_name")):
        options: Any = {**SETTINGS, "checkpoint": tmp_path, "resume": True, "callbacks": [Raising(-1)]}
        assert_explained(ArgumentError, lambda model=model, options=options: model.fit(X, Y, **options), name)


def test_other_threads_are_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    interrupted(tmp_path, 8)
    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    try:
        go_on(tmp_path)
    finally:
        torch.set_num_threads(before)
    assert "threads" in caplog.text


def test_arguments_that_need_a_folder_say_so() -> None:
    for more in ({"save_every": 3}, {"resume": True}):
        assert_explained(ArgumentError, lambda more=more: fit(**more), "checkpoint")
    assert_explained(ArgumentError, lambda: fit(Path("unused"), save_every=0), "save_every")


def test_what_cannot_be_saved_is_named(tmp_path: Path) -> None:
    class Remembering(Callback):
        def get_state(self) -> dict[str, Any]:
            return {"function": print}

    assert_explained(ArgumentError, lambda: fit(tmp_path, Remembering()), "Remembering", "get_state")


@pytest.mark.parametrize(
    ("part", "name", "value", "seen"),
    [
        ("position", "epoch", 10**12, "epoch: 1000000000000"),
        ("position", "epoch", -1, "epoch: -1"),
        ("position", "batch", 7, "batch: 7"),
        ("position", "is_finished", "no", "-"),
        ("position", "logs", {"loss": {"<array>": "run:99"}}, "run:99"),
        ("identity", "seed", "7", "-"),
        ("tally", "sums", [], "sums: 0"),
        ("tally", "num_samples", "many", "num_samples"),
        ("watcher", "told", 3, "told"),
    ],
)
def test_a_run_that_was_altered_is_an_error(tmp_path: Path, part: str, name: str, value: Any, seen: str) -> None:
    interrupted(tmp_path, 8)

    def change(described: Any) -> None:
        described["run"][part][name] = value

    path = tmp_path / CHECKPOINT
    path.write_bytes(with_description(path.read_bytes(), change))
    assert_explained(FileError, lambda: go_on(tmp_path), CHECKPOINT, seen)


def test_a_run_without_one_of_its_parts_is_an_error(tmp_path: Path) -> None:
    interrupted(tmp_path, 8)
    path = tmp_path / CHECKPOINT
    whole = path.read_bytes()
    for part in ("identity", "environment", "position", "has_traded", "tally", "callbacks"):
        path.write_bytes(with_description(whole, lambda described, part=part: described["run"].pop(part) and None))
        assert_explained(FileError, lambda: go_on(tmp_path), CHECKPOINT)


def loader(_epochs: int) -> Any:
    return DataLoader(TensorDataset(torch.from_numpy(X), torch.from_numpy(Y)), batch_size=8, shuffle=True)


def batches(epochs: int) -> Any:
    draws = np.random.default_rng(3)
    for _ in range(epochs * 6):
        rows = draws.integers(0, len(X), 8)
        yield X[rows], Y[rows]


@pytest.mark.parametrize(("source", "steps"), [(loader, None), (loader, 4), (batches, 6)])
def test_generators_and_loaders_go_on_at_whole_epochs(
    tmp_path: Path, source: Any, steps: Any, caplog: pytest.LogCaptureFixture
) -> None:
    options = {"y": None, "batch_size": None, "steps_per_epoch": steps}
    expected = fit(x=source(3), **options)
    interrupted(tmp_path, 10, x=source(3), **options)
    assert "whole epochs" in caplog.text
    assert go_on(tmp_path, x=source(3), **options) == expected


class Pressing(Callback):
    """Presses Ctrl-C in the middle of a step."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        if self.model.optimizer.calls == 7:
            for _ in range(self.times):
                signal.raise_signal(signal.SIGINT)


@_posix
def test_ctrl_c_finishes_the_step_saves_and_raises(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path, Pressing(1), save_every=100)
    assert "after step 8" in caplog.text
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before
    assert fit(tmp_path, Pressing(0), resume=True) == fit()


@_posix
def test_a_second_ctrl_c_stops_at_once(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path, Pressing(2), save_every=100)
    assert not (tmp_path / CHECKPOINT).exists()


def test_a_folder_has_one_writer(tmp_path: Path) -> None:
    class Second(Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            assert_explained(FileError, lambda: fit(tmp_path, resume=True), ".lock")

    fit(tmp_path, Second())


def test_temporary_files_of_dead_processes_are_swept(tmp_path: Path) -> None:
    for name in (".checkpoint.0123abcd.safetensors", ".log.89abcdef.csv"):
        (tmp_path / name).write_text("half")
    (tmp_path / ".hidden.txt").write_text("mine")
    fit(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden.txt", ".lock", CHECKPOINT]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("number", [1, 2, 3, 5, 8])
def test_on_a_full_disk_training_goes_on_and_the_last_file_is_whole(
    tmp_path: Path, call: str, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    expected = fit()
    with failing(call, number, errno.ENOSPC) as uses:
        assert fit(tmp_path) == expected
    assert len(uses) > number
    assert "MB" in caplog.text
    if (tmp_path / CHECKPOINT).exists():
        assert call in ("open", "fsync", "close") or "is intact" in caplog.text  # the folder's own flush may fail
    else:
        assert "nothing has been saved yet" in caplog.text
        assert "is intact" not in caplog.text
    assert {path.name for path in tmp_path.iterdir()} <= {".lock", CHECKPOINT}
    assert fit(tmp_path, resume=True) == expected


@pytest.mark.parametrize("call", CALLS)
def test_a_disk_that_fails_otherwise_stops_the_run_with_the_last_file_whole(tmp_path: Path, call: str) -> None:
    with failing(call, 5, errno.EIO), pytest.raises(FileError, match=os.strerror(errno.EIO)):
        fit(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".lock", CHECKPOINT}
    assert fit(tmp_path, resume=True) == fit()


def killed(folder: Path, kills: int, limit: float) -> dict[str, int]:
    """What the program that kills runs found."""
    command = [sys.executable, "-m", "tests.models.killed_runs", str(folder), str(kills)]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=limit, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


@_posix
def test_runs_that_are_killed_end_with_the_same_bits(tmp_path: Path) -> None:
    found = killed(tmp_path, 10, 300)
    assert found.pop("kills") == 10
    assert found.pop("runs") > 1
    assert set(found.values()) == {0}, found


@_posix
@pytest.mark.slow
def test_runs_that_are_killed_two_hundred_times_do_too(tmp_path: Path) -> None:
    found = killed(tmp_path, 200, 900)
    assert found.pop("kills") == 200
    assert found.pop("runs") > 10
    assert set(found.values()) == {0}, found


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [("NERVURE_CONVOLUTION", "onednn", "convolution"), ("NERVURE_SMALL_NETWORKS", "never", "small_networks")],
)
def test_a_run_that_goes_on_where_other_bits_come_out_says_what_differs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
    variable: str, value: str, named: str,
) -> None:  # fmt: skip
    monkeypatch.delenv(variable, raising=False)
    interrupted(tmp_path, 4)
    monkeypatch.setenv(variable, value)
    go_on(tmp_path)
    assert any(named in record.message and value in record.message for record in caplog.records)


def test_the_vectors_that_compute_are_noted_and_what_an_older_file_did_not_note_is_no_difference(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    interrupted(tmp_path, 4)
    path, noted = tmp_path / CHECKPOINT, {}

    def forget(described: Any) -> None:
        noted.update(described["run"]["environment"])
        del described["run"]["environment"]["vectors"]

    path.write_bytes(with_description(path.read_bytes(), forget))
    assert {"vectors", "vectors_of_torch", "convolution"} <= set(noted)
    go_on(tmp_path)
    assert not any("vectors is" in record.message for record in caplog.records)
