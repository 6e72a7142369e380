from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.source import ROOT, SOURCE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def built_wheel(folder: Path, **environment: str) -> set[str]:
    """Builds the wheel from the sources and returns the names of the files in it."""
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("nervure-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def quick_compiler(folder: Path) -> dict[str, str]:
    """The compiler, told last of all not to optimize: which files a wheel holds is asked here, not how fast they are.

    Optimized, the same sources are compiled when the package is installed.
    """
    if os.name == "nt":
        return {}
    script = folder / "quick_compiler"
    script.write_text(f'#!/bin/sh\nexec {os.environ.get("CXX", "c++")} "$@" -O0\n', encoding="utf-8")
    script.chmod(0o755)
    return {"CXX": str(script)}


def sources() -> set[str]:
    """What the package consists of; C++ is left out: where it was compiled, it has done its work."""
    paths = {path.relative_to(SOURCE) for path in SOURCE.rglob("*") if path.is_file()}
    return {
        f"nervure/{path.as_posix()}"
        for path in paths
        if "__pycache__" not in path.parts and not path.is_relative_to("kernels/cpp") and path.name != ".DS_Store"
    }


def compiled(names: set[str]) -> set[str]:
    return {name for name in names if name.endswith((".so", ".pyd"))}


def test_the_wheel_holds_the_package_its_data_and_nothing_else(tmp_path: Path) -> None:
    names = built_wheel(tmp_path, **quick_compiler(tmp_path))
    package = {name for name in names if ".dist-info/" not in name}
    assert package - compiled(names) == sources()
    assert any(name.endswith(".npz") for name in package)
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.skipif(os.name == "nt", reason="the broken compiler is a Unix command")
def test_without_a_working_compiler_the_wheel_lacks_only_the_native_kernels(tmp_path: Path) -> None:
    names = built_wheel(tmp_path, CC="/bin/false", CXX="/bin/false")
    assert compiled(names) == set()
    assert {name for name in names if ".dist-info/" not in name} == sources()
