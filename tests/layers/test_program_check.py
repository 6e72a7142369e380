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

from nervure.errors import ShapeError, Unfit
from nervure.layers.program_check import MOST_PARTS, MOST_STEPS
from nervure.layers.program_costs import walking_parts
from nervure.layers.program_module import ProgramModule
from tests.house.source import ROOT
from tests.layers.drawn_programs import tried
from tests.layers.program_samples import SAMPLES, T, count_of, overload_of
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


def test_memory_is_counted_also_where_results_without_names_left_theirs() -> None:
    unread = [{**step("full.default", "z", size=[3], fill_value=1.0), "results": [None]} for _ in range(200)]
    large = [step("full.default", f"a{number}", size=[3 << 25], fill_value=1.0) for number in range(3)]
    both = step("add.Tensor", "b", self="a0", other="a1"), step("add.Tensor", "y", self="b", other="a2")
    assert "MiB" in refused(*unread, *large, *both)


def test_a_tensor_of_the_program_that_is_over_leaves_no_trap_for_what_comes_behind_it() -> None:
    steps = [step("add.Tensor", "r0", self="x", other="w0")]
    for number in range(1, 100):
        steps += [
            step("add.Tensor", f"s{number}", self=f"r{number - 1}", other=f"w{number}"),
            step("relu_.default", f"r{number}", self=f"s{number}"),
        ]
    module = ProgramModule(program(*steps, **{f"w{number}": (1, 3, 8, 8) for number in range(100)}))
    for device in ("meta", "cpu"):
        assert module(torch.ones(2, 3, 8, 8, device=device)).shape == (2, 3, 8, 8)


def test_nothing_is_written_into_the_program_or_into_one_place_twice() -> None:
    assert "written into" in refused(step("relu_.default", "y", self="w"), w=(3,))
    spread = step("expand.default", "e", self="n", size=[5, 3]), step("relu_.default", "y", self="e")
    assert "relu_" in refused(step("neg.default", "n", self="w"), *spread, w=(1, 3))


def test_a_program_does_not_say_where_its_numbers_lie() -> None:
    assert "device" in refused(step("zeros.default", "y", size=[1], device=3))


def test_a_program_has_an_end_of_steps_and_of_what_walking_them_takes() -> None:
    for operation, most, more in (
        ("neg.default", MOST_STEPS, {}),
        ("relu.default", MOST_PARTS // 10, {}),
        ("upsample_bicubic2d.vec", MOST_PARTS // 400, {"align_corners": False, "output_size": [8, 8]}),
    ):
        for count in (most, most + 1):
            steps = [step(operation, f"r{number}", self="x", **more) for number in range(count)]
            if count == most:
                ProgramModule(program(*steps))
            else:
                with pytest.raises(Unfit, match="steps"):
                    ProgramModule(program(*steps))


def test_what_looks_at_many_numbers_is_refused_before_it_is_computed() -> None:
    size = 1 << 25
    grown = step("full.default", "r0", size=[size], fill_value=1.0)
    steps = [step("add.Tensor", f"r{number + 1}", self=f"r{number}", other="r0") for number in range(400)]
    assert "e+10" in refused(grown, *steps, step("sum.default", "y", self="r400"))


def calls_of_walking(name: str) -> int:
    """How many calls Python makes for the walk through a program of one step, but for the copies of its tensors."""
    tensors: dict[str, Any] = {}

    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(each) for each in value]
        if not isinstance(value, T):
            return value
        key = f"t{len(tensors)}"
        tensors[key] = {"name": key, "shape": list(value.shape), "dtype": value.dtype, "is_weight": False}
        return {"value": f"copy_of_{key}"}

    arguments = {key: named(value) for key, value in SAMPLES[name].items()}
    results = [f"r{number}" for number in range(count_of(name))]
    called = {"operation": f"{name}.{overload_of(name)}", "arguments": arguments, "results": results}
    copies = [step("clone.default", f"copy_of_{key}", self=key) for key in tensors]
    module, counted = ProgramModule(program(*copies, called, **tensors)), 0

    def count(_: Any, event: str, __: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        module(torch.ones(2, 3, 8, 8, device="meta"))
    finally:
        sys.setprofile(None)
    return counted - 200 * len(copies)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_no_step_of_the_walk_takes_longer_than_its_parts_say(name: str) -> None:
    calls_of_walking(name)  # what is imported when it is first needed
    assert calls_of_walking(name) < 300 + 550 * walking_parts(name, 1)


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
