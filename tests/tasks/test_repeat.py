from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nervure.data import digits
from nervure.errors import FileError
from nervure.tasks.image_task import PictureTask
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.repeat import repeat_run
from nervure.tasks.saved_run import SavedRun
from tests.tasks.saved_runs import dense_network, folder_of_digits, save_run, trained_run


def test_a_run_comes_out_the_same_in_a_folder_beside_it(tmp_path: Path) -> None:
    run = SavedRun.open(trained_run(tmp_path / "run"))
    repeated = repeat_run(run)
    assert repeated.is_the_same
    assert [each.matter for each in repeated.agreements if each.holds] == [
        "data", "code", "versions", "device", "weights",
    ]  # fmt: skip
    assert Path(repeated.folder) == tmp_path / "run-again"
    again = SavedRun.open(repeated.folder)
    assert [array.tobytes() for array in again.model.get_weights()] == [
        array.tobytes() for array in run.model.get_weights()
    ]
    assert Path(repeat_run(run, tmp_path / "mine").folder) == tmp_path / "mine"


def test_the_run_that_somebody_stands_in_is_repeated_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(trained_run(tmp_path / "run"))
    assert Path(repeat_run(SavedRun.open(".")).folder) == tmp_path / "run-again"


def test_a_run_with_a_precision_that_was_found_is_repeated_with_it(tmp_path: Path) -> None:
    run = SavedRun.open(trained_run(tmp_path / "run", precision="auto"))
    assert repeat_run(run).is_the_same


def test_a_folder_with_one_damaged_file_more_gives_the_same_run(tmp_path: Path) -> None:
    x, y = digits()
    rows = np.arange(0, 10_000, 50)
    folder = folder_of_digits(tmp_path / "digits", x[rows], [str(label) for label in y[rows]])
    options = PictureOptions(str(folder), "lecture-mlp", 1, seed=3, augmentation="signs", precision="float32")
    task = PictureTask(options, tmp_path / "run")
    task.train(verbose=0)
    task.save()
    task.judge()
    (folder / "3" / "0.png").write_bytes(b"no picture")
    repeated = repeat_run(SavedRun.open(tmp_path / "run"))
    assert repeated.is_the_same
    assert all(each.holds for each in repeated.agreements)


def test_another_seed_is_noticed_by_the_weights(tmp_path: Path) -> None:
    folder = trained_run(tmp_path / "run")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "seed": 4, "code": "older"}), encoding="utf-8")
    repeated = repeat_run(SavedRun.open(folder))
    assert not repeated.is_the_same
    assert {each.matter for each in repeated.agreements if not each.holds} == {"code", "weights"}


def test_what_was_not_finished_or_not_recorded_cannot_be_repeated(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"got: +config\.json"):
        repeat_run(SavedRun.open(save_run(tmp_path / "model", dense_network(units=4))))
    folder = trained_run(tmp_path / "run")
    (folder / "result.json").unlink()
    with pytest.raises(FileError, match=r"got: +result\.json"):
        repeat_run(SavedRun.open(folder))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "run"]
