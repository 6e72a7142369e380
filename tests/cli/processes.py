"""The command line as a person runs it: a process of its own, in a pipe or on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from tests.cli.warm_start import is_possible, warm_start
from tests.house.source import ROOT

PROGRAM = "from nervure.cli import main; main()"
COMMAND = [sys.executable, "-W", "error", "-c", PROGRAM]
# Two steps of real digits.
SHORT = (
    "--epochs", "1", "--samples", "128", "--batch-size", "64", "--precision", "float32", "--no-report", "--seed", "3",
)  # fmt: skip


def environment(language: str = "en", **more: str) -> dict[str, str]:
    """That of this process, without what would color the output."""
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    return {**kept, "PYTHONPATH": path, "NERVURE_LANG": language, "PYTHONIOENCODING": "utf-8", **more}


def run(
    *typed: str, folder: Path, language: str = "en", out: IO[Any] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Runs ``nervure`` with its output in pipes, or what it prints in ``out``."""
    variables = environment(language, **more)
    if is_possible():
        return warm_start(environment()).run(typed, folder, variables, out)
    return subprocess.run(
        [*COMMAND, *typed], cwd=folder, env=variables, stdout=subprocess.PIPE if out is None else out,
        stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def left(*typed: str) -> int:
    """The exit code of ``nervure`` in this process, which is faster."""
    from nervure.cli import main

    try:
        main(typed)
    except SystemExit as ended:
        return int(ended.code or 0)
    raise AssertionError("the command line always leaves Python")
