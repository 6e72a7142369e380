"""The machine, how busy it is, and the code that is measured."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.harness.contender import ROOT

_PROCESSORS = Path("/proc/stat")
# The parts that affect times; error texts do not.
_KINDS = (".py", ".cpp", ".h")
_TOLD = (
    "processor",
    "cores",
    "memory_bytes",
    "system",
    "threads",
    "vector_level",
    "bfloat16",
    "python",
    "torch",
    "numpy",
)


def machine() -> dict[str, Any]:
    """The findings of ``nervure doctor`` that affect times."""
    from nervure.tasks.doctor import examine

    found = asdict(examine())
    return {name: found[name] for name in _TOLD}


def load() -> float | None:
    """The mean number of waiting processes in the last minute; None if the system does not provide it."""
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):  # Windows
        return None


def busy(seconds: float = 1.0) -> float | None:
    """How many processors other programs keep busy during a pause; None if the system does not provide it.

    The load of the last minute includes the previous contender, so it does not show whether the machine is idle now.
    """
    if not _PROCESSORS.exists():
        return None
    before = _processor_times()
    time.sleep(seconds)
    used, idle = (after - earlier for after, earlier in zip(_processor_times(), before, strict=True))
    return (os.cpu_count() or 1) * used / max(used + idle, 1)


def _processor_times() -> tuple[int, int]:
    """Ticks of all processors since boot: used, idle."""
    ticks = [int(value) for value in _PROCESSORS.read_text(encoding="utf-8").splitlines()[0].split()[1:9]]
    idle = ticks[3] + ticks[4]  # idle and waiting for a disk
    return sum(ticks) - idle, idle


def commit() -> str:
    """The latest commit, with "-dirty" if files differ from it; empty outside a checkout."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return ""


def source() -> str:
    """A fingerprint of the measured code: results of other code are measured again."""
    digest = hashlib.sha256()
    for folder in (ROOT / "src" / "nervure", ROOT / "benchmarks" / "works", ROOT / "benchmarks" / "contenders"):
        for path in sorted(_files(folder)):
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in _KINDS and "catalogue" not in path.parts]
