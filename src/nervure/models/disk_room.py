"""Whether a disk has the room that a training will want, asked before its first step."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from nervure.errors import FileError
from nervure.models import weight_files

_MEGABYTE = 1e6


def file_bytes(model: Any) -> int:
    """How large the file of ``model`` is once it has learned; the description is next to nothing.

    What its optimizer keeps is counted also before the first step, which makes it.
    """
    _, tensors = weight_files.contents(model)
    size = sum(tensor.nbytes for tensor in tensors.values())
    if not model.compiled or model.compilation.optimizer.slots:
        return size
    learned = sum(parameter.array.nbytes for parameter in model.network().store.trainable.parameters)
    return size + len(model.compilation.optimizer.all_slots) * int(learned)


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
