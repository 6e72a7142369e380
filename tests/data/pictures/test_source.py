from __future__ import annotations

import errno
import os
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nervure.data.pictures.source import FolderSource, ZipSource, bytes_of, is_table, source_of
from nervure.errors import FileError
from nervure.records.picture_folder import LeftOut


def archive(place: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("_", "/"), data)
    return place


def test_files_and_entries_are_read_by_their_paths(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"1234")
    folder, packed = FolderSource(tmp_path), ZipSource(archive(tmp_path / "x.zip", a_b=b"1234"))
    assert folder.read("a/b") == packed.read("a/b") == b"1234"
    assert folder.stamp("a/b")[0] == packed.stamp("a/b")[0] == 4
    before = folder.stamp("a/b")
    os.utime(tmp_path / "a" / "b", ns=(1, 2))
    assert folder.stamp("a/b") != before
    assert packed.stamp("a/b") != ZipSource(archive(tmp_path / "y.zip", a_b=b"1235")).stamp("a/b")


def test_what_cannot_be_read_has_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"pixels")
    assert bytes_of(FolderSource(tmp_path), "a.png") == b"pixels"
    gone = bytes_of(FolderSource(tmp_path), "gone.png")
    assert isinstance(gone, LeftOut)
    assert (gone.path, gone.kind, gone.values) == ("gone.png", "not_readable", {"problem": os.strerror(errno.ENOENT)})


def test_the_kind_of_a_source_follows_from_what_lies_there(tmp_path: Path) -> None:
    table = tmp_path / "a.CSV"
    table.write_text("path,label")
    assert is_table(table)
    assert not is_table(tmp_path)
    assert source_of(table).place == tmp_path
    assert isinstance(source_of(archive(tmp_path / "b.ZIP", a_b=b"1")), ZipSource)
    (tmp_path / "folder.zip").mkdir()
    assert isinstance(source_of(tmp_path / "folder.zip"), FolderSource)


def test_a_damaged_entry_is_an_error_of_reading_and_a_damaged_archive_says_so(
    tmp_path: Path, messages: Callable[..., Any]
) -> None:
    place = archive(tmp_path / "x.zip", a_b=bytes(range(256)) * 8)
    data = bytearray(place.read_bytes())
    data[60] ^= 0xFF
    place.write_bytes(data)
    with pytest.raises(OSError, match=r"."):
        ZipSource(place).read("a/b")
    place.write_bytes(data[:50])
    english, _ = messages(lambda: ZipSource(place))
    assert isinstance(english, FileError)
    assert "zip" in english.problem


def test_threads_read_one_archive_at_once(tmp_path: Path) -> None:
    files = {f"a_{number}": bytes([number]) * 5000 for number in range(40)}
    source = ZipSource(archive(tmp_path / "x.zip", **files))
    wrong: list[str] = []

    def read() -> None:
        for name, data in files.items():
            if source.read(name.replace("_", "/")) != data:
                wrong.append(name)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_devices_and_pipes_are_refused_before_they_are_opened(tmp_path: Path) -> None:
    (tmp_path / "device.png").symlink_to(os.devnull)
    os.mkfifo(tmp_path / "pipe.png")
    for name in ("device.png", "pipe.png"):  # opening the pipe would wait for ever, so the device comes first
        with pytest.raises(OSError, match="not a regular file"):
            FolderSource(tmp_path).read(name)
