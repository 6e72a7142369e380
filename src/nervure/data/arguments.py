"""Arguments that count something, and those that are yes or no."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from nervure.errors import ArgumentError


def positive_count(value: Any, *, where: str) -> int:
    """``value`` as a whole number of at least 1.

    Raises:
        ArgumentError: it is none.

    Examples:
        >>> positive_count(32, where="batch_size")
        32
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = 0
    if number < 1 or isinstance(value, bool):
        raise ArgumentError.of("data.count", where=where, name=where, got=repr(value))
    return number


def yes_or_no(value: Any, *, where: str) -> bool:
    """``value`` where it is True or False.

    Raises:
        ArgumentError: it is something else, such as a word, which Python would take for True.
    """
    if not isinstance(value, (bool, np.bool_)):
        raise ArgumentError.of("data.yes_or_no", where=where, name=where, got=repr(value))
    return bool(value)
