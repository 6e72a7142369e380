"""Hostile files of models and of runs: a model or our error, soon, in little memory, and nothing outside is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux counts memory in this way")


def loaded(folder: Path, seed: int, count: int, limit: float) -> dict[str, Any]:
    """What the program that loads mutants found."""
    command = [sys.executable, "-m", "tests.models.mutated_files", str(folder), str(seed), str(count)]
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    variables = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=limit, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def check_found(found: dict[str, Any], count: int) -> None:
    assert found["faults"] == []
    assert found["misfits"][0] < 8 << 20, "memory was taken for weights before all of the file was known to fit"
    assert found["models"] + found["errors"] > count
    assert found["models"] > count / 20, "mutants that say nothing else than the file they come from"
    assert found["errors"] > count / 2


def test_some_mutants_give_a_model_or_our_error(tmp_path: Path) -> None:
    check_found(loaded(tmp_path, 1, 150, 280), 150)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_twenty_thousand_mutants_do_too(tmp_path: Path) -> None:
    check_found(loaded(tmp_path, 20, 20_000, 1700), 20_000)
