"""One picture of a zip archive, named as if the archive were a folder: ``photos.zip/cat/1.png``."""

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
    """Where a picture stands that is an entry of an archive.

    Attributes:
        archive: the file.
        entry: its name in it.
    """

    archive: Path
    entry: str

    @classmethod
    def named(cls, typed: str | os.PathLike[str]) -> Self | None:
        """The picture that was typed; None where no file called ``.zip`` stands on its way."""
        place = Path(typed)
        for folder in place.parents:
            if folder.suffix.lower() == ".zip" and folder.is_file():
                return cls(folder, place.relative_to(folder).as_posix())
        return None

    def read(self) -> io.BytesIO:
        """Its bytes.

        Raises:
            FileError: there is no such picture in the archive, or it cannot be read.
        """
        source, where = ZipSource(self.archive), str(self.archive / self.entry)
        names, _ = list_zip(source.entries)
        if self.entry not in names:
            known = shortened(names)
            raise FileError.of("files.missing", where=where, folder=self.archive, names=known, path=self.entry)
        try:
            return io.BytesIO(source.read(self.entry))
        except OSError as problem:
            raise_if_of_the_machine(where, problem)
            raise FileError.of("picture.damaged_file", where=where, got=str(problem)) from problem
