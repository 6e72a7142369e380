"""Progress before the first step: one line per stage, for a waiting user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TextIO

from nervure.language import text
from nervure.render.terminal import write

_told: ContextVar[TextIO | None] = ContextVar("nervure_stages", default=None)


@contextmanager
def telling_stages(stream: TextIO) -> Iterator[None]:
    """Inside this block each stage is reported on ``stream``.

    Examples:
        >>> import sys
        >>> with telling_stages(sys.stdout):
        ...     stage("stages.copies", count=3)
        Looking for copies, images: 3 ...
    """
    token = _told.set(stream)
    try:
        yield
    finally:
        _told.reset(token)


def stage(key: str, **values: Any) -> None:
    """Reports that a stage begins, if a stream is set.

    Args:
        key: the key of the sentence in the catalogue.
        values: the values for its placeholders.
    """
    stream = _told.get()
    if stream is not None:
        write(stream, f"{text(key, **values)}\n")
