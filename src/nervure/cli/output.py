"""What commands print: lines for people, or one JSON object for programs."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Any

from nervure.errors import NervureError
from nervure.language import plain
from nervure.render.json_text import json_text
from nervure.render.terminal import screen_of, write


def say(lines: str) -> None:
    """Prints lines, without the control codes that names in them may hold."""
    write(sys.stdout, plain(lines) + "\n")


def say_error(error: NervureError, *, as_json: bool, beside: Mapping[str, Any] | None = None) -> None:
    """Prints the lines of an error on standard error, and on standard output one JSON object for who asked for it.

    Args:
        error: the error.
        as_json: whether programs asked for it.
        beside: what else the object holds.
    """
    write(sys.stderr, f"{error}\n")
    if as_json:
        say_json({**(beside or {}), "error": {"kind": type(error).__name__, **error.lines}})


def say_json(values: Mapping[str, Any]) -> None:
    """Prints one JSON object on a line of its own; programs read it whatever the console's encoding is.

    JSON knows neither NaN nor infinity: these become null.
    """
    takes_all = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    write(sys.stdout, json_text(_finite(values), ascii_only=not takes_all) + "\n")


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def width() -> int:
    """How many cells a printed line may have."""
    return screen_of(sys.stdout).width
