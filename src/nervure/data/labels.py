"""Classes, given as numbers, names or one-hot."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments.arrays import array_of

_MOST_COUNTED = 1 << 16


def class_labels(y: Any) -> NDArray[Any] | None:
    """The class of each sample, ``(N,)``; None if ``y`` does not hold classes.

    Whole numbers (also as floats), booleans and names in ``(N,)`` or ``(N, 1)`` are classes; so is ``(N, C)`` if each
    row is one-hot.

    Examples:
        >>> class_labels([[0, 1, 0], [0, 0, 1]]).tolist(), class_labels([0.0, 1.0]).tolist()
        ([1, 2], [0, 1])
        >>> class_labels([0.25, 1.5]) is None
        True
    """
    array = _array(y)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim == 2 and array.dtype.kind in "biuf":
        is_one_hot = bool(((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all())
        return array.argmax(axis=1) if is_one_hot else None
    if array.ndim != 1:
        return None
    if array.dtype.kind == "f":
        # NaN is not equal to itself and infinity does not convert to an integer: neither is a class.
        is_whole = bool((array == np.floor(array)).all() and np.isfinite(array).all())
        return array.astype(np.int64) if is_whole else None
    return array if array.dtype.kind in "biuUS" else None


def _array(y: Any) -> NDArray[Any]:
    if isinstance(y, Tensor):
        y = y.detach().cpu()
        return np.asarray((y.float() if y.dtype == torch.bfloat16 else y).numpy())
    return array_of(y, where="y")


def _distinct(labels: NDArray[Any]) -> set[Any]:
    """The classes that occur."""
    # Class numbers are small: counting is several times faster than hashing each label.
    if labels.dtype.kind in "iu" and len(labels) and 0 <= labels.min() <= labels.max() < _MOST_COUNTED:
        return set(np.flatnonzero(np.bincount(labels)).tolist())
    return set(labels.tolist())


class MissingClasses(NamedTuple):
    """The classes that are on one side of a split but not on the other."""

    in_training: tuple[Any, ...]
    in_validation: tuple[Any, ...]


def missing_classes(y_train: Any, y_validation: Any) -> MissingClasses | None:
    """Classes that a split left on one side only (sorted labels); None if ``y`` does not hold classes.

    Examples:
        >>> missing_classes([0, 0, 0, 1, 1], [1, 2])
        MissingClasses(in_training=(2,), in_validation=(0,))
    """
    train, validation = class_labels(y_train), class_labels(y_validation)
    if train is None or validation is None:
        return None
    in_training, in_validation = _distinct(train), _distinct(validation)
    return MissingClasses(tuple(sorted(in_validation - in_training)), tuple(sorted(in_training - in_validation)))
