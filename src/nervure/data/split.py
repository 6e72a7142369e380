"""Holds out a part of the samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments import Count, Flag, Share, Whole, checked
from nervure.arguments.arrays import array_of
from nervure.data.grouped_split import group_numbers, hold_groups_out
from nervure.data.labels import class_labels
from nervure.errors import DataError
from nervure.randomness import fold, permutation, stream_id


@checked
def split(
    x: Any, y: Any, fraction: Share = 0.2, stratify: Flag = True, seed: Whole = 0, groups: Any = None
) -> tuple[Any, Any, Any, Any]:
    """Splits samples into a training part and a held-out part, both in a new order.

    The held-out part has ``round(fraction * N)`` samples. With ``stratify`` it has the same share of every class (to
    within one sample, by largest remainder), and each class keeps at least one training sample. Samples of one group
    stay on one side, so size and shares are then as close as whole groups allow. The same arguments give the same split
    on every machine.

    Args:
        x: the samples, ``(N, ...)``: an array, a tensor, or a list that NumPy can convert.
        y: their targets, ``(N, ...)``; for ``stratify`` classes, as numbers, names or one-hot.
        fraction: the held-out fraction, between 0 and 1.
        stratify: whether to keep class shares; set it to False if ``y`` does not hold classes.
        seed: any integer.
        groups: the group of each sample, ``(N,)``, as numbers or names: those found by
            :func:`nervure.data.near_duplicates`, or the person in each image.

    Returns:
        ``x_train, y_train, x_held_out, y_held_out``: copies; tensors if tensors were given, else arrays.

    Raises:
        ArgumentError: ``fraction`` is not between 0 and 1, ``seed`` is not an integer, or ``stratify`` is not True or
            False.
        DataError: lengths differ, a part would be empty, there are no classes to stratify by, or all samples are in one
            group.

    Examples:
        >>> import numpy as np
        >>> x_train, y_train, x_held_out, y_held_out = split(np.arange(10), np.repeat([0, 1], 5), fraction=0.4)
        >>> sorted(y_held_out.tolist()), len(x_train)
        ([0, 0, 1, 1], 6)
    """
    x, y = (each if isinstance(each, Tensor) else array_of(each, where=name) for name, each in (("x", x), ("y", y)))
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y):
        raise DataError.of("data.split_lengths", where="y", x=tuple(x.shape), y=tuple(y.shape))
    classes = y if stratify else None
    train, held_out = split_indices(len(x), fraction, classes, seed, groups)
    return _taken(x, train), _taken(y, train), _taken(x, held_out), _taken(y, held_out)


@checked
def split_indices(
    count: Count, fraction: Share, y: Any | None = None, seed: Whole = 0, groups: Any | None = None
) -> tuple[Tensor, Tensor]:
    """Indices of the training and the held-out samples, int64, in the order of one permutation.

    Args:
        count: the number of samples.
        fraction: the held-out fraction, between 0 and 1.
        y: the classes to stratify by, or None.
        seed: any integer.
        groups: the group of each sample, never divided; or None.

    Raises:
        ArgumentError: ``fraction`` is not between 0 and 1, or ``seed`` is not an integer.
        DataError: a part would be empty, ``y`` does not hold classes, or all samples are in one group.
    """
    wanted = min(max(round(fraction * count), 1), count - 1)
    if wanted < 1:
        raise DataError.of("data.split_small", where="split", count=count)
    order = permutation(fold(seed, stream_id("split")), count).numpy()
    labels = None if y is None else class_labels(y)
    if y is not None and labels is None:
        raise DataError.of("data.split_classes", where="y", got=_described(y))
    if labels is not None and len(labels) != count:
        raise DataError.of("data.split_lengths", where="y", x=(count,), y=tuple(labels.shape))
    if groups is not None:
        classes = np.zeros(count, np.int64) if labels is None else np.unique(labels, return_inverse=True)[1]
        is_held_out = hold_groups_out(classes[order], group_numbers(groups, count)[order], fraction)
    elif labels is None:
        is_held_out = np.arange(count) < wanted
    else:
        is_held_out = _stratified(labels[order], fraction, wanted)
    if not is_held_out.any():
        raise DataError.of("data.split_single", where="y", count=count)
    return torch.from_numpy(order[~is_held_out]), torch.from_numpy(order[is_held_out])


def _stratified(labels: NDArray[Any], fraction: float, wanted: int) -> NDArray[np.bool_]:
    """Marks the first samples of each class, up to its share; ``labels`` are in random order already."""
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    shares = fraction * counts
    most = counts - 1
    held_out = np.minimum(np.floor(shares + 1e-9).astype(np.int64), most)
    # The classes with the largest remainders give one more until the total is reached.
    candidates = np.argsort(held_out - shares, kind="stable")
    candidates = candidates[held_out[candidates] < most[candidates]]
    held_out[candidates[: max(wanted - int(held_out.sum()), 0)]] += 1
    by_class = np.argsort(classes, kind="stable")
    rank = np.empty(len(labels), dtype=np.int64)
    rank[by_class] = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(rank < held_out[classes])


def _taken(values: Any, chosen: Tensor) -> Any:
    return values[chosen.to(values.device)] if isinstance(values, Tensor) else values[chosen.numpy()]


def _described(y: Any) -> str:
    return f"{getattr(y, 'dtype', type(y).__name__)} {tuple(np.shape(y))}"
