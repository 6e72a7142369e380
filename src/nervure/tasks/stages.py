"""What is being done before the first step: a line for each stage, for whoever waits."""

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
    """Inside this block each stage is told on ``stream``.

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
    """A stage begins; where nobody asked to be told, nothing is said.

    Args:
        key: of the sentence in the catalogue.
        values: what it is filled with.
    """
    stream = _told.get()
    if stream is not None:
        write(stream, f"{text(key, **values)}\n")
