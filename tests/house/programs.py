"""Runs the Python blocks of a document, each as a program of its own, and tells what each printed.

Called as a program it takes the blocks as JSON on standard input; warnings are errors there.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import subprocess
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import NamedTuple

import nervure


class Run(NamedTuple):
    """What one block did.

    Attributes:
        printed: to standard output; after an error also the last lines of its traceback.
        is_error: whether it ended in one.
        seconds: how long it took.
    """

    printed: str
    is_error: bool
    seconds: float


def run_all(blocks: list[str], folder: Path, language: str) -> tuple[list[Run], str]:
    """Runs the blocks in ``folder``, one after another in one process; also what went to standard error."""
    environment = os.environ | {"NERVURE_LANG": language, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    environment.pop("COLUMNS", None)
    done = subprocess.run(
        [sys.executable, __file__], input=json.dumps(blocks), cwd=folder, env=environment,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Run(*run) for run in json.loads(done.stdout)], done.stderr


def _run(block: str) -> Run:
    program = Path("program.py")
    program.write_text(block, encoding="utf-8")
    screen, is_error, started = io.StringIO(), False, time.perf_counter()
    with contextlib.redirect_stdout(screen):
        try:
            runpy.run_path(str(program), run_name="__main__")
        except Exception as error:
            screen.write("".join(traceback.format_exception_only(error)))
            is_error = True
    nervure.set_language(None)
    nervure.set_seed(None)
    return Run(screen.getvalue(), is_error, time.perf_counter() - started)


if __name__ == "__main__":
    warnings.simplefilter("error")
    sys.stdout.write(json.dumps([_run(block) for block in json.load(sys.stdin)]))
