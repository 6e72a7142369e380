"""Whether a disk has the room that a training will want, asked before its first step."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from nervure.errors import FileError
from nervure.models import weight_files

_MEGABYTE = 1e6


def file_bytes(model: Any) -> int:
    """How large the file of ``model`` is, with what its optimizer keeps; the description is next to nothing."""
    _, tensors = weight_files.contents(model)
    return sum(tensor.nbytes for tensor in tensors.values())


def check_room(folder: Path, num_bytes: int) -> None:
    """Refuses a folder whose disk has not so many bytes left.

    What a user's share of a disk leaves is told by nobody: a save that finds it used up says so then.

    Raises:
        FileError: there is less.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError:  # a file system that does not tell
        return
    if free < num_bytes:
        needed, left = num_bytes / _MEGABYTE, free / _MEGABYTE
        raise FileError.of("checkpoint.no_room", where=str(folder), needed=needed, free=left)
