"""Converts array-like values: NumPy arrays, torch tensors, Pillow images, lists, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments.arrays import array_of
from nervure.errors import ArgumentError, DataError

NUMBER_KINDS = "biufc"  # NumPy's kinds for booleans, integers, real and complex numbers


def as_tensor(array: Any, where: str) -> NDArray[Any] | Tensor:
    """``array`` unchanged if it is an array or a tensor, else converted to an array.

    Raises:
        DataError: the lists are ragged.
    """
    if isinstance(array, (np.ndarray, Tensor)):
        return array
    if isinstance(array, (list, tuple)) and any(isinstance(entry, Tensor) for entry in array):
        array = [to_numpy(entry, where) for entry in array]
    try:
        return array_of(array, where=where)
    except ArgumentError:
        if not isinstance(array, (list, tuple)):
            raise
        raise DataError.of("tensors.ragged", where=where, got=_differing_lengths(array)) from None


def to_numpy(array: Any, where: str) -> NDArray[Any]:
    """The values of ``array`` in NumPy; float types that NumPy lacks become float32.

    Raises:
        DataError: the lists are ragged, or a tensor is on the device ``meta``, which has no values.
    """
    tensor = as_tensor(array, where)
    if not isinstance(tensor, Tensor):
        return np.asarray(tensor)  # as plain arrays, without the behavior of matrices and masked arrays
    if tensor.is_meta:
        raise DataError.of("tensors.no_values", where=where, shape=tuple(tensor.shape))
    tensor = tensor.detach().cpu().to_dense()
    if tensor.is_floating_point() and tensor.itemsize < torch.float32.itemsize and tensor.dtype != torch.float16:
        tensor = tensor.float()
    return np.asarray(tensor.resolve_conj().resolve_neg().numpy())


def _differing_lengths(rows: Sequence[Any]) -> str:
    """The lengths at the first depth at which they differ: ``"2, 3"``."""
    level = list(rows)
    while level:
        lengths = {len(entry) if hasattr(entry, "__len__") else 0 for entry in level}
        if len(lengths) > 1:
            return ", ".join(map(str, sorted(lengths)))
        level = list(chain.from_iterable(level))
    return str(len(rows))
