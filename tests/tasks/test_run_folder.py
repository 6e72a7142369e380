from __future__ import annotations

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

import nervure
from nervure.errors import FileError
from nervure.models.checkpointing import CHECKPOINT
from nervure.records.picture_folder import LeftOut
from nervure.records.result import RunResult
from nervure.tasks.run_folder import FILES, LEARNED, RunFolder, refuse_unusable
from tests.models.networks import assert_explained


def test_a_folder_is_made_with_all_folders_above_it(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "실행" / "first")
    assert folder.path.is_dir()
    assert folder.weights == folder.path / "model.safetensors"
    assert folder.history == folder.path / "history.csv"


def test_a_folder_with_other_files_is_taken(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert RunFolder(str(tmp_path)).path == tmp_path


@pytest.mark.parametrize("name", FILES)
def test_a_folder_that_holds_a_part_of_a_run_is_refused_with_a_free_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (tmp_path / "run-2").mkdir()
    (folder / name).write_text("")
    assert_explained(FileError, lambda: RunFolder(folder), str(folder), name, f"--out {folder}-3")
    assert [path.name for path in folder.iterdir()] == [name]


def test_the_first_free_folder_is_taken(tmp_path: Path) -> None:
    made = [RunFolder.new("digits", tmp_path / "runs").path.name for _ in range(3)]
    assert made == ["digits", "digits-2", "digits-3"]


def test_runs_that_begin_at_once_have_a_folder_each(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as beginners:
        made = list(beginners.map(lambda _: RunFolder.new("digits", tmp_path / "runs").path, range(100)))
    assert len(set(made)) == 100


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs rights there")
def test_a_dead_link_is_not_free(tmp_path: Path) -> None:
    (tmp_path / "digits").symlink_to(tmp_path / "nowhere")
    assert RunFolder.new("digits", tmp_path).path.name == "digits-2"


def test_the_configuration_says_what_it_ran_with(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.write_config({"task": "digits", "이름": "값", "seed": 3})
    text = (tmp_path / "config.json").read_text(encoding="utf-8")
    config = json.loads(text)
    assert config["seed"] == 3
    assert "값" in text
    assert config["versions"]["nervure"] == nervure.__version__
    assert config["versions"]["torch"] == torch.__version__
    assert config["threads"] == torch.get_num_threads()


def test_the_log_grows_by_lines_with_the_time_of_day(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.log("first")
    folder.log("둘째")
    lines = (tmp_path / "train.log").read_text(encoding="utf-8").splitlines()
    assert [re.sub(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  ", "", line) for line in lines] == ["first", "둘째"]


def test_a_run_goes_on_in_the_newest_folder_or_begins_in_the_first(tmp_path: Path) -> None:
    parent = tmp_path / "runs"
    assert RunFolder.newest("digits", parent).path.name == "digits"
    for _ in range(2):
        RunFolder.new("digits", parent).write_config({"seed": 8})
    newest = RunFolder.newest("digits", parent)
    assert (newest.path.name, newest.seed) == ("digits-3", 8)


def test_the_configuration_of_a_run_stays_once_there_is_a_checkpoint_to_go_on_from(tmp_path: Path) -> None:
    RunFolder(tmp_path).write_config({"seed": 3})
    again = RunFolder(tmp_path, resume=True)
    again.write_config({"seed": 4})
    assert again.seed == 4
    (tmp_path / CHECKPOINT).write_bytes(b"")
    again.write_config({"seed": 5})
    assert again.seed == 4


@pytest.mark.parametrize(
    "text", ["{}", "no json", '{"seed": null}', '{"seed": 1e999}', '{"seed": 1, "data": 5}', "[" * 100_000]
)
def test_a_configuration_that_was_altered_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(FileError, match="configuration of the run"):
        RunFolder(tmp_path, resume=True).seed  # noqa: B018 - reading it is what fails


def test_a_configuration_is_read_as_deep_as_it_may_be_printed(tmp_path: Path) -> None:
    deep = json.dumps({"seed": 1, "data": {"a": 1}}).replace('"a": 1', '"a": ' + "[" * 400 + "]" * 400)
    (tmp_path / "config.json").write_text(deep)
    with pytest.raises(FileError, match="levels deep"):
        RunFolder(tmp_path, resume=True).seed  # noqa: B018 - reading it is what fails


@pytest.mark.parametrize("text", ["[]", "{", '{"part": "test"}', None])
def test_a_result_that_was_altered_is_an_error(tmp_path: Path, text: str | None) -> None:
    folder = RunFolder(tmp_path)
    folder.write_result(RunResult("test", 10, 9, 0.5, 1.0, 2, {"majority_class": 0.1}, "digest"))
    path = tmp_path / "result.json"
    path.write_text(path.read_text(encoding="utf-8").replace(" 10,", " 1e999,") if text is None else text)
    with pytest.raises(FileError, match=r"result\.json"):
        folder.result  # noqa: B018 - reading it is what fails


def test_results_and_what_is_left_out_are_plain_files(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.write_left_out(())
    assert folder.files == []
    folder.write_left_out([LeftOut("고양이/a.png", "picture.empty_file")])
    result = RunResult("test", 10, 9, 0.5, 1.0, 2, {"majority_class": 0.1}, "digest")
    folder.write_result(result)
    assert (tmp_path / "left_out.csv").read_text(encoding="utf-8") == "path,reason\n고양이/a.png,empty file\n"
    assert RunResult.from_json(json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))) == result
    (tmp_path / LEARNED).touch()
    assert folder.files == ["result.json", "left_out.csv"], "what only nervure reads is not named"


def test_a_folder_is_held_by_one_run(tmp_path: Path) -> None:
    first, second = RunFolder(tmp_path / "run"), RunFolder(tmp_path / "run")
    with first.held():
        with first.held():
            first.write_config({"seed": 1})
        assert_explained(FileError, lambda: second.held().__enter__(), ".lock")
        assert_explained(FileError, lambda: refuse_unusable(tmp_path / "run", resume=True), str(tmp_path / "run"))
    # The first is over; what it left is not written over by who looked before it began.
    assert_explained(FileError, lambda: second.held().__enter__(), "config.json")
    refuse_unusable(tmp_path / "run", resume=True)
    assert_explained(FileError, lambda: refuse_unusable(tmp_path / "run", resume=False), "config.json")
    with RunFolder(tmp_path / "run", resume=True).held():
        assert json.loads((tmp_path / "run" / "config.json").read_text())["seed"] == 1


def test_lines_of_the_log_wait_where_the_disk_is_full(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = RunFolder(tmp_path / "run")
    (tmp_path / "run" / "train.log").symlink_to("/dev/full")
    folder.log("first")
    assert "the disk is full" in caplog.text
    (tmp_path / "run" / "train.log").unlink()
    folder.log("second")
    assert [line[21:] for line in (tmp_path / "run" / "train.log").read_text().splitlines()] == ["first", "second"]
