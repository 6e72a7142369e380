"""One-hot encoding of classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.arguments import Count, checked
from nervure.arguments.arrays import array_of
from nervure.errors import DataError


@checked
def to_categorical(x: Any, num_classes: Count | None = None) -> Any:
    r"""One-hot encoding: each class becomes a row of zeros with a single 1.

    ``categorical_crossentropy`` requires it; ``sparse_categorical_crossentropy`` takes the classes directly.

    .. math:: y_{n,c} = 1 \text{ where } c = x_n, \text{ else } 0

    Args:
        x: whole numbers from 0, of any shape, also as floats; a last axis of size 1 is dropped.
        num_classes: the number of classes; None means the largest of ``x``, plus 1.

    Returns:
        ``(..., num_classes)``: a float64 array, as in Keras; for a tensor, a float32 tensor on the same device.

    Raises:
        DataError: ``x`` holds values that are not classes from 0 to ``num_classes - 1``. Keras truncates 1.9 to 1 and
            treats -1 as the last class.
        ArgumentError: ``num_classes`` is not a whole number above 0.

    Examples:
        >>> to_categorical([0, 2, 1])
        array([[1., 0., 0.],
               [0., 0., 1.],
               [0., 1., 0.]])
        >>> to_categorical([[1], [0]], num_classes=4).shape
        (2, 4)
    """
    given = x.detach() if isinstance(x, Tensor) else torch.from_numpy(_numbers(x))
    if given.ndim > 1 and given.shape[-1] == 1:
        given = given[..., 0]
    classes = given.to(torch.int64)
    if num_classes is None:
        if not classes.numel():
            raise DataError.of("categorical.empty", where="to_categorical", shape=tuple(given.shape))
        num_classes = max(int(classes.max()) + 1, 1)
    _check(given, classes, num_classes)
    dtype = torch.float32 if isinstance(x, Tensor) else torch.float64
    rows = torch.zeros(*classes.shape, num_classes, dtype=dtype, device=classes.device)
    rows.scatter_(-1, classes.unsqueeze(-1), 1)  # (..., num_classes)
    return rows if isinstance(x, Tensor) else rows.numpy()


def _numbers(x: Any) -> np.ndarray[Any, Any]:
    array = array_of(x, where="to_categorical")
    if array.dtype.kind not in "biuf":
        # NumPy reads an empty list as floats, so this is text or rows of different lengths.
        raise DataError.of("categorical.not_numbers", where="to_categorical", got=f"dtype {array.dtype}")
    return array.astype(np.float64 if array.dtype.kind == "f" else np.int64)


def _check(given: Tensor, classes: Tensor, num_classes: int) -> None:
    is_wrong = (classes != given) | (classes < 0) | (classes >= num_classes)
    if bool(is_wrong.any()):
        place = tuple(torch.nonzero(is_wrong)[0].tolist())
        raise DataError.of(
            "categorical.not_class", where="to_categorical", last=num_classes - 1,
            value=given[place].item(), place=", ".join(map(str, place)) or "0",
        )  # fmt: skip
