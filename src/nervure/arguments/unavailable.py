"""Arguments of Keras that nervure does not support."""

from __future__ import annotations

from typing import Any

from nervure.arguments.values import as_written, plain
from nervure.errors import ArgumentError


def left_at_default(value: Any, default: Any, argument: str, where: str) -> None:
    """Accepts such an argument if it has its default value.

    Raises:
        ArgumentError: it requests behavior that would silently be missing.
    """
    given = plain(value)
    if given is not default and not (isinstance(given, (int, float, str)) and given == default):
        raise ArgumentError.of(
            "argument.not_available", where=where, argument=argument, default=default, got=as_written(value)
        )
