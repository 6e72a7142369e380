"""Brings the shapes and dtypes of targets and outputs together before they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.arguments.arrays import array_of
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.shapes import axis_index, shape_text
from nervure.symbolic import Shape


def tensor_of(value: Any) -> Tensor:
    """An array, a list or a number as a tensor; Python floats become float32, as everywhere in Keras.

    Examples:
        >>> tensor_of([0.5]).dtype, tensor_of(np.ones(1)).dtype, tensor_of([1]).dtype
        (torch.float32, torch.float64, torch.int64)

    Raises:
        ArgumentError: it does not contain numbers, or its rows differ in length.
    """
    if isinstance(value, Tensor):
        return value
    array = array_of(value, where="array")
    if array.dtype.kind not in "biuf":
        raise ArgumentError.of("argument.numbers", where="array", got=as_written(value))
    if array.dtype == np.float64 and not hasattr(value, "__array__"):
        array = array.astype(np.float32)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    if array.dtype.kind == "u" and array.dtype.itemsize > 1:
        array = array.astype(np.int64)  # torch compares and gathers only a few unsigned dtypes
    if not array.flags.writeable or any(stride < 0 for stride in array.strides):
        array = array.copy()
    return torch.as_tensor(array)


def largest(y: Tensor, axis: int = -1) -> Tensor:
    """The position of the largest number along ``axis``; for one-hot boolean targets, the position of True.

    Examples:
        >>> largest(torch.tensor([[False, True, False]]))
        tensor([1])
    """
    return (y.byte() if y.dtype == torch.bool else y).argmax(axis)


def floating(y_pred: Tensor) -> Tensor:
    """Integer outputs become float32; floats stay unchanged."""
    return y_pred if y_pred.is_floating_point() else y_pred.float()


def fits(shape: Sequence[int | None], other: Sequence[int | None]) -> bool:
    """Whether two shapes are equal; ``None`` is any size."""
    return len(shape) == len(other) and all(
        size == beside or size is None or beside is None for size, beside in zip(shape, other, strict=True)
    )


def aligns(y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> bool:
    """Whether targets have the shape of the outputs, up to a last axis of size 1.

    Examples:
        >>> aligns((32,), (None, 1)), aligns((32,), (None, 3)), aligns((32, 1), (None, 3))
        (True, False, False)
    """
    true, pred = tuple(y_true_shape), tuple(y_pred_shape)
    if len(true) == len(pred):
        return fits(true, pred)
    if len(pred) == len(true) + 1:
        return pred[-1] == 1 and fits(true, pred[:-1])
    return len(true) == len(pred) + 1 and true[-1] == 1 and fits(true[:-1], pred)


def aligned(y_true: Tensor, y_pred_shape: Sequence[int | None]) -> Tensor:
    """``y_true`` with a last axis of size 1 added or removed, so that it has as many axes as the outputs."""
    if y_true.ndim + 1 == len(y_pred_shape) and y_pred_shape[-1] == 1:
        return y_true.unsqueeze(-1)
    if y_true.ndim == len(y_pred_shape) + 1 and y_true.shape[-1] == 1:
        return y_true.squeeze(-1)
    return y_true


def label_shape(y_pred_shape: Sequence[int | None], axis: int = -1) -> Shape:
    """The shape of class numbers for outputs of this shape: without the class axis.

    Examples:
        >>> label_shape((None, 26, 26, 10))
        (None, 26, 26)
    """
    class_axis = axis % len(y_pred_shape)
    return tuple(size for position, size in enumerate(y_pred_shape) if position != class_axis)


def without_class_axis(y_true: Tensor, y_pred_rank: int, axis: int = -1) -> Tensor:
    """Class numbers of shape (N, 1) become (N,)."""
    if y_true.ndim == y_pred_rank and y_true.shape[axis] == 1:
        return y_true.squeeze(axis)
    return y_true


def by_shape(y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> str:
    """Which kind "accuracy" or "crossentropy" stands for, by Keras' rule: "binary", "sparse" or "categorical".

    Examples:
        >>> by_shape((8,), (8, 1)), by_shape((8,), (8, 10)), by_shape((8, 1), (8, 10)), by_shape((8, 10), (8, 10))
        ('binary', 'sparse', 'sparse', 'categorical')
    """
    if y_pred_shape[-1] == 1:
        return "binary"
    return "sparse" if len(y_true_shape) < len(y_pred_shape) or y_true_shape[-1] == 1 else "categorical"


def check_axes(axis: int | Sequence[int] | None, shape: Sequence[int | None], *, where: str) -> None:
    """Checks that an array of ``shape`` has the axis, or each of several.

    Raises:
        ShapeError: it has fewer axes.
    """
    rank = len(shape)
    for one in () if axis is None else (axis,) if isinstance(axis, int) else axis:
        if axis_index(one, rank) is None:
            got = shape_text(shape)
            raise ShapeError.of("layer.no_axis", where=where, axis=one, rank=rank, last=rank - 1, got=got)
