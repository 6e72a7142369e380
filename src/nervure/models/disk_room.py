"""Checks before the first step whether a disk has room for the run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from nervure.errors import FileError
from nervure.models import weight_files

_MEGABYTE = 1e6


def file_bytes(model: Any) -> int:
    """The file size of ``model`` after training; its description is negligible.

    Includes the optimizer's slots, even before the first step creates them.
    """
    _, tensors = weight_files.contents(model)
    size = sum(tensor.nbytes for tensor in tensors.values())
    if not model.compiled or model.compilation.optimizer.slots:
        return size
    learned = sum(parameter.array.nbytes for parameter in model.network().store.trainable.parameters)
    return size + len(model.compilation.optimizer.all_slots) * int(learned)


def check_room(folder: Path, num_bytes: int) -> None:
    """Rejects a folder whose disk does not have that many bytes left.

    Quotas cannot be queried: a save that exceeds one reports it then.

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
