"""Long lists of numbers in the description of a network: a matrix that weights begin with is a tensor, not a text."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_LONGEST = 256
_REFERENCE = "<array>"


def with_references(value: Any, arrays: dict[str, Array], prefix: str) -> Any:
    """``value`` with a reference in the place of each list of many numbers, which go into ``arrays``.

    Args:
        value: plain values.
        arrays: is added to, by names that begin with ``prefix``.
        prefix: of those names.

    Examples:
        >>> arrays = {}
        >>> with_references({"units": 300, "bias": [0.5] * 300}, arrays, "given:")
        {'units': 300, 'bias': {'<array>': 'given:0'}}
        >>> arrays["given:0"].shape
        (300,)
    """
    if isinstance(value, dict):
        return {key: with_references(item, arrays, prefix) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    array = _numbers(value)
    if array is None:
        return [with_references(item, arrays, prefix) for item in value]
    name = f"{prefix}{sum(known.startswith(prefix) for known in arrays)}"
    arrays[name] = array
    return {_REFERENCE: name}


def with_arrays(value: Any, arrays: dict[str, Array]) -> Any:
    """The value again, with arrays in the places of lists; each can be had once, so that a file cannot multiply it.

    Args:
        value: what :func:`with_references` gave.
        arrays: the arrays by name; what is used is taken out.

    Raises:
        KeyError: an array is missing, or was used before.
    """
    if isinstance(value, dict):
        if set(value) == {_REFERENCE}:
            return arrays.pop(value[_REFERENCE])
        return {key: with_arrays(item, arrays) for key, item in value.items()}
    return [with_arrays(item, arrays) for item in value] if isinstance(value, list) else value


def with_digests(value: Any) -> Any:
    """The value with a digest in the place of each list of many numbers: enough to tell two networks apart.

    Examples:
        >>> with_digests({"bias": [0.5] * 300})
        {'bias': '300 numbers, 369a3396'}
    """
    arrays: dict[str, Array] = {}
    referring = with_references(value, arrays, "")
    digests = {name: f"{x.size} numbers, {hashlib.sha256(x.tobytes()).hexdigest()[:8]}" for name, x in arrays.items()}
    return _replaced(referring, digests)


def _replaced(value: Any, digests: dict[str, str]) -> Any:
    if isinstance(value, dict):
        if set(value) == {_REFERENCE}:
            return digests[value[_REFERENCE]]
        return {key: _replaced(item, digests) for key, item in value.items()}
    return [_replaced(item, digests) for item in value] if isinstance(value, list) else value


def _numbers(value: list[Any]) -> Array | None:
    """The list as an array; None where it is short, has ragged rows, or holds something else than numbers."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of several lengths
        return None
    return array if array.dtype in (np.float64, np.int64) and array.size > _LONGEST else None
