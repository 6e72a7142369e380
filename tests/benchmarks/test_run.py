from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.harness.result import write
from benchmarks.run import chosen_contenders, chosen_works, empty_result, is_measured, main
from benchmarks.works.table import WORKS


def test_workloads_are_chosen_by_name_and_by_pattern() -> None:
    assert [work.name for work in chosen_works("help, lecture-cnn")] == ["help", "lecture-cnn"]
    assert {work.name.partition("-")[0] for work in chosen_works("lstm-*,gru-*")} == {"lstm", "gru"}
    assert len(chosen_works("")) == len(WORKS)
    with pytest.raises(SystemExit, match="no workload rowing; there are"):
        chosen_works("rowing")


def test_contenders_are_chosen_of_those_who_take_part() -> None:
    assert chosen_contenders(WORKS["lecture-cnn"], "torch-eager,nervure,onnxruntime") == ("nervure", "torch-eager")
    with pytest.raises(SystemExit, match="no contender nobody"):
        chosen_contenders(WORKS["lecture-cnn"], "nobody")


def test_the_command_measures_the_same_again() -> None:
    result = empty_result(WORKS["lecture-cnn"], ("nervure", "torch-eager"), 2)
    assert result.command == "make bench WORK=lecture-cnn CONTENDERS=nervure,torch-eager ROUNDS=2"
    assert empty_result(WORKS["help"], ("nervure",), 0).command == "make bench WORK=help"


def test_what_is_measured_is_kept_and_what_changed_is_not() -> None:
    wanted, found = (empty_result(WORKS["help"], ("nervure",), 0) for _ in range(2))
    assert not is_measured(wanted, None)
    assert not is_measured(wanted, found)
    found.is_complete = True
    assert is_measured(wanted, found)
    found.source = "other code"
    assert not is_measured(wanted, found)


def test_a_workload_is_measured_once_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--work", "help", "--rounds", "1", "--results", str(tmp_path)]
    assert main(asked) == 0
    assert "help: nervure --help" in capsys.readouterr().out
    assert "make bench WORK=help ROUNDS=1" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert main(asked) == 0
    assert capsys.readouterr().out == ""


def test_too_little_time_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--work", "help", "--minutes", "0", "--results", str(tmp_path)]) == 1
    assert "Not measured, for lack of time: help" in capsys.readouterr().out


def test_the_list_tells_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = empty_result(WORKS["help"], ("nervure",), 0)
    result.is_complete = True
    write(result, tmp_path)
    assert main(["--work", "help,import", "--list", "--results", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "nervure  measured" in told
    assert "not installed:" in told
