"""The state of callbacks and metrics as JSON and named tensors, which are read without running code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.errors import ArgumentError

Array = np.ndarray[Any, Any]

_ARRAY, _TENSOR = "<array>", "<tensor>"


def split_arrays(value: Any, arrays: dict[str, Array], prefix: str, where: str) -> Any:
    """``value`` with each array and tensor moved to ``arrays`` and replaced by a reference.

    Args:
        value: None, numbers, strings, arrays, tensors, and lists and mappings of them.
        arrays: receives the arrays, under names that start with ``prefix``.
        prefix: of those names.
        where: how errors name its owner.

    Raises:
        ArgumentError: it contains anything else.

    Examples:
        >>> arrays = {}
        >>> split_arrays({"best": np.ones(2), "wait": 3}, arrays, "run:", "Mine")
        {'best': {'<array>': 'run:0'}, 'wait': 3}
        >>> join_arrays({"best": {"<array>": "run:0"}, "wait": 3}, arrays)
        {'best': array([1., 1.]), 'wait': 3}
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.generic):
        return split_arrays(value.item(), arrays, prefix, where)
    if isinstance(value, (np.ndarray, Tensor)):
        name = f"{prefix}{sum(known.startswith(prefix) for known in arrays)}"
        array = value.detach().cpu().numpy() if isinstance(value, Tensor) else value
        arrays[name] = np.array(array, order="C")
        return {_TENSOR if isinstance(value, Tensor) else _ARRAY: name}
    if isinstance(value, (list, tuple)):
        return [split_arrays(item, arrays, prefix, where) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value) and not {_ARRAY, _TENSOR} & set(value):
        return {key: split_arrays(item, arrays, prefix, where) for key, item in value.items()}
    raise ArgumentError.of("checkpoint.not_plain", where=where, got=f"{type(value).__name__}: {str(value)[:60]}")


def join_arrays(value: Any, arrays: Mapping[str, Array]) -> Any:
    """Restores a value split by :func:`split_arrays`; tuples become lists.

    Raises:
        KeyError: an array is missing.
    """
    if isinstance(value, list):
        return [join_arrays(item, arrays) for item in value]
    if isinstance(value, dict):
        if set(value) == {_ARRAY}:
            return arrays[value[_ARRAY]].copy()
        if set(value) == {_TENSOR}:
            return torch.from_numpy(arrays[value[_TENSOR]].copy())
        return {key: join_arrays(item, arrays) for key, item in value.items()}
    return value
