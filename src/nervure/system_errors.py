"""What the operating system says, in our words: which errors are of a file, and which of the machine."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from nervure.errors import FileError

__all__ = ["PathLike", "explained", "is_disk_full", "is_of_the_machine", "raise_if_of_the_machine", "system_error"]

PathLike = str | os.PathLike[str]

_NAMES_SHOWN = 5
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
# What says nothing about a file: the next try, or another machine, may read it. Not every system has all names.
_OF_A_DISK = ("EIO", "ESTALE", "ETIMEDOUT", "EREMOTEIO", "ENOTCONN", "EHOSTDOWN", "ENOLINK")
_OF_THE_MACHINE: dict[int, str] = {
    errno.EMFILE: "files.too_many_open", errno.ENFILE: "files.too_many_open", errno.ENOMEM: "files.no_memory",
    **{getattr(errno, name): "files.disk_fails" for name in _OF_A_DISK if hasattr(errno, name)},
}  # fmt: skip


def is_disk_full(error: OSError) -> bool:
    """Whether there was no room left, on the disk or in the user's share of it."""
    return error.errno in _DISK_FULL


def is_of_the_machine(error: BaseException | None) -> bool:
    """Whether an error, or one that it came of, is the machine's and says nothing about the file that was read."""
    return _machine_error(error) is not None


def raise_if_of_the_machine(path: PathLike, error: BaseException) -> None:
    """For whoever takes an error for a fault of a file: where it is one of the machine, it is raised as that.

    Args:
        path: what was read.
        error: what came of it.

    Raises:
        FileError: too many files are open, the disk fails, there is no memory.
    """
    found = _machine_error(error)
    if isinstance(found, FileError):
        raise found
    if found is not None:
        raise system_error(path, found, reads=True) from error


def _machine_error(error: BaseException | None) -> OSError | None:
    """The error of the machine that ``error`` is, or that it came of."""
    while error is not None:
        if isinstance(error, MemoryError):
            return OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
        if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE:
            return error
        error = error.__cause__ or error.__context__
    return None


@contextlib.contextmanager
def explained(path: PathLike, *, reads: bool = False) -> Iterator[None]:
    """Turns an error of the operating system into one that says what to do."""
    try:
        yield
    except FileError:
        raise
    except OSError as error:
        raise system_error(path, error, reads=reads) from error


def system_error(path: PathLike, error: OSError, *, reads: bool = False) -> FileError:
    """What the operating system said, in our words.

    Args:
        path: what it was asked for.
        error: what it said.
        reads: whether it was asked to read.
    """
    where = str(path)
    folder = Path(path).parent
    if isinstance(error, FileNotFoundError) and _is_nowhere(path):
        made = FileError.of("files.nowhere", where=where)
    elif isinstance(error, FileNotFoundError):
        if reads and _is_folder(folder):
            made = FileError.of("files.missing", where=where, path=where, folder=folder, names=_names_in(folder))
        else:
            missing = Path(os.path.realpath(path)).parent if _is_folder(folder) else folder  # or a dead link
            made = FileError.of("files.no_folder", where=where, folder=missing)
    elif isinstance(error, (NotADirectoryError, FileExistsError)):
        made = FileError.of("files.no_folder_but_file", where=where, path=error.filename or where)
    elif _is_folder(path):
        made = FileError.of("files.is_folder", where=where, path=where)
    elif isinstance(error, PermissionError):
        key = "files.not_readable" if reads else "files.not_writable"
        made = FileError.of(key, where=where, path=where, folder=folder)
    elif is_disk_full(error):
        made = FileError.of("files.disk_full", where=where, folder=folder)
    elif error.errno is not None and error.errno in _OF_THE_MACHINE:
        made = FileError.of(_OF_THE_MACHINE[error.errno], where=where, got=os.strerror(error.errno))
    else:
        made = FileError.of("files.other", where=where, reason=error.strerror or str(error))
    made.errno = error.errno
    return made


def _is_nowhere(path: PathLike) -> bool:
    """Whether a path begins in the current folder, and that is gone."""
    try:
        return not Path(path).is_absolute() and not os.getcwd()  # noqa: PTH109 - the same call
    except FileNotFoundError:
        return True


def _is_folder(path: PathLike) -> bool:
    return os.path.isdir(path)  # noqa: PTH112  (Path.is_dir raises where the system refuses to answer)


def _names_in(folder: Path) -> str:
    """What a folder holds, in short; a learner sees the typing error."""
    try:
        names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return "?"
    shown = ", ".join(names[:_NAMES_SHOWN])
    return f"{shown}, ... ({len(names)})" if len(names) > _NAMES_SHOWN else shown or "-"
