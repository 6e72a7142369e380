"""Near duplicates: copies in another size or format, and neighboring frames of a video."""

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

_DOUBTFUL = 2.0  # factor on the distance of images that show the same
_TOLD_SHARE = 0.01
_PAIRS_A_PICTURE = 32
_ROWS, _COLUMNS = 1024, 1024
_SEEN_AT_ONCE = 1 << 16
_DIRECTIONS = 64


def near_duplicates(pictures: Any) -> Numbers:
    r"""The group number of each image, where groups contain near duplicates; a unique image is its own group.

    For splits that hold out whole groups, so that test images have no near duplicates in the training part:
    ``nervure.data.split(x, y, groups=near_duplicates(x))``.

    Images are compared as thumbnails of 16 by 16 pixels, by their edges :math:`e`: the differences of brightness from
    pixel to pixel, as one vector of norm 1, which does not depend on brightness or contrast. Two images are copies of
    each other if

    .. math::

        \tfrac{1}{2} \lVert e_a - e_b \rVert^2 \le \min(\tau_a, \tau_b), \quad
        \tau = \min(\max(0.55 \, r^3, \, 0.01), \, 0.25)

    where :math:`r` is that distance from an image to the nearest one of about rank twenty in the set. If many images
    are similar, such as garments and digits on black, others are near by chance and only nearly exact copies count;
    among photographs, which have nothing in common, strongly compressed copies are found, too. For fewer than 500
    images on a plain background, :math:`\tau` is 0.01. Copies may be brighter or darker by up to 96 levels of 255, and
    have the same colors.

    If most images of the set have nothing in common, two images with the same background, structured all around, show
    one scene, in front of which something may move, as in a video: their mean squared difference is at most the mean of
    :math:`0.1^2 (\sigma^2 + c^2) + 0.45^2 \min(\sigma^2, \rho^2)` with the contrast :math:`\sigma^2` (the variance of
    brightness and colors), that of the border :math:`\rho^2`, and :math:`c` = 8 levels of 255.

    A mirrored copy, as saved by offline augmentation, counts too if its background is structured (:math:`\rho^2 >
    \sigma^2 / 2`, above 16 levels); otherwise a mirrored symbol may be a different one, as b is d. Its limits are half
    of :math:`\tau`, and for a scene :math:`0.25^2 (\sigma^2 + c^2)`. Rotated, cropped or shifted copies are not
    detected.

    Pairs are merged into groups, nearest first, and a group accepts only images similar to its central image, at up to
    twice the distance: a chain, in which each image is near the next but the ends have nothing in common, does not
    become a group. If more than one image in a hundred looks the same as one of another group, one line of advice says
    how many.

    Args:
        pictures: ``(N, height, width)`` or ``(N, height, width, channels)`` with 1, 3 or 4 channels, levels 0 to 255
            (or 0 to 1, if no value is above 1); an array or a tensor.

    Returns:
        int64 ``(N,)``: numbers from 0, in the order of each group's first image.

    Raises:
        ShapeError: these are not images.

    Source:
        Comparison of thumbnails: Torralba, Fergus and Freeman, "80 Million Tiny Images" (2008),
        https://doi.org/10.1109/TPAMI.2008.128. A distance relative to those of others: Lowe, "Distinctive Image
        Features from Scale-Invariant Keypoints" (2004), https://doi.org/10.1023/B:VISI.0000029664.99615.94. Motivation:
        Barz and Denzler, "Do We Train on Test Data? Purging CIFAR of Near-Duplicates" (2020),
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
    """Groups of near duplicates.

    Attributes:
        groups: the group number of each image, from 0.
        doubtful: pairs ``(pairs, 2)`` of images in different groups that may show the same, nearest first. They are
            treated as different.
    """

    groups: Numbers
    doubtful: Numbers


def likenesses(thumbnails: NDArray[np.uint8]) -> Likenesses:
    """Groups and doubtful pairs of thumbnails ``(N, 16, 16, 3)``; see :func:`near_duplicates`."""
    if not len(thumbnails):
        return Likenesses(np.zeros(0, np.int64), np.zeros((0, 2), np.int64))
    rows = thumbnails.reshape(len(thumbnails), -1)
    # Exact copies count as one image: a thousand blank ones would be half a million pairs.
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
    """Group labels as numbers from 0, in order of occurrence.

    Examples:
        >>> in_order(np.array([7, 3, 7, 5])).tolist()
        [0, 1, 0, 2]
    """
    _, firsts, numbers = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(firsts), np.int64)
    rank[np.argsort(firsts)] = np.arange(len(firsts))
    return rank[numbers.reshape(-1)]


class _Compared(NamedTuple):
    """A set of images in which near ones are searched.

    Attributes:
        places: the indices of the images.
        fine: the features to compare, ``(N, n)``.
        coarse: fewer features, in which distances are never larger, ``(N, fewer)``.
        allowed: the maximum squared distance to another image, ``(N,)``; for a pair the mean counts.
    """

    places: Tensor
    fine: Tensor
    coarse: Tensor
    allowed: Tensor

    @classmethod
    def of(cls, places: Tensor, rows: Tensor, directions: Tensor, allowed: Tensor) -> _Compared:
        """A subset of the images, given the rows of all."""
        return cls(places, rows[places], rows[places] @ directions, allowed[places])


def _pairs(seen: Seen) -> tuple[Numbers, NDArray[np.bool_]]:
    """Pairs that may show the same ``(pairs, 2)``, nearest first, and whether they do."""
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
    """For each pair its distance, whether it may show the same, and whether it does."""
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
    """The principal directions of the rows, ``(n, fewer)``: projections never increase distances."""
    square = (rows.T @ rows).double()  # (n, n)
    axes: Tensor = torch.linalg.eigh(square)[1].flip(1)  # the largest eigenvalues first
    return axes[:, :_DIRECTIONS].to(rows.dtype)


def _near(compared: _Compared, others: _Compared) -> Tensor:
    """The indices of pairs of an image and a later one of ``others`` that are near each other."""
    left, right = _factors(compared)[0], _factors(others)[1]
    found = [torch.zeros(0, 2, dtype=torch.int64)]
    for first in range(0, len(left), _ROWS):
        rows, columns = _candidates(left[first : first + _ROWS], right, first)
        apart = (compared.fine[rows] - others.fine[columns]).square().sum(1)
        nearest = _nearest(rows, 2 * apart / (compared.allowed[rows] + others.allowed[columns]))
        found.append(torch.stack((compared.places[rows], others.places[columns]), dim=1)[nearest])
    return torch.cat(found)


def _factors(compared: _Compared) -> tuple[Tensor, Tensor]:
    """Two matrices whose product is at least 0 for all pairs that may be near each other, and for few others.

    |a - b|² <= (t_a + t_b) / 2 is a·b - bound_a - bound_b >= 0, which is a product of two rows.
    """
    coarse, allowed = compared.coarse, compared.allowed * (1 + 1e-4)  # a margin for rounding
    bound = (coarse.square().sum(1) - OF_MIRRORED * allowed)[:, None] / 2
    ones = torch.ones_like(bound)
    return torch.cat((coarse, -bound, ones), dim=1), torch.cat((coarse, ones, -bound), dim=1)


def _candidates(left: Tensor, right: Tensor, first: int) -> tuple[Tensor, Tensor]:
    """Pairs that may be near each other, of images from ``first`` on with later ones: each pair once."""
    rows, columns = [], []
    for begin in range(first, len(right), _COLUMNS):
        margin = left @ right[begin : begin + _COLUMNS].T  # (rows, columns), small enough for the processor's cache
        if begin == first:
            margin.masked_fill_(torch.ones_like(margin, dtype=torch.bool).tril_(), -1.0)
        places = (margin >= 0).nonzero()
        if len(places) > _PAIRS_A_PICTURE * len(left):  # among many alike the nearest suffice to join them all
            margins, nearest = margin.topk(min(_PAIRS_A_PICTURE, margin.shape[1]), dim=1)
            kept = (margins >= 0).nonzero()
            places = torch.stack((kept[:, 0], nearest[kept[:, 0], kept[:, 1]]), dim=1)
        rows.append(places[:, 0] + first)
        columns.append(places[:, 1] + begin)
    return torch.cat(rows), torch.cat(columns)


def _nearest(rows: Tensor, difference: Tensor) -> Tensor:
    """The indices of the pairs that are near each other; for an image with very many, the nearest."""
    order = torch.argsort(difference, stable=True)
    order = order[difference[order] <= 1]
    order = order[torch.argsort(rows[order], stable=True)]
    _, counts = torch.unique_consecutive(rows[order], return_counts=True)
    rank = torch.arange(len(order)) - torch.repeat_interleave(counts.cumsum(0) - counts, counts)
    return order[rank < _PAIRS_A_PICTURE]


def _joined(pairs: Numbers, weights: Numbers, seen: Seen) -> Numbers:
    """The central image of each image's group, after pairs were merged in order."""
    middles, sizes = list(range(len(weights))), weights.tolist()
    members = [[picture] for picture in middles]
    refused: set[tuple[int, int]] = set()
    for one, other in pairs.tolist():
        if middles[one] == middles[other]:
            continue
        small, large = sorted((middles[one], middles[other]), key=lambda middle: (sizes[middle], -middle))
        if (small, large) in refused:  # its group has only grown since
            continue
        if not bool(seen.alike(torch.tensor([large]), torch.tensor(members[small]), _DOUBTFUL).all()):
            refused.add((small, large))
            continue
        for picture in members[small]:
            middles[picture] = large
        members[large] += members[small]
        sizes[large] += sizes[small]
    return np.array(middles, np.int64)
