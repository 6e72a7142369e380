"""Input of predictions: files, folders, archives, tables, arrays and Pillow images, one image at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from nervure.data.pictures.csv_pictures import list_csv_paths
from nervure.data.pictures.source import ZipSource, is_table
from nervure.data.pictures.zip_pictures import list_zip
from nervure.errors import ArgumentError, FileError
from nervure.files import raise_if_of_the_machine
from nervure.records.picture_folder import LeftOut
from nervure.tasks.picture_arrays import levels

_HIDDEN = ("picture.hidden_file", "picture.hidden_folder")


class AskedImage(NamedTuple):
    """One image.

    Attributes:
        name: the path, or the index in the input: ``[3]``.
        image: the path as typed, a Pillow image, an array, or the reason why a listed file cannot be used.
        is_listed: whether it was found in a folder, an archive or a table rather than named itself.
    """

    name: str
    image: str | Image.Image | np.ndarray[Any, Any] | LeftOut
    is_listed: bool = False

    def pixels(self) -> np.ndarray[Any, Any]:
        """The array as ``(1, height, width, channels)`` with levels from 0 to 255.

        Raises:
            DataError: its values are not such levels.
        """
        assert isinstance(self.image, np.ndarray)
        if self.image.dtype == np.uint8 and self.image.max(initial=0) <= 1:  # nearly black, and not fractions of 1
            return self.image[None] if self.image.ndim == 3 else self.image[None, ..., None]
        return levels(self.image[None], self.name)


def asked_images(given: Any) -> Iterator[AskedImage]:
    """Each image of the input: a path, an array, a Pillow image, or several of them.

    Paths of folders, of zip archives and of tables stand for all images in them, in name order. An array of one image
    is ``(height, width)`` or ``(height, width, channels)``; an array of several has one more axis.

    Args:
        given: the input.

    Raises:
        ArgumentError: the input is of another kind.
        FileError: an archive or a table cannot be read, or a folder is empty.
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
                yield (
                    asked
                    if isinstance(asked.image, (str, LeftOut))
                    else asked._replace(name=f"[{place}]{_inside(one, asked)}")
                )
    else:
        raise ArgumentError.of("predict.images", where="predict(images)", got=type(given).__name__)


def _inside(one: Any, asked: AskedImage) -> str:
    """The index of an image within an item of a list; empty if the item is the image."""
    return "" if one is asked.image or (isinstance(one, np.ndarray) and one.ndim == 2) else asked.name


def _at(path: Path) -> Iterator[AskedImage]:
    found = _found_at(path)
    if found is None:
        yield AskedImage(str(path), str(path))
        return
    if not found:
        raise FileError.of("predict.empty", where=str(path), got="-")
    yield from found


def _found_at(path: Path) -> list[AskedImage] | None:
    """The files that ``path`` stands for; None if it is a file itself."""
    if path.is_dir():
        # Not Path.rglob, which silently skips folders that cannot be listed.
        walk = os.walk(path, onerror=lambda problem: raise_if_of_the_machine(problem.filename, problem))
        below = (Path(folder, name) for folder, _, names in walk for name in names)
        return _listed(sorted(found for found in below if found.is_file() and not _is_hidden(found.relative_to(path))))
    if path.suffix.lower() == ".zip" and path.is_file():
        names, left_out = list_zip(ZipSource(path).entries)
        return sorted(_listed([path / name for name in names], path, left_out), key=lambda each: Path(each.name))
    if is_table(path):
        table = list_csv_paths(path)
        return _listed([path.parent / name for name in table.paths], path.parent, table.left_out)
    return None


def _listed(files: Sequence[Path], above: Path = Path(), left_out: Sequence[LeftOut] = ()) -> list[AskedImage]:
    """Files that were found, and those that cannot be used, with reasons."""
    told = [AskedImage(str(above / each.path), each, True) for each in left_out if each.reason not in _HIDDEN]
    return [*(AskedImage(str(file), str(file), is_listed=True) for file in files), *told]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _arrays(given: np.ndarray[Any, Any]) -> Iterator[AskedImage]:
    is_one = given.ndim == 2 or (given.ndim == 3 and given.shape[-1] in (1, 3))
    if not is_one and given.ndim not in (3, 4):
        raise ArgumentError.of("predict.images", where="predict(images)", got=f"{given.dtype} {given.shape}")
    for place, one in enumerate(given[None] if is_one else given):
        yield AskedImage(f"[{place}]", one)
