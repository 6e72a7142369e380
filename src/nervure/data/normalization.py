"""Scales vectors to unit norm."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.arguments import Axis, Real, checked
from nervure.arguments.arrays import array_of
from nervure.errors import ArgumentError, DataError

_SMALLEST = 1e-7  # Keras' epsilon: norms below it are not divided by


@checked
def normalize(x: Any, axis: Axis | None = -1, order: Real = 2) -> Any:
    r"""``x`` divided by its norm along ``axis``, so that each vector has norm 1.

    .. math:: y = x / \lVert x \rVert_p, \qquad \lVert x \rVert_p = \left(\sum_i |x_i|^p\right)^{1/p}

    Args:
        x: an array, or a list of numbers; a tensor gives a tensor.
        axis: the axis along which norms are computed; None treats the whole array as one vector or one matrix.
        order: the p of the norm: 2 is the Euclidean norm, 1 the sum of absolute values, ``inf`` the largest one.

    Returns:
        An array of the shape of ``x``; zeros stay zeros.

    Raises:
        ArgumentError: there is no such axis, or ``order`` is not a valid order.
        DataError: ``x`` is not numeric.

    Notes:
        For arrays Keras treats ``axis=0`` as ``-1`` when dividing, which gives different numbers or an error; here it
        is axis 0. Keras turns a vector ``(N,)`` into ``(1, N)``; here it stays a vector.

    Examples:
        >>> normalize([[3.0, 4.0], [0.0, 0.0]])
        array([[0.6, 0.8],
               [0. , 0. ]])
        >>> normalize([[3.0, 4.0], [4.0, 3.0]], axis=0, order=1).sum(axis=0)
        array([1., 1.])
    """
    array = x if isinstance(x, Tensor) else array_of(x, where="normalize")
    if not isinstance(array, Tensor) and array.dtype.kind not in "biuf":
        raise DataError.of("normalize.not_numbers", where="normalize", got=f"dtype {array.dtype}")
    _check(axis, order, array.ndim)
    if isinstance(array, Tensor):
        return _normalized_tensor(array, axis, order)
    if array.ndim == 0:
        array = array[None]
    norm = np.asarray(np.linalg.norm(array, order, axis, keepdims=True))
    return array / np.where(norm == 0, 1, norm)


def _normalized_tensor(x: Tensor, axis: int | None, order: float) -> Tensor:
    values = x if x.is_floating_point() else x.to(torch.float32)
    if values.ndim == 0:
        values = values[None]
    if order == 2:
        lengths = values.square().sum(dim=axis, keepdim=True)
        return values * lengths.rsqrt().clamp(max=1 / _SMALLEST)
    norm: Tensor = torch.linalg.vector_norm(values, ord=order, dim=axis, keepdim=True)
    return values / norm.clamp(min=_SMALLEST)


def _check(axis: Any, order: Any, ndim: int) -> None:
    axes = max(ndim, 1)
    if axis is not None and (isinstance(axis, bool) or not isinstance(axis, (int, np.integer))):
        raise ArgumentError.of("normalize.axis", where="normalize", last=axes - 1, first=-axes, got=repr(axis))
    if axis is not None and not -axes <= axis < axes:
        raise ArgumentError.of("normalize.axis", where="normalize", last=axes - 1, first=-axes, got=repr(axis))
    if isinstance(order, bool) or not isinstance(order, (int, float, np.number)) or not order > 0:
        raise ArgumentError.of("normalize.order", where="normalize", got=repr(order))
