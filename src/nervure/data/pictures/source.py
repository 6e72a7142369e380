"""Sources of image bytes: files of a folder, or entries of a zip archive, which is never unpacked."""

from __future__ import annotations

import errno
import io
import os
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Protocol

from nervure.data.pictures.picture_file import said_by
from nervure.errors import FileError
from nervure.files import raise_if_of_the_machine
from nervure.language import text
from nervure.records.picture_folder import LeftOut

TABLES = (".csv", ".tsv")
_MOST_BYTES = 1 << 30  # 16 bits for each of four channels of the pixels that Pillow accepts, plus a margin


class PictureSource(Protocol):
    """A source of images by path, with ``/`` between names."""

    @property
    def place(self) -> Path:
        """The folder or the archive."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of an image.

        Raises:
            OSError: they cannot be read.
        """
        ...

    def stamp(self, path: str) -> tuple[int, int]:
        """Two numbers that change when the image does: its size, and when it was written or its checksum.

        Raises:
            OSError: it no longer exists.
        """
        ...


def source_of(path: Path) -> PictureSource:
    """The source of the images at ``path``: a zip archive, the folder of a table of paths, or a folder.

    Raises:
        FileError: a file called ``.zip`` is not a zip archive.
    """
    if path.suffix.lower() == ".zip" and path.is_file():
        return ZipSource(path)
    return FolderSource(path.parent if is_table(path) else path)


def bytes_of(source: PictureSource, path: str) -> bytes | LeftOut:
    """The bytes of the image at ``path``, or why they cannot be read.

    Raises:
        FileError: reading fails for a reason other than the image.
    """
    try:
        return source.read(path)
    except OSError as problem:
        raise_if_of_the_machine(source.place / path, problem)
        return LeftOut.because("picture.not_readable", path=path, problem=problem.strerror or str(problem))


def is_table(path: Path) -> bool:
    """Whether ``path`` is a table with one line per image, judging by its extension."""
    return path.suffix.lower() in TABLES and path.is_file()


class FolderSource:
    """The files of a folder.

    Args:
        place: the folder.
    """

    def __init__(self, place: Path) -> None:
        self.place = place

    def read(self, path: str) -> bytes:
        """The bytes of a file, unless they exceed the maximum for the allowed number of pixels."""
        # Neither a buffer nor a Path: for a tiny image, opening the file would take as long as decoding it.
        place = f"{self.place}{os.sep}{path}"
        found = os.stat(place)  # noqa: PTH116
        if not stat.S_ISREG(found.st_mode):  # opening a pipe would block forever, and a device has no end
            raise OSError(errno.EINVAL, text("picture.no_file"))
        if found.st_size > _MOST_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        with io.FileIO(place) as file:
            return file.readall()

    def stamp(self, path: str) -> tuple[int, int]:
        """Its size and modification time, in nanoseconds."""
        found = (self.place / path).stat()
        return found.st_size, found.st_mtime_ns


class ZipSource:
    """The entries of a zip archive, read in place: no name in it ever becomes a path on disk.

    Args:
        place: the archive.

    Raises:
        FileError: it is not a zip archive, or cannot be read.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        try:
            self._archive = zipfile.ZipFile(place)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
            raise_if_of_the_machine(place, problem)
            raise FileError.of("picture.bad_zip", where=str(place), got=said_by(problem)) from problem
        self.entries = self._archive.infolist()
        # Of two entries with the same name the first counts; the listing reports the second.
        self._by_name = {entry.filename: entry for entry in reversed(self.entries)}

    def read(self, path: str) -> bytes:
        """The bytes of an entry, with its checksum verified; at most the size declared in its header."""
        try:
            return self._archive.read(self._by_name[path])
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as problem:
            raise_if_of_the_machine(self.place, problem)
            raise OSError(said_by(problem)) from problem

    def stamp(self, path: str) -> tuple[int, int]:
        """The size and the checksum declared in the archive."""
        entry = self._by_name[path]
        return entry.file_size, entry.CRC
