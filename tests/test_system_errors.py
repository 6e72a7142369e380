from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from nervure import files
from nervure.errors import FileError
from nervure.system_errors import is_of_the_machine, raise_if_of_the_machine


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the current folder cannot be removed")
def test_a_current_folder_that_is_gone_has_a_sentence_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for act in (
        lambda: files.write_text("a.txt", "a"),
        lambda: files.read_text("a.txt"),
        lambda: files.make_folder("b/c"),
    ):
        with pytest.raises(FileError, match="started in no longer exists"):
            act()
    with pytest.raises(FileError, match="no such file") as caught:
        files.read_text(tmp_path / "a.txt")
    assert "gone" not in caught.value.problem


def test_errors_of_the_machine_are_told_from_those_of_a_file() -> None:
    assert is_of_the_machine(OSError(errno.EIO, "x"))
    assert is_of_the_machine(MemoryError())
    assert not is_of_the_machine(FileNotFoundError(errno.ENOENT, "x"))
    outer = ValueError("no image")
    outer.__cause__ = OSError(errno.EMFILE, "x")
    assert is_of_the_machine(outer)


def test_an_error_of_the_machine_is_raised_as_that_and_another_is_left_to_who_asks(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    for error, said in (
        (OSError(errno.EMFILE, "Too many"), "too many files are open"),
        (OSError(errno.EIO, "I/O"), "the disk, or the connection to it, failed"),
        (OSError(errno.ETIMEDOUT, "timed out"), "the disk, or the connection to it, failed"),
        (MemoryError(), "out of memory"),
    ):
        wrapped = ValueError("damaged")
        wrapped.__cause__ = error
        for each in (error, wrapped):
            assert is_of_the_machine(each)
            with pytest.raises(FileError, match=said) as caught:
                raise_if_of_the_machine(path, each)
            assert str(path) in str(caught.value)
    for other in (ValueError("damaged"), OSError("truncated"), PermissionError(errno.EACCES, "denied")):
        assert not is_of_the_machine(other)
        raise_if_of_the_machine(path, other)
