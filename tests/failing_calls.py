"""Calls of the system that fail when a test wants them to: no disk fails on demand."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Where each call that a whole file needs is looked up: made, written, forced to disk, closed, put in its place.
CALLS: dict[str, tuple[Any, str]] = {
    "open": (os, "open"),
    "write": (Path, "write_bytes"),
    "fsync": (os, "fsync"),
    "close": (os, "close"),
    "rename": (os, "replace"),
}


@contextlib.contextmanager
def failing(call: str, number: int, code: int, *, once: bool = False) -> Iterator[list[int]]:
    """From its ``number``-th use on (0 is the first), or only then, ``call`` fails with the error ``code``.

    What is written before a failing write stands in the file, as on a disk that fills up. Yields a list with one entry
    a use.
    """
    owner, name = CALLS[call]
    real, uses = getattr(owner, name), []

    def may_fail(*arguments: Any, **options: Any) -> Any:
        uses.append(len(uses))
        if len(uses) - 1 == number or (len(uses) > number and not once):
            if call == "write":
                real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            elif call == "close":
                real(*arguments)  # a close that fails has closed all the same
            raise OSError(code, os.strerror(code))
        return real(*arguments, **options)

    setattr(owner, name, may_fail)
    try:
        yield uses
    finally:
        setattr(owner, name, real)


@contextlib.contextmanager
def little_room(num_bytes: int) -> Iterator[None]:
    """The system says that every disk has so many bytes left."""
    real = shutil.disk_usage
    setattr(shutil, "disk_usage", lambda path: real(path)._replace(free=num_bytes))  # noqa: B010 - of another module
    try:
        yield
    finally:
        setattr(shutil, "disk_usage", real)  # noqa: B010
