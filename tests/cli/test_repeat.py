from __future__ import annotations

import json
from pathlib import Path

import pytest

from nervure import set_language
from nervure.cli.application import DONE, FAILED
from tests.cli.processes import left, run
from tests.tasks.saved_runs import dense_network, save_run, trained_run


def test_a_run_that_comes_out_the_same_leaves_code_0_and_one_object(trained: Path, tmp_path: Path) -> None:
    done = run("repeat", str(trained), "--out", "again", "--json", folder=tmp_path)
    assert (done.returncode, done.stdout.count("\n")) == (DONE, 1), done.stderr
    repeated = json.loads(done.stdout)
    assert repeated["is_the_same"] is True
    assert repeated["agreements"]["data"]["holds"] is True
    assert (tmp_path / "again" / "result.json").is_file()


@pytest.mark.parametrize(("language", "words"), [("en", "A different run"), ("ko", "다른 실행")])
def test_a_run_that_comes_out_otherwise_leaves_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    set_language(language)
    folder = trained_run(tmp_path / "run")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "seed": 4}), encoding="utf-8")
    assert left("repeat", str(folder)) == FAILED
    shown = capsys.readouterr().out
    assert words in shown
    assert "run-again" in shown


def test_what_cannot_be_repeated_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_run(tmp_path / "model", dense_network(units=4))
    assert left("repeat", str(tmp_path / "model")) == FAILED
    out, error = capsys.readouterr()
    assert (out, len(error.splitlines())) == ("", 4)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
