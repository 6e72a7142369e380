"""Numbers that losses, metrics and optimizers are made with, refused at once where they cannot be meant."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from nervure.errors import ArgumentError


class Range(NamedTuple):
    """Which numbers an argument may be.

    Attributes:
        text: how an error writes it, with ``{argument}`` for the name.
        holds: whether a number lies in it.
    """

    text: str
    holds: Callable[[float], bool]


POSITIVE = Range("{argument} > 0", lambda x: x > 0)
NOT_NEGATIVE = Range("{argument} >= 0", lambda x: x >= 0)
FRACTION = Range("0 <= {argument} <= 1", lambda x: 0 <= x <= 1)
FRACTION_BELOW_ONE = Range("0 <= {argument} < 1", lambda x: 0 <= x < 1)
FRACTION_ABOVE_ZERO = Range("0 < {argument} <= 1", lambda x: 0 < x <= 1)
INSIDE_ZERO_AND_ONE = Range("0 < {argument} < 1", lambda x: 0 < x < 1)


def plain_number(value: Any) -> float | None:
    """``value`` as a finite float, whether it comes from Python, NumPy or torch; None where it is no such number."""
    plain = value.item() if getattr(value, "ndim", None) == 0 else value
    if isinstance(plain, bool) or not isinstance(plain, (int, float)) or not math.isfinite(plain):
        return None
    return float(plain)


def number(value: Any, allowed: Range, where: str, argument: str) -> float:
    """``value`` as a float within ``allowed``.

    Raises:
        ArgumentError: it is no number, or lies outside.

    Examples:
        >>> number(1, FRACTION, "loss 'a'", "alpha")
        1.0
    """
    plain = plain_number(value)
    if plain is None or not allowed.holds(plain):
        expected = allowed.text.format(argument=argument)
        raise ArgumentError.of("number.range", where=where, argument=argument, expected=expected, got=repr(value))
    return plain


def whole_number(value: Any, least: int, where: str, argument: str) -> int:
    """``value`` as a whole number of at least ``least``.

    Raises:
        ArgumentError: it is no whole number, or smaller.

    Examples:
        >>> whole_number(5.0, 1, "metric 'a'", "k")
        5
    """
    plain = plain_number(value)
    if plain is None or plain != int(plain) or plain < least:
        expected = f"{argument} = {least}, {least + 1}, {least + 2}, ..."
        raise ArgumentError.of("number.range", where=where, argument=argument, expected=expected, got=repr(value))
    return int(plain)
