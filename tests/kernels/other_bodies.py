"""The tests of a kernel once more, with the other bodies: narrower vectors than the processor has, or torch's."""

from __future__ import annotations

import os
import subprocess
import sys

OTHERS = ({"NERVURE_LEVEL": "avx2"}, {"NERVURE_LEVEL": "portable"}, {"NERVURE_KERNELS": "torch"})


def failures_of(path: str, environment: dict[str, str]) -> str:
    """What pytest says of the tests in ``path`` that fail in ``environment``; those called "other bodies" stay out."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", path, "-k", "not other_bodies"]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout[-3000:] + done.stderr[-2000:]
