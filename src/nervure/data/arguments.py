"""Arguments that are whole numbers or count something, and those that are yes or no."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from nervure.errors import ArgumentError


def whole_number(value: Any, key: str, *, where: str) -> int:
    """``value`` as a whole number.

    Args:
        value: what was given.
        key: of the error where it is none.
        where: the argument it was given as.

    Raises:
        ArgumentError: it is none.

    Examples:
        >>> whole_number(-3, "randomness.seed", where="seed")
        -3
    """
    try:
        return operator.index(value)
    except TypeError:
        raise ArgumentError.of(key, where=where, name=where, got=repr(value)) from None


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
