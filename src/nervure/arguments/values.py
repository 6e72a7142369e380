"""Converts user values to plain Python: NumPy numbers and 0-d arrays count as the numbers they contain."""

from __future__ import annotations

import math
import numbers
import operator
from typing import Any

_LONGEST = 80  # characters of a value that an error shows


def as_written(value: Any) -> str:
    """A value as shown in errors: on one line, truncated if long.

    Examples:
        >>> import numpy as np
        >>> as_written("same"), as_written(np.eye(2))
        ("'same'", 'array([[1., 0.], [0., 1.]])')
    """
    line = " ".join(repr(value).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ..."


def plain(value: Any) -> Any:
    """The content of a NumPy number, or of an array or tensor without axes; other values unchanged.

    Examples:
        >>> import numpy as np
        >>> plain(np.int64(3)), plain(np.array(0.5)), plain("3")
        (3, 0.5, '3')
    """
    item = getattr(value, "item", None)
    is_single = isinstance(getattr(value, "ndim", None), int) and value.ndim == 0
    return item() if is_single and callable(item) else value


def real(value: Any) -> float | None:
    """``value`` as a float, possibly infinite or NaN; None if it is not a number.

    Examples:
        >>> real(1), real("1"), real(True)
        (1.0, None, None)
    """
    number = plain(value)
    if isinstance(number, bool) or not isinstance(number, numbers.Real):
        return None
    try:
        return float(number)
    except OverflowError:
        return None


def plain_number(value: Any) -> float | None:
    """``value`` as a finite float, from Python, NumPy or torch; None if it is not such a number."""
    number = real(value)
    return number if number is not None and math.isfinite(number) else None


def whole(value: Any) -> int | None:
    """``value`` as an int; None if it is not a whole number. 3.0 counts, True does not.

    Examples:
        >>> whole(3.0), whole(3.5), whole(True)
        (3, None, None)
    """
    number = plain(value)
    if isinstance(number, bool):
        return None
    if isinstance(number, numbers.Real) and not isinstance(number, numbers.Integral):
        held = real(number)
        return int(held) if held is not None and held.is_integer() else None
    try:
        return operator.index(number)
    except TypeError:
        return None


def listed(value: Any) -> list[Any] | None:
    """The items of a list, a tuple, a range, or an array or tensor with one axis; None for anything else.

    Examples:
        >>> import numpy as np
        >>> listed((1, 2)), listed(np.array([3, 4])), listed("ab")
        ([1, 2], [3, 4], None)
    """
    if isinstance(value, (list, tuple, range)):
        return list(value)
    is_row = isinstance(getattr(value, "ndim", None), int) and value.ndim == 1
    tolist = getattr(value, "tolist", None)
    return list(tolist()) if is_row and callable(tolist) else None
