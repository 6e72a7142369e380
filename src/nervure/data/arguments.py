"""Arguments that are whole numbers or count something, and those that are yes or no."""

from __future__ import annotations

from typing import Any

from nervure.arguments.kinds import MOST, YesNo
from nervure.arguments.values import as_written, whole
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
    number = whole(value)
    if number is None:
        raise ArgumentError.of(key, where=where, name=where, got=as_written(value))
    return number


def positive_count(value: Any, *, where: str) -> int:
    """``value`` as a whole number of at least 1.

    Raises:
        ArgumentError: it is none.

    Examples:
        >>> positive_count(32, where="batch_size")
        32
    """
    number = whole(value)
    if number is None or not 1 <= number <= MOST:
        raise ArgumentError.of("data.count", where=where, name=where, got=as_written(value))
    return number


def yes_or_no(value: Any, *, where: str) -> bool:
    """``value`` where it is True or False.

    Raises:
        ArgumentError: it is something else, such as a word, which Python would take for True.
    """
    return YesNo().take(value, where, where)
