from __future__ import annotations

import subprocess
import sys

import nervure


def test_the_package_runs_as_the_command_does() -> None:
    command = [sys.executable, "-m", "nervure"]
    told = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert nervure.__version__ in told.stdout
    refused = subprocess.run([*command, "trian"], check=False, capture_output=True, text=True, timeout=60)
    assert refused.returncode == 2
    assert "train" in refused.stderr
