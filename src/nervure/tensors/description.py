"""What an array is: rank, axes, shape, type, bytes, and the kinds of data with such a shape."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.records.tensor import TensorRecord
from nervure.render.tensor_description import description_html, description_text
from nervure.tensors import kinds
from nervure.tensors.arrays import NUMBER_KINDS, as_tensor


@dataclass(frozen=True)
class Description(TensorRecord):
    """The result of :func:`describe`; ``print`` and notebooks show it as a table."""

    def __str__(self) -> str:
        return description_text(self)

    def _repr_html_(self) -> str:
        return description_html(self)


def describe(array: Any, kind: str | None = None) -> Description:
    """Rank, axes, shape, type and bytes of an array, and its possible kinds.

    A shape alone does not determine the content: ``(10000, 28, 28)`` may be grayscale images or sequences. All
    possibilities are listed, the likeliest first, unless ``kind`` is given.

    Args:
        array: a NumPy array, a torch tensor, a Pillow image, nested lists, or a number.
        kind: its kind, one of :data:`nervure.tensors.KINDS`.

    Raises:
        DataError: the lists are ragged.
        UnknownNameError: ``kind`` is unknown.
        ShapeError: arrays of this ``kind`` have other axes.

    Examples:
        >>> print(describe([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14, 15]], kind="vectors"))
        rank   2
        shape  (3, 5)
        dtype  int64
        bytes  120 (15 numbers of 8 B)
        is     vectors (samples 3, features 5)
        >>> describe(7.5).kind, describe([0.0] * 4).axes
        ('scalar', ('entries',))
    """
    return description_of(array, kind, "describe")


def description_of(array: Any, kind: str | None, where: str) -> Description:
    """Like :func:`describe`, for errors that name another function."""
    tensor = as_tensor(array, where)
    shape = tuple(tensor.shape)
    return Description(
        shape=shape,
        dtype=str(tensor.dtype).removeprefix("torch."),
        num_bytes=tensor.itemsize * math.prod(shape),
        holds_numbers=isinstance(tensor, Tensor) or tensor.dtype.kind in NUMBER_KINDS,
        readings=kinds.readings(_traits(tensor)) if kind is None else (kinds.settled(kind, shape, where),),
    )


def _traits(tensor: NDArray[Any] | Tensor) -> kinds.Traits:
    if isinstance(tensor, Tensor):
        is_whole = not (tensor.is_floating_point() or tensor.is_complex())
        return kinds.Traits(tuple(tensor.shape), tensor.dtype == torch.uint8, is_whole)
    return kinds.Traits(tensor.shape, tensor.dtype == np.uint8, tensor.dtype.kind in "biu")
