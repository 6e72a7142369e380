from __future__ import annotations

from pathlib import Path

import pytest

from nervure.cli.application import main
from tests.tasks.saved_runs import trained_run


def test_a_report_is_written_into_the_folder_of_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = trained_run(tmp_path / "run")
    with pytest.raises(SystemExit) as left:
        main(["report", str(folder), "digits"])
    assert left.value.code == 0
    assert str(folder / "report.html") in capsys.readouterr().out
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_what_is_no_run_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["report", str(tmp_path)])
    assert left.value.code == 1
    assert "model.safetensors" in capsys.readouterr().err
