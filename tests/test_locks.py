from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nervure.errors import FileError
from nervure.locks import lent, locked
from tests.house.source import ROOT

_posix = pytest.mark.skipif(os.name != "posix", reason="signals of Unix")


def test_a_lock_is_held_by_one_and_let_go_of_at_the_end(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    with locked(lock), pytest.raises(FileError, match="another process"), locked(lock):
        pass
    with locked(lock):
        assert lock.exists()


def test_a_lock_is_lent_to_one_and_only_inside_the_block(tmp_path: Path) -> None:
    lock, refused = tmp_path / ".lock", pytest.raises(FileError, match="another process")
    with locked(lock):
        with lent(lock):
            with locked(lock), refused, locked(lock):
                pass
            with locked(lock):
                pass
            with ThreadPoolExecutor(1) as pool, refused:
                pool.submit(locked(lock).__enter__).result()
        with refused, locked(lock):
            pass


@_posix
def test_a_dead_process_holds_no_lock(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from nervure.locks import locked\n"
        "with locked(sys.argv[1]):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / ".lock")], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    with locked(tmp_path / ".lock"):
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]
