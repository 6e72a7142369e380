"""Finds invalid targets in one pass, and names the first sample that has one."""

from __future__ import annotations

import torch
from torch import Tensor

from nervure.errors import DataError, advise

_ROW_TOLERANCE = 1e-3


def check_labels(y_true: Tensor, classes: int | None, *, ignore_class: int | None, where: str) -> None:
    """Class labels must be whole numbers in ``0 .. classes - 1``; ``ignore_class`` is exempt.

    Args:
        y_true: labels of any type and shape.
        classes: the number of classes of the output; None for no upper limit.
        ignore_class: another label that is allowed.
        where: the loss.

    Raises:
        DataError: a label is not a whole number, is below 0, or is beyond the last class.
    """
    if y_true.numel() == 0 or y_true.dtype == torch.bool:
        return
    if y_true.is_floating_point():
        _refuse("losses.label_not_whole", y_true, y_true != y_true.floor(), where)
    if ignore_class is None:
        # The valid case costs one pass; the masks below are computed only on error.
        low, high = (int(end) for end in torch.aminmax(y_true))
        if low >= 0 and (classes is None or high < classes):
            return
        counts = torch.ones_like(y_true, dtype=torch.bool)
    else:
        counts = y_true != ignore_class
    _refuse("losses.label_negative", y_true, counts & (y_true < 0), where, last=(classes or 0) - 1)
    if classes is not None:
        beyond = counts & (y_true >= classes)
        units = int(y_true[beyond].max()) + 1 if bool(beyond.any()) else 0
        _refuse("losses.label_too_large", y_true, beyond, where, last=classes - 1, classes=classes, units=units)


def check_binary(y_true: Tensor, *, where: str) -> None:
    """Targets of a binary cross-entropy must lie in [0, 1].

    Raises:
        DataError: one does not.
    """
    if y_true.numel() == 0 or y_true.dtype == torch.bool:
        return
    low, high = torch.aminmax(y_true)
    if bool(low < 0) or bool(high > 1):
        _refuse("losses.binary_range", y_true, (y_true < 0) | (y_true > 1), where)


def check_whole(y_true: Tensor, *, where: str) -> None:
    """Labels must be whole numbers of any size.

    Raises:
        DataError: one is not a whole number.
    """
    if y_true.is_floating_point():
        _refuse("losses.label_not_whole", y_true, y_true != y_true.floor(), where)


def check_signs(y_true: Tensor, *, where: str) -> None:
    """Targets of a hinge must lie in [-1, 1]; advises if there are both 0 and -1.

    Raises:
        DataError: one does not.
    """
    if y_true.numel() == 0 or not _is_signed(y_true):
        return
    low, high = torch.aminmax(y_true)
    if bool(low < -1) or bool(high > 1):
        _refuse("losses.signs", y_true, (y_true < -1) | (y_true > 1), where)
    elif bool(low < 0):
        _advise_where(y_true == 0, "losses.zero_beside_minus_one", y_true, where)


def check_counts(y_true: Tensor, *, where: str) -> None:
    """Counts must not be negative.

    Raises:
        DataError: one is.
    """
    if y_true.numel() and _is_signed(y_true) and bool(y_true.min() < 0):
        _refuse("losses.negative_count", y_true, y_true < 0, where)


def advise_zeros(y_true: Tensor, *, where: str) -> None:
    """Advises if a target is 0, of which no percentage exists."""
    _advise_where(y_true == 0, "losses.zero_targets", y_true, where)


def advise_negative(y_true: Tensor, *, where: str) -> None:
    """Advises if the logarithm cannot distinguish a target from 0."""
    if _is_signed(y_true):
        _advise_where(y_true < 0, "losses.negative_targets", y_true, where)


def advise_rows(y_true: Tensor, *, axis: int, where: str) -> None:
    """Advises if rows do not sum to 1: weights may be intended, but rarely are."""
    if y_true.numel() == 0:
        return
    totals = y_true.sum(axis, dtype=torch.float32)
    wrong = (totals - 1).abs() > _ROW_TOLERANCE
    if bool(wrong.any()):
        sample = int(wrong.nonzero()[0, 0])
        first = float(totals[wrong][0])
        advise("losses.rows", where=where, count=int(wrong.sum()), total=wrong.numel(), sample=sample, sum=f"{first:g}")


def _is_signed(y_true: Tensor) -> bool:
    return y_true.dtype not in (torch.bool, torch.uint8)


def _advise_where(found: Tensor, key: str, y_true: Tensor, where: str) -> None:
    """Reports the number of bad targets, and names the first."""
    if bool(found.any()):
        place = found.nonzero()[0]
        value = float(y_true[tuple(place)])
        sample = int(place[0]) if len(place) else 0
        advise(key, where=where, count=int(found.sum()), total=found.numel(), sample=sample, value=f"{value:g}")


def _refuse(key: str, y_true: Tensor, wrong: Tensor, where: str, **values: object) -> None:
    if bool(wrong.any()):
        place = wrong.nonzero()[0]
        number = y_true[tuple(place)].item()
        sample = int(place[0]) if len(place) else 0
        label = f"{number:g}" if isinstance(number, float) else str(number)
        raise DataError.of(key, where=where, value=label, sample=sample, **values)
