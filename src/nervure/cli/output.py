"""Output of commands: lines for people, or one JSON object for programs."""

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
    """Prints lines, without the control codes that names in them may contain."""
    write(sys.stdout, plain(lines) + "\n")


def say_error(error: NervureError, *, as_json: bool, beside: Mapping[str, Any] | None = None) -> None:
    """Prints the lines of an error on standard error, and, if requested, one JSON object on standard output.

    Args:
        error: the error.
        as_json: whether JSON was requested.
        beside: additional entries of the object.
    """
    write(sys.stderr, f"{error}\n")
    if as_json:
        say_json({**(beside or {}), "error": {"kind": type(error).__name__, **error.lines}})


def say_json(values: Mapping[str, Any]) -> None:
    """Prints one JSON object on a separate line; programs can read it in any console encoding.

    JSON has neither NaN nor infinity: these become null.
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
    """The maximum number of cells in a printed line."""
    return screen_of(sys.stdout).width
