"""Pictures that show the same: copies in another size or format, and neighbouring frames of a video."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.data.pictures.likeness import MOST, OF_MIRRORED, Seen
from nervure.data.pictures.thumbnails import checked_pictures, thumbnails_of
from nervure.errors import advise

Numbers = NDArray[np.int64]

_DOUBTFUL = 2.0  # times as far apart as what shows the same
_TOLD_SHARE = 0.01
_PAIRS_A_PICTURE = 32
_ROWS, _COLUMNS = 1024, 1024
_SEEN_AT_ONCE = 1 << 16
_DIRECTIONS = 64


def near_duplicates(pictures: Any) -> Numbers:
    r"""For each picture the number of its group of pictures that show the same; a picture alone is a group too.

    For a split that holds whole groups out, so that what is tested was not trained on under another name:
    ``nervure.data.split(x, y, groups=near_duplicates(x))``.

    Pictures are compared as thumbnails of 16 by 16 pixels, by their edges :math:`e`: the differences of brightness from
    pixel to pixel, as one vector of length 1, which a change of brightness or contrast leaves as it is. Two are copies
    of each other where

    .. math::

        \tfrac{1}{2} \lVert e_a - e_b \rVert^2 \le \min(\tau_a, \tau_b), \quad
        \tau = \min(\max(0.55 \, r^3, \, 0.01), \, 0.25)

    with the same distance :math:`r` from a picture to the twentieth or so nearest one of the set. Where many pictures
    are drawn alike, as garments and digits on black, others come near by chance and only copies that are nearly exact
    are taken for copies; of photographs, which have nothing in common with each other, strongly compressed ones are
    found, too. Of fewer than 500 pictures, on an even ground, :math:`\tau` is 0.01. Copies may be brighter or darker,
    by up to 96 levels of 255, and have the same colours.

    Where most pictures of the set have nothing in common, two that stand on the same ground, which shows something all
    around, show one scene, before which something may move, as in a video: their mean squared difference is at most
    the mean of :math:`0.1^2 (\sigma^2 + c^2) + 0.45^2 \min(\sigma^2, \rho^2)` with the contrast :math:`\sigma^2` (the
    variance of brightness and colours), that of the border :math:`\rho^2`, and :math:`c` = 8 levels of 255.

    A mirrored copy, as augmentation leaves it on the disk, shows the same, too, where its ground shows something
    (:math:`\rho^2 > \sigma^2 / 2`, above 16 levels); elsewhere a mirrored sign may be another, as b is d. For it half
    of :math:`\tau` is allowed, and of a scene :math:`0.25^2 (\sigma^2 + c^2)`. Copies that are turned, cut or shifted
    are not looked for.

    Pairs are joined to groups, the nearest first, and a group takes in only what looks the same as the picture in its
    middle, which may be twice as far from it: no chain, in which each picture is near the next but the ends have
    nothing in common, becomes a group. One line of advice says how many pictures look the same as one of another group
    where they are more than one in a hundred.

    Args:
        pictures: ``(N, height, width)`` or ``(N, height, width, channels)`` with 1, 3 or 4 channels, levels 0 to 255
            (or 0 to 1, where no value is above 1); an array or a tensor.

    Returns:
        int64 ``(N,)``: numbers from 0 on, in the order in which groups begin.

    Raises:
        ShapeError: these are not images.

    Source:
        Comparing thumbnails: Torralba, Fergus and Freeman, "80 Million Tiny Images" (2008),
        https://doi.org/10.1109/TPAMI.2008.128. A distance beside those to others: Lowe, "Distinctive Image Features
        from Scale-Invariant Keypoints" (2004), https://doi.org/10.1023/B:VISI.0000029664.99615.94. Why it matters: Barz
        and Denzler, "Do We Train on Test Data? Purging CIFAR of Near-Duplicates" (2020),
        https://doi.org/10.3390/jimaging6060041.

    Examples:
        >>> import nervure
        >>> x, y = nervure.data.digits()
        >>> near_duplicates(np.concatenate([x[::1000], x[3000:3001], x[3000:3001] // 2 + 20])).tolist()
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 3]
    """
    given = checked_pictures(pictures)
    is_fraction = bool(len(given)) and float(given.max()) <= 1
    return groups_of(thumbnails_of(given, white=1 if is_fraction else 255))


def groups_of(thumbnails: NDArray[np.uint8]) -> Numbers:
    """The groups of thumbnails ``(N, 16, 16, 3)``; see :func:`near_duplicates`."""
    return likenesses(thumbnails).groups


class Likenesses(NamedTuple):
    """Which pictures show the same.

    Attributes:
        groups: the number of the group of each, from 0 on.
        doubtful: pairs ``(pairs, 2)`` of pictures of different groups that may show the same, the nearest first. They
            are taken for different.
    """

    groups: Numbers
    doubtful: Numbers


def likenesses(thumbnails: NDArray[np.uint8]) -> Likenesses:
    """Groups and doubtful pairs of thumbnails ``(N, 16, 16, 3)``; see :func:`near_duplicates`."""
    if not len(thumbnails):
        return Likenesses(np.zeros(0, np.int64), np.zeros((0, 2), np.int64))
    rows = thumbnails.reshape(len(thumbnails), -1)
    # Copies are one picture: a thousand blank ones would be half a million pairs.
    _, firsts, picture_of = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    picture_of = picture_of.reshape(-1)
    seen = Seen.of(thumbnails[firsts])
    pairs, are_alike = _pairs(seen)
    alike = pairs[are_alike]
    weights = np.bincount(picture_of, minlength=len(firsts))
    middles = _joined(alike, weights, seen)
    divided = alike[middles[alike[:, 0]] != middles[alike[:, 1]]]
    count = int(weights[np.unique(divided)].sum())
    if count > _TOLD_SHARE * len(thumbnails):
        advise("data.alike_divided", count=count)
    apart = pairs[middles[pairs[:, 0]] != middles[pairs[:, 1]]]
    return Likenesses(in_order(middles[picture_of]), firsts[apart])


def in_order(labels: NDArray[Any]) -> Numbers:
    """Group labels as numbers from 0 on, in the order in which they occur.

    Examples:
        >>> in_order(np.array([7, 3, 7, 5])).tolist()
        [0, 1, 0, 2]
    """
    _, firsts, numbers = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(firsts), np.int64)
    rank[np.argsort(firsts)] = np.arange(len(firsts))
    return rank[numbers.reshape(-1)]


class _Compared(NamedTuple):
    """Pictures among which near ones are looked for.

    Attributes:
        places: of the pictures.
        fine: what is compared, ``(N, n)``.
        coarse: less of it, in which no two are farther apart, ``(N, fewer)``.
        allowed: how large the squared distance from another may be, ``(N,)``; of two the mean counts.
    """

    places: Tensor
    fine: Tensor
    coarse: Tensor
    allowed: Tensor

    @classmethod
    def of(cls, places: Tensor, rows: Tensor, directions: Tensor, allowed: Tensor) -> _Compared:
        """Some of the pictures, of all of which the rows are given."""
        return cls(places, rows[places], rows[places] @ directions, allowed[places])


def _pairs(seen: Seen) -> tuple[Numbers, NDArray[np.bool_]]:
    """Pairs that may show the same ``(pairs, 2)``, the nearest first, and whether they do."""
    everything = torch.arange(len(seen.tolerance))
    shows, scenes = (flags.nonzero()[:, 0] for flags in (seen.shows_ground, seen.is_scene))
    allowed = 2 * (_DOUBTFUL * seen.tolerance).clamp(max=MOST)  # squares of distances are halved
    of_mirrored = OF_MIRRORED * allowed
    axes, level_axes = _directions(seen.plain.edges), _directions(seen.plain.levels)
    plain, mirrored = seen.plain, seen.mirrored
    edges = _Compared.of(everything, plain.edges, axes, allowed)
    shown = _Compared.of(shows, plain.edges, axes, of_mirrored)
    shown_mirrored = _Compared.of(shows, mirrored.edges, axes, of_mirrored)
    grounds = _Compared.of(scenes, plain.levels, level_axes, _DOUBTFUL * seen.ground)
    scene = _Compared.of(scenes, plain.levels, level_axes, _DOUBTFUL * seen.mirrored_ground)
    scene_mirrored = _Compared.of(scenes, mirrored.levels, level_axes, _DOUBTFUL * seen.mirrored_ground)
    compared = ((edges, edges), (shown, shown_mirrored), (grounds, grounds), (scene, scene_mirrored))
    found = torch.cat([_near(ones, others) for ones, others in compared])
    found = torch.unique(found, dim=0)
    distances, may_be, are = _judged(found, seen)
    nearest_first = torch.argsort(distances, stable=True)
    nearest_first = nearest_first[may_be[nearest_first]]
    return found[nearest_first].numpy(), are[nearest_first].numpy()


def _judged(pairs: Tensor, seen: Seen) -> tuple[Tensor, Tensor, Tensor]:
    """Of pairs how far apart they are, whether they may show the same, and whether they do."""
    parts = []
    for first in range(0, len(pairs), _SEEN_AT_ONCE):
        ones, others = pairs[first : first + _SEEN_AT_ONCE].unbind(1)
        parts.append((seen.distances(ones, others), seen.alike(ones, others, _DOUBTFUL), seen.alike(ones, others)))
    if not parts:
        none = torch.zeros(0, dtype=torch.bool)
        return torch.zeros(0), none, none
    distances, may_be, are = zip(*parts, strict=True)
    return torch.cat(distances), torch.cat(may_be), torch.cat(are)


def _directions(rows: Tensor) -> Tensor:
    """The directions in which rows differ most, ``(n, fewer)``: along them no two are farther apart."""
    square = (rows.T @ rows).double()  # (n, n)
    axes: Tensor = torch.linalg.eigh(square)[1].flip(1)  # those of the largest first
    return axes[:, :_DIRECTIONS].to(rows.dtype)


def _near(compared: _Compared, others: _Compared) -> Tensor:
    """The places of pairs of a picture and a later one of ``others`` that are near each other."""
    left, right = _factors(compared)[0], _factors(others)[1]
    found = [torch.zeros(0, 2, dtype=torch.int64)]
    for first in range(0, len(left), _ROWS):
        rows, columns = _candidates(left[first : first + _ROWS], right, first)
        apart = (compared.fine[rows] - others.fine[columns]).square().sum(1)
        nearest = _nearest(rows, 2 * apart / (compared.allowed[rows] + others.allowed[columns]))
        found.append(torch.stack((compared.places[rows], others.places[columns]), dim=1)[nearest])
    return torch.cat(found)


def _factors(compared: _Compared) -> tuple[Tensor, Tensor]:
    """Two matrices whose product is not below 0 for all pairs that may be near each other, and for few others.

    |a - b|² <= (t_a + t_b) / 2 is a·b - bound_a - bound_b >= 0, which is a product of two rows.
    """
    coarse, allowed = compared.coarse, compared.allowed * (1 + 1e-4)  # which rounding takes up
    bound = (coarse.square().sum(1) - OF_MIRRORED * allowed)[:, None] / 2
    ones = torch.ones_like(bound)
    return torch.cat((coarse, -bound, ones), dim=1), torch.cat((coarse, ones, -bound), dim=1)


def _candidates(left: Tensor, right: Tensor, first: int) -> tuple[Tensor, Tensor]:
    """Pairs that may be near each other, of the pictures from ``first`` on and those later on: each pair once."""
    rows, columns = [], []
    for begin in range(first, len(right), _COLUMNS):
        margin = left @ right[begin : begin + _COLUMNS].T  # (rows, columns), small enough for the processor's cache
        if begin == first:
            margin.masked_fill_(torch.ones_like(margin, dtype=torch.bool).tril_(), -1.0)
        places = (margin >= 0).nonzero()
        if len(places) > _PAIRS_A_PICTURE * len(left):  # among many alike the nearest are enough to join them all
            margins, nearest = margin.topk(min(_PAIRS_A_PICTURE, margin.shape[1]), dim=1)
            kept = (margins >= 0).nonzero()
            places = torch.stack((kept[:, 0], nearest[kept[:, 0], kept[:, 1]]), dim=1)
        rows.append(places[:, 0] + first)
        columns.append(places[:, 1] + begin)
    return torch.cat(rows), torch.cat(columns)


def _nearest(rows: Tensor, difference: Tensor) -> Tensor:
    """The places of the pairs that are near each other; of a picture with very many, the nearest."""
    order = torch.argsort(difference, stable=True)
    order = order[difference[order] <= 1]
    order = order[torch.argsort(rows[order], stable=True)]
    _, counts = torch.unique_consecutive(rows[order], return_counts=True)
    rank = torch.arange(len(order)) - torch.repeat_interleave(counts.cumsum(0) - counts, counts)
    return order[rank < _PAIRS_A_PICTURE]


def _joined(pairs: Numbers, weights: Numbers, seen: Seen) -> Numbers:
    """The picture in the middle of each picture's group, after pairs were joined in order."""
    middles, sizes = list(range(len(weights))), weights.tolist()
    members = [[picture] for picture in middles]
    refused: set[tuple[int, int]] = set()
    for one, other in pairs.tolist():
        if middles[one] == middles[other]:
            continue
        small, large = sorted((middles[one], middles[other]), key=lambda middle: (sizes[middle], -middle))
        if (small, large) in refused:  # it has only grown since
            continue
        if not bool(seen.alike(torch.tensor([large]), torch.tensor(members[small]), _DOUBTFUL).all()):
            refused.add((small, large))
            continue
        for picture in members[small]:
            middles[picture] = large
        members[large] += members[small]
        sizes[large] += sizes[small]
    return np.array(middles, np.int64)
