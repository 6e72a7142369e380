from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nervure.errors import DataError, FileError
from nervure.tasks.learned_data import learned_data
from nervure.tasks.saved_run import SavedRun
from tests.models.networks import assert_explained
from tests.tasks.saved_runs import dense_network, save_run, trained_run


def test_what_was_learned_from_is_found_again(tmp_path: Path) -> None:
    run = SavedRun.open(trained_run(tmp_path / "run"))
    data = learned_data(run)
    assert data.digest == run.config["data"]["digest"]
    assert (data.training.num_samples, data.judged_on.num_samples) == (512, 2000)


@pytest.mark.parametrize(("section", "changed"), [("data", {"digest": "f00d"}), ("split", {"validation": 2001})])
def test_other_pictures_or_other_parts_are_refused(section: str, changed: dict[str, Any], tmp_path: Path) -> None:
    path = trained_run(tmp_path / "run") / "config.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values[section].update(changed)
    path.write_text(json.dumps(values), encoding="utf-8")
    run = SavedRun.open(tmp_path / "run")
    assert_explained(DataError, lambda: learned_data(run), "digits", *map(str, changed.values()))


def test_a_run_that_does_not_say_it_is_refused(tmp_path: Path) -> None:
    run = SavedRun.open(save_run(tmp_path / "run", dense_network()))
    assert_explained(FileError, lambda: learned_data(run), str(tmp_path / "run"))
