"""What ends a command and is not ours: missing memory, libraries that do not load, folders that are gone."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nervure.cli.application import FAILED
from nervure.cli.failures import in_our_words
from nervure.language import set_language
from tests.cli.processes import COMMAND, environment, left

_TORCHS = "Invalid thread pool! Exception raised from set_num_threads at /pytorch/aten/src/ATen/ParallelOpenMP.cpp:66"
_NOT_ALLOCATED = "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory"
FOUND = {
    "out of memory": (MemoryError(), RuntimeError(_NOT_ALLOCATED), OSError(errno.ENOMEM, "Cannot allocate memory")),
    "cannot be loaded": (ImportError("libtorch_cpu.so: failed to map segment"), OSError("libgomp.so: cannot open")),
    "does not work on this machine": (RuntimeError(_TORCHS), RuntimeError("can't start new thread")),
    "unexpected error": (TypeError("f() takes no arguments"),),
}
KINDS = [(words, problem) for words, problems in FOUND.items() for problem in problems]


@pytest.mark.parametrize(("words", "problem"), KINDS)
def test_each_kind_of_failure_has_a_sentence_of_its_own(words: str, problem: Exception) -> None:
    error = in_our_words(problem)
    assert words in error.problem
    assert error.fix
    set_language("ko")
    assert words not in in_our_words(problem).problem


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a stack of this size may be granted")
def test_a_machine_that_starts_no_thread_is_known_whatever_torch_says() -> None:
    problem = RuntimeError("words that torch may find tomorrow")
    assert "an unexpected error occurred inside nervure" in in_our_words(problem).problem
    before = threading.stack_size(2**46)  # bytes, which no machine has
    try:
        assert "does not work on this machine" in in_our_words(problem).problem
    finally:
        threading.stack_size(before)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the current folder cannot be removed")
@pytest.mark.parametrize(
    "typed", ["audit photos", "train photos --out a", "summary run", "predict run a.png --out b.csv"]
)
def test_a_current_folder_that_is_gone_is_said(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    shutil.rmtree(gone)
    assert left(*typed.split()) == FAILED
    said = capsys.readouterr().err
    assert "no longer exists" in said or "no such folder" in said or "no run" in said, said


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is one of Linux")
def test_little_room_for_addresses_is_said_in_four_lines(tmp_path: Path) -> None:
    limited = ["bash", "-c", 'ulimit -v 650000; exec "$@"', "-", *COMMAND, "summary", str(tmp_path)]
    done = subprocess.run(limited, env=environment(), capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == FAILED
    lines = done.stderr.splitlines()
    assert [line.split()[0] for line in lines[-3:]] == ["expected:", "got:", "fix:"], done.stderr
    assert "memory" in done.stderr
    assert "Traceback" not in done.stderr
