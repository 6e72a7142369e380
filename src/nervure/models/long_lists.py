"""Long lists of numbers in a network's description: a matrix of initial weights is stored as a tensor, not text."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_LONGEST = 256
_REFERENCE = "<array>"


def with_references(value: Any, arrays: dict[str, Array], prefix: str) -> Any:
    """``value`` with each long list of numbers moved to ``arrays`` and replaced by a reference.

    Args:
        value: plain values.
        arrays: receives the arrays, under names that start with ``prefix``.
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
    """Restores the value, with arrays in place of lists; each may be used once, so that a file cannot multiply it.

    Args:
        value: the result of :func:`with_references`.
        arrays: the arrays by name; used ones are removed.

    Raises:
        KeyError: an array is missing or already used.
    """
    if isinstance(value, dict):
        if set(value) == {_REFERENCE}:
            return arrays.pop(value[_REFERENCE])
        return {key: with_arrays(item, arrays) for key, item in value.items()}
    return [with_arrays(item, arrays) for item in value] if isinstance(value, list) else value


def with_digests(value: Any) -> Any:
    """The value with each long list of numbers replaced by a digest: enough to tell two networks apart.

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
    """The list as an array; None if it is short, ragged or not numeric."""
    try:
        array = np.asarray(value)
    except ValueError:  # ragged rows
        return None
    return array if array.dtype in (np.float64, np.int64) and array.size > _LONGEST else None
