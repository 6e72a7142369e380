from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nervure.data import load_npz
from nervure.errors import FileError
from tests.cli.processes import environment


class Trap:
    """An object that leaves a trace when it is unpickled."""

    def __reduce__(self) -> Any:
        return os.mkdir, ("sprung",)


@pytest.fixture
def saved(tmp_path: Path, few_digits: Any) -> Path:
    path = tmp_path / "숫자 digits.npz"
    np.savez_compressed(path, x=few_digits[0], y=few_digits[1])
    return path


def write(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return path


def as_npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def test_arrays_come_back_as_they_were_saved(saved: Path, few_digits: Any) -> None:
    for path in (saved, str(saved)):
        x, y = load_npz(path)
        assert np.array_equal(x, few_digits[0])
        assert np.array_equal(y, few_digits[1])
        assert x.dtype == np.uint8


def test_other_arrays_beside_them_do_no_harm(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros((2, 3)), y=np.ones(2), names=np.array(["a", "b"]))
    assert load_npz(tmp_path / "a.npz")[0].shape == (2, 3)


def test_no_pickle_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, messages) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    np.savez("trap.npz", x=np.array([Trap(), Trap()], dtype=object), y=np.zeros(2))
    Path("raw.npz").write_bytes(pickle.dumps(Trap()))
    english, korean = messages(lambda: load_npz("trap.npz"))
    assert "untrusted code" in english.problem
    assert "np.stack" in korean.fix
    with pytest.raises(FileError, match=r"not an \.npz file"):
        load_npz("raw.npz")
    assert not Path("sprung").exists()
    pickle.loads(Path("raw.npz").read_bytes())  # noqa: S301
    assert Path("sprung").exists(), "the trap works where pickles are loaded"


def test_what_is_missing_is_named(tmp_path: Path, messages) -> None:  # type: ignore[no-untyped-def]
    english, _ = messages(lambda: load_npz(tmp_path / "nothing.npz"))
    assert english.where == str(tmp_path / "nothing.npz")
    assert isinstance(english, OSError)
    np.savez(tmp_path / "a.npz", images=np.zeros(2), y=np.zeros(2))
    english, korean = messages(lambda: load_npz(tmp_path / "a.npz"))
    assert english.got == korean.got == "images, y"
    np.savez(tmp_path / "a.npz", x=np.zeros(3), y=np.zeros(2))
    english, _ = messages(lambda: load_npz(tmp_path / "a.npz"))
    assert english.got == "x (3,), y (2,)"
    np.save(tmp_path / "a.npy", np.zeros(3))
    english, _ = messages(lambda: load_npz(tmp_path / "a.npy"))
    assert english.got == "a file that begins with b'\\x93NUMPY\\x01\\x00'"


@pytest.mark.skipif(os.name == "nt", reason="permissions are those of POSIX")
@pytest.mark.parametrize("closed", ["folder/a.npz", "folder"])
def test_what_may_not_be_read_is_said_so(tmp_path: Path, closed: str) -> None:
    (tmp_path / "folder").mkdir()
    np.savez(tmp_path / "folder" / "a.npz", x=np.zeros(2), y=np.zeros(2))
    (tmp_path / closed).chmod(0)
    # The super-user may do everything, so another process becomes nobody once all is imported.
    code = (
        "import os, sys\n"
        "from nervure.data import load_npz\n"
        "from nervure.errors import FileError\n"
        "from nervure.language import set_language\n"
        "set_language('en')\n"
        "os.chdir(sys.argv[1])\n"
        "if os.getuid() == 0:\n"
        "    os.setuid(65534)\n"
        "try:\n"
        "    load_npz('folder/a.npz')\n"
        "except FileError as error:\n"
        "    print(error.problem)\n"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], env=environment(), capture_output=True, text=True, check=False
        )
    finally:
        (tmp_path / closed).chmod(0o755)
    assert done.stdout == "reading is not allowed here.\n", done.stderr


def test_a_header_that_asks_for_more_than_there_is_takes_no_memory(tmp_path: Path) -> None:
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"shape": (10**13,), "fortran_order": False, "descr": "<f8"})
    path = write(tmp_path / "huge.npz", x=stream.getvalue() + bytes(8000), y=as_npy(np.zeros(1000)))
    tracemalloc.start()
    with pytest.raises(FileError, match="damaged") as caught:
        load_npz(path)
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()
    assert caught.value.got == "80000000000128 B ≠ 8128 B"


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"x" * 200, b"\x93NUMPY\x09\x00" + b" " * 100])
def test_members_that_are_no_arrays_are_damaged(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path / "a.npz", x=content, y=as_npy(np.zeros(2)))
    with pytest.raises(FileError, match="damaged"):
        load_npz(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_changed_byte_gives_the_arrays_or_our_error(saved: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(saved.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1) | st.integers(0, 200) | st.integers(-300, -1))
    content[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "changed.npz"
    path.write_bytes(content)
    try:
        x, y = load_npz(path)
    except FileError:
        return
    assert len(x) == len(y)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 100))
def test_a_file_that_was_cut_off_is_our_error(saved: Path, tmp_path: Path, percent: int) -> None:
    content = saved.read_bytes()
    path = tmp_path / "cut.npz"
    path.write_bytes(content[: (len(content) - 1) * percent // 100])
    with pytest.raises(FileError):
        load_npz(path)
