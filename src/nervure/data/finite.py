"""Quick checks of arrays: NaN, infinity, range, sorted labels."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.data.column import column
from nervure.data.labels import class_labels

_BLOCK = 1 << 20


class NotFinite(NamedTuple):
    """The position of the first non-finite value in an array.

    Attributes:
        sample: the index along the first axis.
        column: the index within the sample, one number per axis; () if a sample is one number.
        value: nan, inf or -inf.
    """

    sample: int
    column: tuple[int, ...]
    value: float


def first_not_finite(array: Any) -> NotFinite | None:
    """The first NaN or infinity in ``array``, ``(N, ...)``; None if all values are finite.

    Finite data costs one sum; integers cost nothing.

    Examples:
        >>> first_not_finite([[1.0, 2.0], [3.0, float("nan")]])
        NotFinite(sample=1, column=(1,), value=nan)
    """
    tensor = array if isinstance(array, Tensor) else column(array, where="x").tensor
    # A NaN or an infinity survives every sum; a sum of large finite numbers may overflow, so only a finite sum is
    # conclusive.
    if not tensor.is_floating_point() or not tensor.numel() or bool(torch.isfinite(tensor.sum())):
        return None
    rows = max(_BLOCK * len(tensor) // tensor.numel(), 1)
    for first in range(0, len(tensor), rows):
        is_wrong = ~torch.isfinite(tensor[first : first + rows])
        if bool(is_wrong.any()):
            index = torch.nonzero(is_wrong)[0].tolist()
            return NotFinite(first + index[0], tuple(index[1:]), tensor[first:][tuple(index)].item())
    return None


def value_range(array: Any) -> tuple[float, float]:
    """The smallest and the largest value of ``array``, which has at least one.

    Examples:
        >>> value_range([[0, 128], [255, 3]])
        (0, 255)
    """
    tensor = array if isinstance(array, Tensor) else column(array, where="x").tensor
    least, most = torch.aminmax(tensor)
    return least.item(), most.item()


def labels_are_sorted(y: Any) -> bool:
    """Whether ``y`` holds several classes sorted by class, as when files are read in order.

    Examples:
        >>> labels_are_sorted([0, 0, 1, 2]), labels_are_sorted([0, 1, 0, 2])
        (True, False)
    """
    labels = class_labels(y)
    return (
        labels is not None and len(labels) > 2 and bool((labels[1:] >= labels[:-1]).all() and labels[0] != labels[-1])
    )
