"""What a run is asked about: files, folders, archives, tables, arrays and Pillow images, one image after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from nervure.data.auditing.listing import list_for_audit
from nervure.data.pictures.source import ZipSource
from nervure.data.pictures.zip_pictures import list_zip
from nervure.errors import ArgumentError, FileError
from nervure.files import raise_if_of_the_machine
from nervure.tasks.picture_arrays import levels

_TABLES = (".csv", ".tsv")


class AskedImage(NamedTuple):
    """One image.

    Attributes:
        name: the path, or the place in what was given: ``[3]``.
        image: the file as it is named, a Pillow image, or an array.
        is_listed: whether it was found in a folder, an archive or a table, and was not named itself.
    """

    name: str
    image: str | Image.Image | np.ndarray[Any, Any]
    is_listed: bool = False

    def pixels(self) -> np.ndarray[Any, Any]:
        """The array as ``(1, height, width, channels)`` with levels from 0 to 255.

        Raises:
            DataError: it holds no such levels.
        """
        assert isinstance(self.image, np.ndarray)
        if self.image.dtype == np.uint8 and self.image.max(initial=0) <= 1:  # nearly black, and no parts of one
            return self.image[None] if self.image.ndim == 3 else self.image[None, ..., None]
        return levels(self.image[None], self.name)


def asked_images(given: Any) -> Iterator[AskedImage]:
    """Each image of what was given: a path, an array, a Pillow image, or several of them.

    Paths of folders, of zip archives and of tables stand for all images there, in the order of their names. An array of
    one image is ``(height, width)`` or ``(height, width, channels)``, one of several has one axis more.

    Args:
        given: what was given.

    Raises:
        ArgumentError: it is nothing of the kind.
        FileError: an archive or a table cannot be read, or there is nothing in a folder.
        DataError: a table has no column of paths.
    """
    if isinstance(given, (str, os.PathLike)):
        yield from _at(Path(given))
    elif isinstance(given, Image.Image):
        yield AskedImage("[0]", given)
    elif isinstance(given, np.ndarray):
        yield from _arrays(given)
    elif isinstance(given, (list, tuple)):
        for place, one in enumerate(given):
            for asked in asked_images(one):
                yield asked if isinstance(asked.image, str) else asked._replace(name=f"[{place}]{_inside(one, asked)}")
    else:
        raise ArgumentError.of("predict.images", where="predict(images)", got=type(given).__name__)


def _inside(one: Any, asked: AskedImage) -> str:
    """The place of an image in one of the things of a list; nothing where that is the image."""
    return "" if one is asked.image or (isinstance(one, np.ndarray) and one.ndim == 2) else asked.name


def _at(path: Path) -> Iterator[AskedImage]:
    names = _names_at(path)
    if names is None:
        yield AskedImage(str(path), str(path))
        return
    if not names:
        raise FileError.of("predict.empty", where=str(path), got="-")
    yield from (AskedImage(name, name, is_listed=True) for name in names)


def _names_at(path: Path) -> list[str] | None:
    """The files that ``path`` stands for; None where it is one itself."""
    if path.is_dir():
        # Not Path.rglob, which goes on where a folder cannot be listed.
        walk = os.walk(path, onerror=lambda problem: raise_if_of_the_machine(problem.filename, problem))
        below = (Path(folder, name) for folder, _, names in walk for name in names)
        return sorted(str(found) for found in below if found.is_file() and not _is_hidden(found.relative_to(path)))
    if path.suffix.lower() == ".zip" and path.is_file():
        names, _ = list_zip(ZipSource(path).entries)
        return [str(path / name) for name in sorted(names)]
    if path.suffix.lower() in _TABLES and path.is_file():
        listed = list_for_audit(path)
        return [str(listed.source.place / name) for name in listed.listing.paths]
    return None


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _arrays(given: np.ndarray[Any, Any]) -> Iterator[AskedImage]:
    is_one = given.ndim == 2 or (given.ndim == 3 and given.shape[-1] in (1, 3))
    if not is_one and given.ndim not in (3, 4):
        raise ArgumentError.of("predict.images", where="predict(images)", got=f"{given.dtype} {given.shape}")
    for place, one in enumerate(given[None] if is_one else given):
        yield AskedImage(f"[{place}]", one)
