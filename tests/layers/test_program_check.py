from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from nervure.errors import ShapeError
from nervure.layers.program_check import MOST_STEPS
from nervure.layers.program_module import ProgramModule
from tests.house.source import ROOT
from tests.layers.drawn_programs import tried
from tests.layers.programs import program, step


def refused(*steps: dict[str, Any], **tensors: Any) -> str:
    """What is said of a program before anything of it is computed."""
    with pytest.raises(ShapeError) as caught:
        ProgramModule(program(*steps, **tensors))(torch.ones(2, 3, 8, 8, device="meta"))
    return str(caught.value)


def test_what_takes_more_than_a_network_needs_is_refused_before_it_is_computed() -> None:
    large = step("full.default", "z", size=[2**30], fill_value=1.0)
    assert "MiB" in refused(large, step("sum.default", "y", self="z"))
    square = step("full.default", "a", size=[8000, 8000], fill_value=1.0)
    products = [step("mm.default", f"m{i}", self="a", mat2="a") for i in range(6)]
    assert "e+12" in refused(square, *products, step("sum.default", "y", self="m5"))


def test_nothing_is_written_into_the_program_or_into_one_place_twice() -> None:
    assert "written into" in refused(step("relu_.default", "y", self="w"), w=(3,))
    spread = step("expand.default", "e", self="n", size=[5, 3]), step("relu_.default", "y", self="e")
    assert "relu_" in refused(step("neg.default", "n", self="w"), *spread, w=(1, 3))


def test_a_program_does_not_say_where_its_numbers_lie() -> None:
    assert "device" in refused(step("zeros.default", "y", size=[1], device=3))


def test_a_program_has_no_end_of_steps() -> None:
    steps = [step("relu.default", f"r{number}", self="x") for number in range(MOST_STEPS + 1)]
    with pytest.raises(ValueError, match="steps"):
        ProgramModule(program(*steps))


def test_drawn_programs_are_refused_or_give_what_torch_gives() -> None:
    ends = {tried(seed) for seed in (*range(150), 36202)}
    assert ends <= {"computed", "refused", "refused late"}
    assert {"computed", "refused"} <= ends


CONTROL = """
import ctypes, sys, torch
torch.set_num_threads(1)
ctypes.CDLL(sys.argv[1]).guard_on()
x, one, many = torch.rand(1, 4000, 1, 1), torch.ones(1), torch.ones(4000)
torch.ops.aten._native_batch_norm_legit_no_training(x, None, None, one, many, 0.1, 1e-5)
"""


def between_guards(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs Python where arrays lie between pages that nobody may touch."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("needs a C compiler, and Linux")
    guard = str(folder / "guard.so")
    source = Path(__file__).with_name("guard_allocator.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", guard, str(source), "-lpthread"], check=True)
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    variables = {**os.environ, "LD_PRELOAD": guard, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, *arguments, guard]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def test_the_guard_ends_a_process_that_reads_beyond_an_array(tmp_path: Path) -> None:
    assert between_guards(tmp_path, "-c", CONTROL).returncode == -signal.SIGSEGV


def test_drawn_programs_touch_nothing_beyond_their_arrays(tmp_path: Path) -> None:
    done = between_guards(tmp_path, "-m", "tests.layers.drawn_programs", "1000", "80")
    found = json.loads(done.stdout)
    assert found["num_faults"] == 0, found
    assert found["computed"] > 20


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_twenty_thousand_drawn_programs_touch_nothing_either(tmp_path: Path) -> None:
    found = json.loads(between_guards(tmp_path, "-m", "tests.layers.drawn_programs", "20000", "20000").stdout)
    assert found["num_faults"] == 0, found
