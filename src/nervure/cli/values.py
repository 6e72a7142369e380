"""Parses typed values, or rejects them with nervure's own errors."""

from __future__ import annotations

import math

from nervure.cli.usage import Misused
from nervure.errors import ArgumentError
from nervure.language import text


def whole_number(typed: str, option: str, *, least: int | None = None) -> int:
    """The integer that was typed.

    Args:
        typed: the text after the option.
        option: its name, for errors.
        least: the minimum.

    Raises:
        Misused: it is not an integer, or too small.

    Examples:
        >>> whole_number("12", "--epochs", least=1)
        12
    """
    try:
        number = int(typed)
    except ValueError:
        raise _refused(typed, option, _whole(least)) from None
    if least is not None and number < least:
        raise _refused(typed, option, _whole(least))
    return number


def rate(typed: str, option: str) -> float:
    """The number above 0 that was typed.

    Raises:
        Misused: it is not a number, or not above 0.

    Examples:
        >>> rate("3e-3", "--learning-rate")
        0.003
    """
    try:
        number = float(typed)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise _refused(typed, option, text("cli.rate"))
    return number


def picture_size(typed: str, option: str) -> tuple[int, int]:
    """The height and width that were typed: two integers, or one for both.

    Raises:
        Misused: they are not.

    Examples:
        >>> picture_size("48x64", "--image-size"), picture_size("28", "--image-size")
        ((48, 64), (28, 28))
    """
    sides = typed.lower().split("x")
    if not 1 <= len(sides) <= 2 or not all(side.strip().isdecimal() and int(side) > 0 for side in sides):
        raise _refused(typed, option, text("cli.train.size"))
    return int(sides[0]), int(sides[-1])


def _whole(least: int | None) -> str:
    return text("cli.whole_number") if least is None else text("cli.number_from", least=least)


def _refused(typed: str, option: str, expected: str) -> Misused:
    return Misused(ArgumentError.of("cli.value", where=option, expected=expected, got=typed))
