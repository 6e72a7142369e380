"""Whatever may be an array, as one: NumPy arrays, torch tensors, Pillow's pictures, lists, numbers."""

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

NUMBER_KINDS = "biufc"  # NumPy's letters for truth values, whole, real and complex numbers


def as_tensor(array: Any, where: str) -> NDArray[Any] | Tensor:
    """``array`` as it is where it is an array or a tensor, else made into an array.

    Raises:
        DataError: lists whose lengths differ.
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
    """The values of ``array`` in NumPy; small floats, which NumPy lacks, become float32.

    Raises:
        DataError: lists whose lengths differ, or a tensor on the device ``meta``, which has no values.
    """
    tensor = as_tensor(array, where)
    if not isinstance(tensor, Tensor):
        return np.asarray(tensor)  # without what matrices and masked arrays do otherwise
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
