from __future__ import annotations

from pathlib import Path

from nervure.cli.application import DONE, WRONG_USAGE
from tests.cli.processes import run


def test_the_lines_name_time_ratio_and_loss(tmp_path: Path) -> None:
    done = run("bench", "--rounds", "1", "--only", "lstm", folder=tmp_path)
    assert (done.returncode, done.stderr) == (DONE, "")
    theirs, ours = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    assert "1.00x" in theirs
    assert "nervure float32" in ours
    assert "loss" in ours


def test_a_network_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = run("bench", "--only", "cnm", folder=tmp_path)
    assert done.returncode != DONE
    assert "cnn" in done.stderr
    assert run("bench", "--rounds", "0", folder=tmp_path).returncode == WRONG_USAGE
