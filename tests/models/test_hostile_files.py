"""Hostile files of models and of runs: a model or our error, soon, in little memory, and nothing outside is touched."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure import Input, Sequential
from nervure.errors import NervureError
from nervure.layers import Dense
from nervure.models import load_model
from tests.house.source import ROOT
from tests.memory import forget_peak, peak_bytes
from tests.models.hostile_files import with_description

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux counts memory in this way")


def _optimizer(described: Any) -> None:
    described["optimizer"]["iterations"] = -1


def _last_layer(described: Any) -> None:
    described["model"]["config"]["layers"][-1]["config"]["units"] = 10**12


@pytest.mark.parametrize("change", [_optimizer, _last_layer, None])
def test_no_memory_is_taken_for_weights_before_all_of_a_file_fits(tmp_path: Path, change: Any) -> None:
    model = Sequential([Input((1000,)), Dense(2000, kernel_initializer="zeros"), Dense(1)])
    model.compile("adam", "mse")
    model.train_on_batch(np.zeros((1, 1000), "float32"), np.zeros((1, 1), "float32"))
    path = tmp_path / "model.safetensors"
    model.save(path)
    load_model(path)  # what is imported when it is first needed is here then
    del model
    data = path.read_bytes()
    data = data[:-1] + b"\x01" if change is None else with_description(data, change)
    path.write_bytes(data)
    size = len(data)
    assert size > 20e6
    del data
    gc.collect()
    forget_peak()
    before = peak_bytes()
    with pytest.raises(NervureError):
        load_model(path)
    assert peak_bytes() - before < size + 4e6


def loaded(folder: Path, seed: int, count: int, limit: float) -> dict[str, Any]:
    """What the program that loads mutants found."""
    command = [sys.executable, "-m", "tests.models.mutated_files", str(folder), str(seed), str(count)]
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    variables = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=limit, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def check(found: dict[str, Any], count: int) -> None:
    assert found["faults"] == []
    assert found["models"] + found["errors"] > count
    assert found["models"] > count / 20, "mutants that say nothing else than the file they come from"
    assert found["errors"] > count / 2


def test_some_mutants_give_a_model_or_our_error(tmp_path: Path) -> None:
    check(loaded(tmp_path, 1, 300, 280), 300)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_twenty_thousand_mutants_do_too(tmp_path: Path) -> None:
    check(loaded(tmp_path, 20, 20_000, 1700), 20_000)
