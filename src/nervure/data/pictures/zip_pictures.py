"""Lists a zip archive of images: what is used, and what is left out, with reasons."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from nervure.data.pictures.class_folders import name_reason
from nervure.records.picture_folder import LeftOut

MOST_BYTES = 1 << 28  # maximum bytes of an image in an archive; larger entries are not unpacked
_MADE_BY_MACOS = "__MACOSX"
_DRIVE = re.compile(r"[A-Za-z]:")


def list_zip(entries: Sequence[zipfile.ZipInfo]) -> tuple[list[str], list[LeftOut]]:
    """The entries with an image extension, in Keras' order, and all others except folders, with reasons.

    Args:
        entries: the entries of the archive.
    """
    paths: list[str] = []
    left_out: list[LeftOut] = []
    seen: set[str] = set()
    for entry in entries:
        if entry.filename.endswith("/"):
            continue
        reason = _reason(entry, seen)
        seen.add(entry.filename)
        if reason is None:
            paths.append(entry.filename)
        else:
            left_out.append(reason)
    # As in a folder: folder by folder, and the names inside each in order.
    return sorted(paths, key=lambda path: path.rpartition("/")[::2]), left_out


def top_folder(paths: Sequence[str]) -> str:
    """The common folders above the class folders of all images, with a trailing ``/``; empty if there are none.

    Examples:
        >>> top_folder(["flowers/daisy/a.jpg", "flowers/rose/b.jpg"]), top_folder(["daisy/a.jpg", "daisy/b.jpg"])
        ('flowers/', '')
    """
    shared = ""
    folders = [path.split("/")[:-1] for path in paths]
    while folders and all(len(names) > 1 for names in folders) and len({names[0] for names in folders}) == 1:
        shared += f"{folders[0][0]}/"
        folders = [names[1:] for names in folders]
    return shared


def _reason(entry: zipfile.ZipInfo, seen: set[str]) -> LeftOut | None:
    """Why an entry is not used; None if it has an image extension."""
    path = entry.filename
    names = PurePosixPath(path).parts
    if not names or path.startswith("/") or "\\" in path or ".." in names or _DRIVE.match(path):
        return LeftOut.because("picture.zip_outside", path=path)
    if names[0] == _MADE_BY_MACOS:
        return LeftOut.because("picture.hidden_file", path=path)
    if path in seen:
        return LeftOut.because("picture.zip_twice", path=path)
    return name_reason(path) or _closed(entry)


def _closed(entry: zipfile.ZipInfo) -> LeftOut | None:
    """Why the bytes of an entry are not read; None if they are."""
    path = entry.filename
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return LeftOut.because("picture.no_file", path=path)
    if entry.flag_bits & 1:
        return LeftOut.because("picture.zip_locked", path=path)
    if entry.file_size > MOST_BYTES:
        return LeftOut.because("picture.zip_large", path=path, megabytes=entry.file_size >> 20)
    return None
