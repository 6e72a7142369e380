"""What commands print: lines for people, or one JSON object for programs."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from typing import Any

from nervure.render.terminal import screen_of, write


def say(lines: str) -> None:
    """Prints lines."""
    write(sys.stdout, lines + "\n")


def say_json(values: Mapping[str, Any]) -> None:
    """Prints one JSON object on a line of its own; programs read it whatever the console's encoding is.

    JSON knows neither NaN nor infinity: these become null.
    """
    takes_all = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    write(sys.stdout, json.dumps(_finite(values), ensure_ascii=not takes_all, allow_nan=False) + "\n")


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def width() -> int:
    """How many cells a printed line may have."""
    return screen_of(sys.stdout).width
