from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT, SOURCE

CPP = SOURCE / "kernels" / "cpp"
SANITIZED = ("-g", "-O1", "-std=c++17", "-fopenmp", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
LEVELS = {
    "portable": [],
    "avx2": ["-mavx2", "-mfma"],
    "avx512": ["-mavx2", "-mfma", "-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512dq"],
}


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None or platform.machine() != "x86_64", reason="needs g++ on x86-64")
def test_the_convolutions_touch_no_memory_but_their_own(tmp_path: Path) -> None:
    common = ("g++", *SANITIZED, "-Wno-psabi", f"-I{CPP}", "-DNERVURE_HAS_LEVELS")
    objects = []
    for level, flags in LEVELS.items():
        for family in ("winograd", "direct_convolution"):
            objects.append(tmp_path / f"{family}_{level}.o")
            run(*common, *flags, f"-DNERVURE_LEVEL={level}", "-c", CPP / f"{family}_body.cpp", "-o", objects[-1])
    program = tmp_path / "sanitized"
    main = ROOT / "tests" / "kernels" / "sanitized_convolution.cpp"
    run(*common, main, CPP / "levels.cpp", CPP / "scratch.cpp", *objects, "-o", program)
    for level in LEVELS:
        # Without the option GCC before 14 places 64-byte vectors at odd addresses (its bug 110027).
        assert run(program, NERVURE_LEVEL=level, ASAN_OPTIONS="detect_stack_use_after_return=0") == "200"
