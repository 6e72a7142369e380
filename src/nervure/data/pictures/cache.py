"""Finds the cache file of decoded images for a folder and its reading options."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import PIL
from PIL import features

from nervure.data.pictures.reading import Reading
from nervure.data.pictures.rows import SharedRows
from nervure.data.pictures.source import PictureSource
from nervure.errors import FileError, advise
from nervure.files import is_disk_full, make_folder, remove_file

_VARIABLE = "NERVURE_CACHE"
_SUFFIX = ".pictures"
_MOST_FILES = 8  # cache files per folder; the least recently used are deleted


def users_folder() -> Path:
    """The user's cache folder: ``NERVURE_CACHE``, else the system's default place.

    Examples:
        >>> users_folder().name
        'pictures'
    """
    import pooch  # type: ignore[import-untyped]

    return Path(os.environ.get(_VARIABLE) or pooch.os_cache("nervure")) / "pictures"


def shared_rows(folder: Path, source: PictureSource, paths: Sequence[str], reading: Reading) -> SharedRows | None:
    """The decoded images in ``folder``, written by this, earlier or other processes.

    The key of a file consists of the location and the paths of all images, their sizes and times, the reading options,
    and the decoder's version: if one of these changes, another file is made.

    Args:
        folder: created if missing.
        source: the source of the images.
        paths: the paths of the images.
        reading: the reading options.

    Returns:
        None, with one line of advice, if the disk is full or the folder is not writable.
    """
    dtype = np.dtype(np.uint8 if reading.frame.interpolation == "nearest" else reading.dtype)
    path = folder / f"{digest(source, paths, reading)}{_SUFFIX}"
    try:
        make_folder(folder)
        found = SharedRows(path, len(paths), reading.shape, dtype)
    except FileError as error:
        key = "picture.cache_full" if is_disk_full(error) else "picture.cache_closed"
        advise(key, folder=str(folder), problem=error.problem)
        return None
    _sweep(folder, path)
    return found


def digest(source: PictureSource, paths: Sequence[str], reading: Reading) -> str:
    """The key of these images, read with these options."""
    found = hashlib.blake2b(digest_size=16)
    decoders = [features.version(name) for name in ("jpg", "zlib", "webp", "libtiff")]
    found.update(repr((PIL.__version__, decoders, reading.frame, reading.color_mode, reading.dtype)).encode())
    found.update(repr((reading.reduced, os.path.realpath(source.place))).encode())
    for path in paths:
        try:
            stamp = source.stamp(path)
        except OSError:
            stamp = (-1, -1)
        found.update(f"{path!r}{stamp}".encode())
    return found.hexdigest()


def _sweep(folder: Path, used: Path) -> None:
    """Removes all but the most recently used files; a process that has one open keeps it until it ends."""
    others = [path for path in folder.glob(f"*{_SUFFIX}") if path != used]
    with contextlib.suppress(OSError):  # another process cleans up too
        for path in sorted(others, key=lambda path: path.stat().st_mtime)[: -(_MOST_FILES - 1)]:
            remove_file(path)
