"""Checks of constructor arguments that several layers share: each returns the value in its one form, or raises."""

from __future__ import annotations

import numbers
import operator
from typing import Any

from nervure.errors import ArgumentError
from nervure.shapes import map_text

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


def sizes_of(value: Any, num_axes: int, argument: str, where: str, least: int = 1) -> tuple[int, ...]:
    """``value`` as one int for each of ``num_axes`` axes; one number counts for all, as in Keras.

    Args:
        value: what the user wrote.
        num_axes: how many axes there are.
        argument: its name.
        where: the class whose argument it is.
        least: the smallest number that can be meant.

    Raises:
        ArgumentError: it is neither one whole number of at least ``least`` nor as many as there are axes.

    Examples:
        >>> sizes_of(3, 2, "kernel_size", "Conv2D"), sizes_of([3, 5], 2, "kernel_size", "Conv2D")
        ((3, 3), (3, 5))
    """
    items = list(value) if isinstance(value, (list, tuple)) else [value] * num_axes
    sizes = tuple(size for size in map(_whole_number, items) if size is not None and size >= least)
    if len(items) != num_axes or len(sizes) != num_axes:
        raise ArgumentError.of(
            "argument.sizes", where=where, argument=argument,
            got=as_written(value), least=least, example=(3,) * num_axes,
        )  # fmt: skip
    return sizes


def margins_of(value: Any, num_axes: int, argument: str, where: str) -> tuple[tuple[int, int], ...]:
    """``value`` as numbers of cells (before, after) each axis, in the ways that Keras lets one write them.

    One number counts for every side of every axis, one number an axis for both its sides. For a single axis two
    numbers are its two sides.

    Raises:
        ArgumentError: it is none of these, or a number is negative.

    Examples:
        >>> [margins_of(value, 2, "padding", "ZeroPadding2D") for value in (1, (1, 2), ((1, 2), (0, 3)))]
        [((1, 1), (1, 1)), ((1, 1), (2, 2)), ((1, 2), (0, 3))]
        >>> margins_of((1, 2), 1, "padding", "ZeroPadding1D")
        ((1, 2),)
    """
    axes = [value] if num_axes == 1 else list(value) if isinstance(value, (list, tuple)) else [value] * num_axes
    sides = [_two_sides(axis) for axis in axes]
    margins = tuple(pair for pair in sides if pair is not None)
    if len(axes) != num_axes or len(margins) != num_axes:
        example = (1, 2) if num_axes == 1 else ((1, 2),) * num_axes
        got = as_written(value)
        raise ArgumentError.of("argument.margins", where=where, argument=argument, got=got, example=example)
    return margins


def _two_sides(value: Any) -> tuple[int, int] | None:
    items = list(value) if isinstance(value, (list, tuple)) else [value, value]
    cells = [size for size in map(_whole_number, items) if size is not None and size >= 0]
    return (cells[0], cells[1]) if len(items) == len(cells) == 2 else None


def padding_of(value: Any, where: str, allowed: tuple[str, ...] = ("valid", "same")) -> str:
    """``"valid"`` or ``"same"``, or what else is allowed, in small letters.

    Raises:
        ArgumentError: it is none of them.
    """
    padding = value.lower() if isinstance(value, str) else value
    if padding not in allowed:
        key = "argument.padding_of_sequences" if "causal" in allowed else "argument.padding"
        raise ArgumentError.of(key, where=where, got=as_written(value))
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


def channels_last_only(data_format: Any, where: str, num_axes: int = 2) -> None:
    """Nothing for None and ``"channels_last"``: the one layout of the house.

    Args:
        data_format: what the user wrote.
        where: the class whose argument it is.
        num_axes: how many axes lie between those of the batch and the channels.

    Raises:
        ArgumentError: it is ``"channels_first"`` or unknown.
    """
    if data_format == "channels_first":
        last, order = map_text(num_axes), ", ".join(map(str, (0, *range(2, num_axes + 2), 1)))
        first = last.replace("(N, ", "(N, C, ").replace(", C)", ")")
        raise ArgumentError.of(
            "argument.channels_first", where=where, got=as_written(data_format), last=last, first=first, order=order
        )
    if data_format not in (None, "channels_last"):
        raise ArgumentError.of("argument.data_format", where=where, got=as_written(data_format))


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
