"""Values that know which of their time steps are real, passed from one layer called on arrays to the next."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import Tensor

# Keras' name for it: programs that inspect the mask of a result use this attribute.
_MASK = "_keras_mask"


class MaskedArray(np.ndarray[Any, Any]):
    """An array with a mask: True where a time step is real.

    Results computed from it, and slices of it, are arrays without a mask, as in Keras.
    """

    _keras_mask: np.ndarray[Any, Any] | None = None

    def __array_finalize__(self, source: Any) -> None:
        self._keras_mask = None

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        plain = np.asarray(array)
        return plain[()] if return_scalar else plain


def with_mask(value: Tensor, mask: Tensor | None, *, as_tensor: bool) -> Any:
    """A result for the user, with its mask if it has one.

    Args:
        value: what was computed.
        mask: (N, T), True where a time step is real.
        as_tensor: whether it stays a tensor; otherwise it becomes an array.

    Examples:
        >>> import torch
        >>> mask_of(with_mask(torch.ones(1, 2, 3), torch.tensor([[True, False]]), as_tensor=False))
        array([[ True, False]])
    """
    if mask is None:
        return value if as_tensor else value.cpu().numpy()
    if as_tensor:
        # A new tensor: a layer that does nothing returns the very tensor it was called with.
        masked: Any = value.detach()
        setattr(masked, _MASK, mask)
        return masked
    array = value.cpu().numpy().view(MaskedArray)
    array._keras_mask = mask.cpu().numpy()
    return array


def mask_of(value: Any) -> Any:
    """The mask of a layer's result; None for any other value."""
    return getattr(value, _MASK, None)
