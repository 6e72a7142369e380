"""Holding whole groups of samples out, with the same share of every class as far as groups allow."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from nervure.errors import DataError


def group_numbers(groups: Any, count: int) -> NDArray[np.int64]:
    """The groups of ``count`` samples as numbers from 0 on.

    Raises:
        DataError: there is not one group for each sample.
    """
    given = groups.detach().cpu().numpy() if isinstance(groups, Tensor) else np.asarray(groups)
    if given.shape != (count,):
        raise DataError.of("data.split_groups", where="groups", expected=count, got=tuple(given.shape))
    return np.unique(given, return_inverse=True)[1].astype(np.int64)


def hold_groups_out(classes: NDArray[np.int64], groups: NDArray[np.int64], fraction: float) -> NDArray[np.bool_]:
    """Marks the samples of the groups that are held out.

    Groups are taken in the order of their first samples, each where it brings the numbers of samples held out of its
    classes nearer to their shares. A group that would take a class away from training is not taken. Where all groups
    are too large, the one that goes least beyond the shares is.

    Args:
        classes: of each sample, from 0 on, ``(N,)``, in random order; all 0 where shares of classes do not matter.
        groups: of each sample, from 0 on, ``(N,)``.
        fraction: the part to hold out.

    Raises:
        DataError: every group holds the whole of a class.
    """
    totals = np.bincount(classes)
    missing = (fraction * totals).tolist()
    kept = totals.tolist()
    nearest, taken = (float("inf"), -1), []
    for group, members in _members(classes, groups):
        change = sum(count * (count - 2 * missing[label]) for label, count in members)
        if any(count >= kept[label] for label, count in members):
            continue
        if change < 0:
            taken.append(group)
            for label, count in members:
                missing[label] -= count
                kept[label] -= count
        elif not taken:
            nearest = min(nearest, (change, group))
    if not taken and nearest[1] < 0:
        raise DataError.of("data.split_one_group", where="groups", groups=int(groups.max()) + 1, count=len(groups))
    return np.isin(groups, taken or [nearest[1]])


def _members(classes: NDArray[np.int64], groups: NDArray[np.int64]) -> list[tuple[int, list[tuple[int, int]]]]:
    """For each group, in the order of their first samples, how many samples of which class it has."""
    num_classes = int(classes.max()) + 1
    pairs, counts = np.unique(groups * num_classes + classes, return_counts=True)
    members: dict[int, list[tuple[int, int]]] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        members.setdefault(pair // num_classes, []).append((pair % num_classes, count))
    _, firsts = np.unique(groups, return_index=True)
    return [(int(groups[first]), members[int(groups[first])]) for first in np.sort(firsts)]
