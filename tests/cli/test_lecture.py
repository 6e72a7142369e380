from __future__ import annotations

from pathlib import Path

import pytest

from nervure.cli.application import DONE, WRONG_USAGE
from tests.cli.processes import run


@pytest.mark.parametrize(("language", "word"), [("en", "Backward, step 1"), ("ko", "역전파 1단계")])
def test_the_example_is_printed_at_once(language: str, word: str, tmp_path: Path) -> None:
    done = run("lecture", "--language", language, folder=tmp_path)
    assert (done.returncode, done.stderr) == (DONE, "")
    assert word in done.stdout
    assert "W5⁺ = W5 - α·dE_total/dW5 = 0.45 - 0.5 × 0.0259229 = 0.437039" in done.stdout


def test_step_by_step_it_asks_before_each_step(tmp_path: Path) -> None:
    done = run("lecture", "--step", "--language", "en", folder=tmp_path)
    assert done.stderr.count("Press Enter for the next step.") == 6


def test_pages_are_written(tmp_path: Path) -> None:
    done = run("lecture", "--html", "lecture.html", "--activations", "activations.html", folder=tmp_path)
    assert done.returncode == DONE
    for name in ("lecture.html", "activations.html"):
        assert name in done.stdout
        assert (tmp_path / name).stat().st_size > 10_000


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    done = run("lecture", "--language", "kr", folder=tmp_path)
    assert done.returncode != DONE
    assert "ko" in done.stderr
    assert run("lecture", "--slow", folder=tmp_path).returncode == WRONG_USAGE
