from __future__ import annotations

import os
import subprocess
import sys

import pytest

from nervure.kernels import native

REPORT = "from nervure.kernels import native; print(native.available())"


def answer(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "NERVURE_KERNELS"}
    return subprocess.run(
        [sys.executable, "-c", program], env=variables | environment, capture_output=True, text=True, check=False
    )


def test_the_answer_is_given_once_a_process() -> None:
    assert native.compiled() is native.compiled()
    assert native.available() == (native.compiled() is not None)


def test_the_environment_can_ask_for_the_torch_bodies() -> None:
    assert answer(REPORT, NERVURE_KERNELS="torch").stdout == "False\n"


def test_the_environment_is_read_at_the_first_use_not_at_import() -> None:
    program = f"import os, nervure.kernels.native; os.environ['NERVURE_KERNELS'] = 'torch'; {REPORT}"
    assert answer(program).stdout == "False\n"


def test_auto_and_nothing_take_what_is_there() -> None:
    assert answer(REPORT, NERVURE_KERNELS="auto").stdout == answer(REPORT).stdout != ""


def test_an_unknown_choice_is_refused_in_four_lines() -> None:
    errors = answer(REPORT, NERVURE_KERNELS="fast").stderr
    assert "NERVURE_KERNELS: 'fast' is not a choice of kernels." in errors
    assert "expected: auto, native, torch" in errors
    assert "fix:" in errors


HIDDEN = """
import sys
sys.modules["nervure.kernels._native"] = None
"""


def test_without_a_compiled_module_the_torch_bodies_run_and_nothing_is_said() -> None:
    done = answer(HIDDEN + REPORT)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_without_a_compiled_module_whoever_insists_on_it_is_told() -> None:
    errors = answer(HIDDEN + REPORT, NERVURE_KERNELS="native").stderr
    assert "the native kernels were requested, but they are not available." in errors
    assert "fix:      Install a C++ compiler" in errors


BROKEN = """
import importlib.abc, importlib.machinery, sys
class Broken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name == "nervure.kernels._native" else None
    def exec_module(self, module):
        raise ImportError("GLIBCXX_9.9 not found")
sys.meta_path.insert(0, Broken())
"""


def test_a_compiled_module_that_does_not_load_is_reported_in_one_line() -> None:
    done = answer(BROKEN + REPORT, NERVURE_LANG="en")
    assert done.stdout == "False\n"
    assert done.stderr.count("\n") == 1
    assert "cannot be loaded" in done.stderr
    assert "GLIBCXX_9.9 not found" in done.stderr


@pytest.mark.skipif(not native.available(), reason="no native kernels in this process")
def test_loading_the_native_kernels_leaves_denormal_numbers_as_they_are() -> None:
    program = f"{REPORT}; import torch; print((torch.tensor([2.0**-140]) * 0.5).item() > 0)"
    assert answer(program).stdout == "True\nTrue\n"
