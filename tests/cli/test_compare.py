from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from nervure import set_language
from nervure.cli.application import DONE, FAILED, WRONG_USAGE
from tests.cli.processes import left, run
from tests.tasks.saved_runs import trained_run


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained_run(tmp_path_factory.mktemp("other") / "run")


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("statistically significant", "McNemar's")), ("ko", ("우연", "맥니머"))]
)
def test_differences_and_the_meaning_of_the_gap_are_shown(
    trained: Path, other: Path, capsys: pytest.CaptureFixture[str], language: str, words: tuple[str, ...]
) -> None:
    set_language(language)
    assert left("compare", str(trained), str(other)) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert next(line.split() for line in lines if line.strip().startswith("epochs")) == ["epochs", "2", "1"]
    assert all(word in " ".join(lines) for word in words)
    assert "https://doi.org/" in " ".join(lines)
    assert max(map(cell_len, lines)) <= 80


def test_json_is_one_object(trained: Path, other: Path, tmp_path: Path) -> None:
    done = run("compare", str(trained), str(other), "--on", "digits", "--json", folder=tmp_path)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (DONE, "", 1)
    compared = json.loads(done.stdout)
    assert compared["gap"]["test"] == "mcnemar"
    assert compared["gap"]["first"]["count"] == 2000
    assert {"subject": "settings", "name": "epochs", "first": "2", "second": "1"} in compared["differences"]


def test_wrong_input_is_explained(trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert left("compare", str(trained)) == WRONG_USAGE
    assert left("compare", str(trained), str(tmp_path)) == FAILED
    assert left("compare", str(trained), str(trained), "--on", str(tmp_path / "nowhere")) == FAILED
    assert "nowhere" in capsys.readouterr().err
