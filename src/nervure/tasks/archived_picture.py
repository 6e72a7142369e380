"""One image in a zip archive, named as if the archive were a folder: ``photos.zip/cat/1.png``."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import NamedTuple, Self

from nervure.data.pictures.file_names import shortened
from nervure.data.pictures.source import ZipSource
from nervure.data.pictures.zip_pictures import list_zip
from nervure.errors import FileError
from nervure.files import raise_if_of_the_machine


class ArchivedPicture(NamedTuple):
    """The location of an image in an archive.

    Attributes:
        archive: the file.
        entry: its name in it.
    """

    archive: Path
    entry: str

    @classmethod
    def named(cls, typed: str | os.PathLike[str]) -> Self | None:
        """The image that was typed; None if its path does not contain a ``.zip`` file."""
        place = Path(typed)
        for folder in place.parents:
            if folder.suffix.lower() == ".zip" and folder.is_file():
                return cls(folder, place.relative_to(folder).as_posix())
        return None

    def read(self, archives: OpenArchive | None = None) -> io.BytesIO:
        """Its bytes.

        Args:
            archives: keeps the archive open for the next image; otherwise the archive is opened for this one only.

        Raises:
            FileError: there is no such image in the archive, or it cannot be read.
        """
        opened = (OpenArchive() if archives is None else archives).opened(self.archive)
        where = str(self.archive / self.entry)
        if self.entry not in opened.names:
            known = shortened(list(opened.names))
            raise FileError.of("files.missing", where=where, folder=self.archive, names=known, path=self.entry)
        try:
            return io.BytesIO(opened.source.read(self.entry))
        except OSError as problem:
            raise_if_of_the_machine(where, problem)
            raise FileError.of("picture.damaged_file", where=where, got=str(problem)) from problem


class _Opened(NamedTuple):
    """An archive and the names of the images in it, in order."""

    source: ZipSource
    names: dict[str, None]


class OpenArchive:
    """The most recently read archive, kept open: for thousands of images its contents are listed once, not each time.

    Only one, since images come archive by archive, and a system limits open files.
    """

    def __init__(self) -> None:
        self._last: tuple[Path, _Opened] | None = None

    def opened(self, archive: Path) -> _Opened:
        """The archive, opened unless it is the most recent one.

        Raises:
            FileError: it is not a zip archive, or cannot be read.
        """
        if self._last is None or self._last[0] != archive:
            source = ZipSource(archive)
            names, _ = list_zip(source.entries)
            self._last = archive, _Opened(source, dict.fromkeys(names))
        return self._last[1]
