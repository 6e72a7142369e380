"""Restricts writing to a folder to one process, by a lock file."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from nervure.errors import FileError
from nervure.files import PathLike, explained

__all__ = ["lent", "locked"]

_HELD_BY_ANOTHER = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_lent: ContextVar[frozenset[str]] = ContextVar("lent", default=frozenset())  # locks that the next holder shares


@contextlib.contextmanager
def locked(path: PathLike) -> Iterator[None]:
    """Holds the lock file at ``path`` during the block. The system releases it when the process ends, however it ends.

    If the file system does not support locks, nothing is locked.

    Args:
        path: the path of the lock file, which is not removed: otherwise two processes could hold it.

    Raises:
        FileError: another process holds it, or it cannot be created.
    """
    place, borrowed = os.path.realpath(path), _lent.get()
    if place in borrowed:
        with _lending(borrowed - {place}):
            yield
        return
    with explained(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _HELD_BY_ANOTHER:
                raise FileError.of("files.locked", where=str(Path(path).parent), path=str(path)) from error
        yield
    finally:
        with contextlib.suppress(OSError):  # nothing was written: the lock is released despite any error
            os.close(descriptor)


@contextlib.contextmanager
def lent(path: PathLike) -> Iterator[None]:
    """Inside this block the lock at ``path``, which the caller holds, is shared with the next code that requests it.

    Only with one: a request inside that code's own block is refused, like any other.
    """
    with _lending(_lent.get() | {os.path.realpath(path)}):
        yield


@contextlib.contextmanager
def _lending(locks: frozenset[str]) -> Iterator[None]:
    token = _lent.set(locks)
    try:
        yield
    finally:
        _lent.reset(token)


def _lock(descriptor: int) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt

        getattr(msvcrt, "locking")(descriptor, getattr(msvcrt, "LK_NBLCK"), 1)  # noqa: B009 - only Windows has them
