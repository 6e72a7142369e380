"""Copies images into one folder per predicted class. Nothing is moved or overwritten."""

from __future__ import annotations

from pathlib import Path

from nervure.errors import ArgumentError, FileError
from nervure.files import make_folder, read_bytes, write_bytes
from nervure.language import one_line
from nervure.records.recognition import Recognitions
from nervure.tasks.archived_picture import ArchivedPicture, OpenArchive
from nervure.tasks.numbered_picture import NumberedPicture

_NO_NAME = '<>:"/\\|?*'  # characters that some systems do not allow in names


def check_sorting(pictures: list[str], into: Path) -> None:
    """Rejects input that cannot be sorted, before any image is read.

    Raises:
        ArgumentError: an image is not a separate file; or the target folder is inside an input folder.
    """
    place = into.absolute()
    for picture in pictures:
        if NumberedPicture.named(picture) is not None:
            raise ArgumentError.of("sorting.no_file", where="--sort-into", got=picture)
        if Path(picture).is_dir() and place.is_relative_to(Path(picture).absolute()):
            raise ArgumentError.of("sorting.inside", where="--sort-into", got=str(into), folder=picture)


def sort_into(recognitions: Recognitions, into: Path) -> int:
    """Copies each image into the folder of its most likely class; an existing copy with the same bytes is kept.

    Args:
        recognitions: a run's predictions.
        into: the folder in which class folders are created.

    Returns:
        The number of copies made.

    Raises:
        FileError: a folder or a file cannot be written, or an image no longer exists.
    """
    copied, archives = 0, OpenArchive()
    for each in recognitions.pictures:
        archived = ArchivedPicture.named(each.path)
        data = read_bytes(each.path) if archived is None else archived.read(archives).getvalue()
        folder = make_folder(into / folder_name(each.label))
        place = _free(folder / Path(each.path).name, data)
        if place is not None:
            write_bytes(place, data)
            copied += 1
    return copied


def folder_name(label: str) -> str:
    """A name for the folder of a class, without path parts or characters that some systems do not allow.

    Examples:
        >>> folder_name("cat"), folder_name("../a"), folder_name("a/b")
        ('cat', '_a', 'a_b')
    """
    clean = "".join("_" if sign in _NO_NAME or not sign.isprintable() else sign for sign in one_line(label))
    return clean.strip(" .") or "_"


def _free(path: Path, data: bytes) -> Path | None:
    """``path``, or the first of ``name-2``, ``name-3``, ... that is free; None if the same bytes already exist."""
    number, place = 1, path
    while place.exists() or place.is_symlink():
        try:
            if place.is_file() and place.stat().st_size == len(data) and read_bytes(place) == data:
                return None
        except FileError:
            pass
        number += 1
        place = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return place
