"""Checks of constructor arguments that several layers share: each returns the value in its one form, or raises."""

from __future__ import annotations

import numbers
import operator
from typing import Any

from nervure.errors import ArgumentError

_PADDINGS = ("valid", "same")
_LONGEST = 80  # characters of a value that an error shows


def as_written(value: Any) -> str:
    """A value as an error shows it: on one line, and cut off where it is long.

    Examples:
        >>> import numpy as np
        >>> as_written("same"), as_written(np.eye(2))
        ("'same'", 'array([[1., 0.], [0., 1.]])')
    """
    line = " ".join(repr(value).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ..."


def positive_integer(value: Any, argument: str, where: str) -> int:
    """``value`` as an int of at least 1.

    Raises:
        ArgumentError: it is no whole number, or smaller than 1.

    Examples:
        >>> positive_integer(10, "units", "Dense")
        10
    """
    number = _whole_number(value)
    if number is None or number < 1:
        raise ArgumentError.of("argument.positive_integer", where=where, argument=argument, got=as_written(value))
    return number


def pair(value: Any, argument: str, where: str) -> tuple[int, int]:
    """``value`` as two positive ints; one number counts for both axes, as in Keras.

    Raises:
        ArgumentError: it is neither one positive whole number nor two.

    Examples:
        >>> pair(3, "kernel_size", "Conv2D"), pair([3, 5], "kernel_size", "Conv2D")
        ((3, 3), (3, 5))
    """
    items = list(value) if isinstance(value, (list, tuple)) else [value, value]
    sizes = [size for size in map(_whole_number, items) if size is not None and size >= 1]
    if len(items) != 2 or len(sizes) != 2:
        raise ArgumentError.of("argument.pair", where=where, argument=argument, got=as_written(value))
    return sizes[0], sizes[1]


def padding_of(value: Any, where: str) -> str:
    """``"valid"`` or ``"same"``, in small letters.

    Raises:
        ArgumentError: it is neither.
    """
    padding = value.lower() if isinstance(value, str) else value
    if padding not in _PADDINGS:
        raise ArgumentError.of("argument.padding", where=where, got=as_written(value))
    return str(padding)


def fraction(value: Any, argument: str, where: str) -> float:
    """``value`` as a float of at least 0 and below 1: the part that dropout drops.

    Raises:
        ArgumentError: it is no number, or outside [0, 1).
    """
    number = _real_number(value)
    if number is None or not 0.0 <= number < 1.0:
        raise ArgumentError.of("argument.fraction", where=where, argument=argument, got=as_written(value))
    return number


def real_number(value: Any, argument: str, where: str) -> float:
    """``value`` as a float.

    Raises:
        ArgumentError: it is no number.
    """
    number = _real_number(value)
    if number is None:
        raise ArgumentError.of("argument.number", where=where, argument=argument, got=as_written(value))
    return number


def not_negative(value: Any, argument: str, where: str) -> float:
    """``value`` as a float of at least 0.

    Raises:
        ArgumentError: it is no number, or below 0.
    """
    number = _real_number(value)
    if number is None or not number >= 0.0:  # written so that NaN is refused too
        raise ArgumentError.of("argument.not_negative", where=where, argument=argument, got=as_written(value))
    return number


def whole_number(value: Any, argument: str, where: str) -> int:
    """``value`` as an int.

    Raises:
        ArgumentError: it is no whole number.
    """
    number = _whole_number(value)
    if number is None:
        raise ArgumentError.of("argument.whole_number", where=where, argument=argument, got=as_written(value))
    return number


def axis_of(value: Any, where: str) -> int:
    """``value`` as the number of an axis, which may count from the end.

    Raises:
        ArgumentError: it is no whole number.
    """
    number = _whole_number(value)
    if number is None:
        raise ArgumentError.of("argument.axis", where=where, got=as_written(value))
    return number


def channels_last_only(data_format: Any, where: str) -> None:
    """Nothing for None and ``"channels_last"``: the one layout of the house.

    Raises:
        ArgumentError: it is ``"channels_first"`` or unknown.
    """
    if data_format not in (None, "channels_last"):
        key = "argument.channels_first" if data_format == "channels_first" else "argument.data_format"
        raise ArgumentError.of(key, where=where, got=as_written(data_format))


def left_at_default(value: Any, default: Any, argument: str, where: str) -> None:
    """Nothing where an argument that Keras has, and nervure does not act on, keeps its default.

    Raises:
        ArgumentError: it asks for something that would silently not happen.
    """
    if value != default:
        raise ArgumentError.of(
            "argument.not_available", where=where, argument=argument, default=default, got=as_written(value)
        )


def _whole_number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, numbers.Real) and float(value).is_integer():  # 3.0 counts
        return int(float(value))
    try:
        return operator.index(value)
    except TypeError:
        return None


def _real_number(value: Any) -> float | None:
    if isinstance(value, (bool, str)):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
