"""Turns the operating system's errors into nervure's, and separates those of a file from those of the machine."""

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
# Errors that are not due to a file: a retry, or another machine, may read it. Not every system has all names.
_OF_A_DISK = ("EIO", "ESTALE", "ETIMEDOUT", "EREMOTEIO", "ENOTCONN", "EHOSTDOWN", "ENOLINK")
_OF_THE_MACHINE: dict[int, str] = {
    errno.EMFILE: "files.too_many_open", errno.ENFILE: "files.too_many_open", errno.ENOMEM: "files.no_memory",
    **{getattr(errno, name): "files.disk_fails" for name in _OF_A_DISK if hasattr(errno, name)},
}  # fmt: skip


def is_disk_full(error: OSError) -> bool:
    """Whether the disk, or the user's quota, was full."""
    return error.errno in _DISK_FULL


def is_of_the_machine(error: BaseException | None) -> bool:
    """Whether an error, or one of its causes, is due to the machine rather than the file being read."""
    return _machine_error(error) is not None


def raise_if_of_the_machine(path: PathLike, error: BaseException) -> None:
    """Raises an error of the machine as such, before it is reported as a fault of the file.

    Args:
        path: the file that was read.
        error: the resulting error.

    Raises:
        FileError: too many files are open, the disk fails, there is no memory.
    """
    found = _machine_error(error)
    if isinstance(found, FileError):
        raise found
    if found is not None:
        raise system_error(path, found, reads=True) from error


def _machine_error(error: BaseException | None) -> OSError | None:
    """The error of the machine among ``error`` and its causes."""
    while error is not None:
        if isinstance(error, MemoryError):
            return OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
        if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE:
            return error
        error = error.__cause__ or error.__context__
    return None


@contextlib.contextmanager
def explained(path: PathLike, *, reads: bool = False) -> Iterator[None]:
    """Turns an error of the operating system into one with a fix."""
    try:
        yield
    except FileError:
        raise
    except OSError as error:
        raise system_error(path, error, reads=reads) from error


def system_error(path: PathLike, error: OSError, *, reads: bool = False) -> FileError:
    """The operating system's error as one of nervure's errors.

    Args:
        path: the path of the operation.
        error: the original error.
        reads: whether the operation was a read.
    """
    where = str(path)
    folder = Path(path).parent
    if isinstance(error, FileNotFoundError) and _is_nowhere(path):
        made = FileError.of("files.nowhere", where=where)
    elif isinstance(error, FileNotFoundError):
        if reads and _is_folder(folder):
            made = FileError.of("files.missing", where=where, path=where, folder=folder, names=_names_in(folder))
        else:
            missing = Path(os.path.realpath(path)).parent if _is_folder(folder) else folder  # or a dangling link
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
    """Whether a path is relative to a current folder that no longer exists."""
    try:
        return not Path(path).is_absolute() and not os.getcwd()  # noqa: PTH109 - the same call
    except FileNotFoundError:
        return True


def _is_folder(path: PathLike) -> bool:
    return os.path.isdir(path)  # noqa: PTH112  (Path.is_dir raises where the system refuses to answer)


def _names_in(folder: Path) -> str:
    """The contents of a folder, abbreviated, so that a typing error is easy to see."""
    try:
        names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return "?"
    shown = ", ".join(names[:_NAMES_SHOWN])
    return f"{shown}, ... ({len(names)})" if len(names) > _NAMES_SHOWN else shown or "-"
