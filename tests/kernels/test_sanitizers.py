from __future__ import annotations

import os
import platform
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.house.source import ROOT, SOURCE

CPP = SOURCE / "kernels" / "cpp"
PROGRAM = ROOT / "tests" / "kernels" / "sanitized_kernels.cpp"
# Unoptimized, so that no read that nobody needs is left out.
SANITIZED = ("-g1", "-O0", "-std=c++17", "-fopenmp", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
LEVELS = {
    "portable": [],
    "avx2": ["-mavx2", "-mfma"],
    "avx512": ["-mavx2", "-mfma", "-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512dq"],
}


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def built(folder: Path) -> Path:
    """The program; the bodies are compiled once for each level."""
    common = ("g++", *SANITIZED, "-Wno-psabi", f"-I{CPP}", "-DNERVURE_HAS_LEVELS")
    sources = [path for path in CPP.glob("*.cpp") if not path.stem.endswith("_python") and path.stem != "module"]
    jobs = [(path, [], folder / f"{path.stem}.o") for path in (*sources, PROGRAM) if not path.stem.endswith("_body")]
    for level, flags in LEVELS.items():
        own = [*flags, f"-DNERVURE_LEVEL={level}"]
        jobs += [(path, own, folder / f"{path.stem}_{level}.o") for path in sources if path.stem.endswith("_body")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda job: run(*common, *job[1], "-c", job[0], "-o", job[2]), jobs))
    program = folder / "sanitized"
    run(*common, *(target for _, _, target in jobs), "-o", program)
    return program


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(shutil.which("g++") is None or platform.machine() != "x86_64", reason="needs g++ on x86-64")
def test_the_kernels_touch_no_memory_but_their_own(tmp_path: Path) -> None:
    program = built(tmp_path)
    for level in LEVELS:  # one that the processor lacks runs as the widest that it has
        # Without the option GCC before 14 places 64-byte vectors at odd addresses (its bug 110027).
        told = run(program, NERVURE_LEVEL=level, ASAN_OPTIONS="detect_stack_use_after_return=0")
        assert told == "3760"
