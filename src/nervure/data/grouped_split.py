"""Holds out whole groups of samples, keeping class shares as equal as the groups allow."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments.arrays import array_of
from nervure.errors import DataError

_ONE = 0.5  # minimum for a share that rounds to at least one sample
Members = list[tuple[int, int]]


def group_numbers(groups: Any, count: int) -> NDArray[np.int64]:
    """The groups of ``count`` samples as numbers from 0.

    Raises:
        DataError: the number of groups differs from the number of samples.
    """
    given = groups.detach().cpu().numpy() if isinstance(groups, Tensor) else array_of(groups, where="groups")
    if given.shape != (count,):
        raise DataError.of("data.split_groups", where="groups", expected=count, got=tuple(given.shape))
    return np.unique(given, return_inverse=True)[1].astype(np.int64)


def hold_groups_out(classes: NDArray[np.int64], groups: NDArray[np.int64], fraction: float) -> NDArray[np.bool_]:
    """Marks the samples of the groups that are held out.

    Groups are considered in the order of their first samples; each is taken if it brings the held-out counts of its
    classes closer to their shares. A group that would remove a class from training is not taken. If all groups of a
    class are too large, the one that exceeds the shares least is taken.

    Args:
        classes: of each sample, from 0, ``(N,)``, in random order; all 0 if class shares do not matter.
        groups: of each sample, from 0, ``(N,)``.
        fraction: the fraction to hold out.

    Raises:
        DataError: every group contains an entire class.
    """
    choice = _Choice(np.bincount(classes).tolist(), fraction)
    all_members = _members(classes, groups)
    for group, members in all_members.items():
        if choice.excess(members) < 0:
            choice.take(group, members)
    least_first = sorted(all_members.items(), key=lambda each: choice.excess(each[1]))
    for group, members in least_first:
        if choice.lacks_class_of(members):
            choice.take(group, members)
    for group, members in least_first:
        if not choice.groups:
            choice.take(group, members)
    if not choice.groups:
        raise DataError.of("data.split_one_group", where="groups", groups=int(groups.max()) + 1, count=len(groups))
    return np.isin(groups, choice.groups)


class _Choice:
    """The groups held out so far, and how far each class is from its share.

    Args:
        totals: the number of samples per class.
        fraction: the fraction to hold out.
    """

    def __init__(self, totals: list[int], fraction: float) -> None:
        self.groups: list[int] = []
        self._missing = [fraction * total for total in totals]
        self._totals, self._kept = totals, list(totals)

    def excess(self, members: Members) -> float:
        """The increase in squared distance to the shares if the group were held out."""
        return sum(count * (count - 2 * self._missing[label]) for label, count in members)

    def lacks_class_of(self, members: Members) -> bool:
        """Whether a group contains a class that has a share but no held-out sample yet."""
        return any(self._kept[label] == self._totals[label] and self._missing[label] >= _ONE for label, _ in members)

    def take(self, group: int, members: Members) -> None:
        """Holds a group out, unless that would remove a class from training."""
        if all(count < self._kept[label] for label, count in members):
            self.groups.append(group)
            for label, count in members:
                self._missing[label] -= count
                self._kept[label] -= count


def _members(classes: NDArray[np.int64], groups: NDArray[np.int64]) -> dict[int, Members]:
    """The class counts of each group, in the order of their first samples."""
    num_classes = int(classes.max()) + 1
    pairs, counts = np.unique(groups * num_classes + classes, return_counts=True)
    members: dict[int, Members] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        members.setdefault(pair // num_classes, []).append((pair % num_classes, count))
    _, firsts = np.unique(groups, return_index=True)
    return {int(groups[first]): members[int(groups[first])] for first in np.sort(firsts)}
