"""Pictures that show the same: copies in another size or format, and neighbouring frames of a video."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from nervure.errors import ShapeError, advise

Numbers = NDArray[np.int64]

SIDE = 16
# Of 5,000 photographs of CIFAR-10 this groups two pairs, both of one scene; of 10,000 digits none; of 8,000 frames of a
# cartoon 1,900, never across its ten characters. At 0.5 photographs of different things begin to be grouped.
_OF_CONTRAST, _OF_GROUND, _OF_MIRRORED = 0.1, 0.45, 0.25
_FLOOR = 8.0  # levels of contrast: below it, two pictures are told apart by noise alone
# Contrast of a ground that shows something, in levels and as a share of the whole; of 10,000 digits none has so much.
_SHOWN, _SHOWN_SHARE = 16.0, 0.5
_LARGEST_SHARE = 0.05
_SMALLEST_LIMIT = 32
_PAIRS_A_PICTURE = 32
_ROWS, _COLUMNS = 1024, 1024
_PICTURES_AT_ONCE = 1024


def near_duplicates(pictures: Any) -> Numbers:
    r"""For each picture the number of its group of pictures that look the same; a picture alone is a group too.

    For a split that holds whole groups out, so that what is tested was not trained on under another name:
    ``nervure.data.split(x, y, groups=near_duplicates(x))``.

    Pictures are compared as thumbnails of 16 by 16 pixels, brightness at this size and colour at half of it. Two look
    the same where their mean squared difference is at most the mean of what each allows:

    .. math::

        \frac{1}{n} \lVert a - b \rVert^2 \le \frac{\tau_a + \tau_b}{2}, \quad
        \tau = 0.1^2 (\sigma^2 + c^2) + 0.45^2 \min(\sigma^2, \rho^2)

    with the contrast :math:`\sigma^2` (the variance of its brightness and colours), that of its border
    :math:`\rho^2`, and :math:`c` = 8 levels of 255. A ground that shows something says that the scene is the same, and
    what stands before it may move, as in a video. On an even ground, as that of digits and letters, two signs of one
    kind come as near as that, so there only copies do.

    A mirrored copy, as augmentation leaves it on the disk, shows the same, too, where its ground shows something
    (:math:`\rho^2 > \sigma^2 / 2`, above 16 levels); elsewhere a mirrored sign may be another, as b is d. For it only
    :math:`\tau = 0.25^2 (\sigma^2 + c^2)` is allowed; at 0.35 still no two of 8,000 frames of a cartoon and of 5,000
    photographs are taken for mirrored. Copies that are turned, cut or shifted are not looked for.

    Pairs are joined to groups, the nearest first. Beyond a twentieth of all pictures a group takes in only what looks
    the same as the picture in its middle: pictures that all look the same stay together, however many they are, and
    chains, in which each picture is near the next but the ends have nothing in common, are divided. One line of advice
    says how many pictures look the same as one of another group then.

    Args:
        pictures: ``(N, height, width)`` or ``(N, height, width, channels)`` with 1, 3 or 4 channels, levels 0 to 255
            (or 0 to 1, where no value is above 1); an array or a tensor.

    Returns:
        int64 ``(N,)``: numbers from 0 on, in the order in which groups begin.

    Raises:
        ShapeError: these are no pictures.

    Source:
        Comparing thumbnails: Torralba, Fergus and Freeman, "80 Million Tiny Images" (2008),
        https://doi.org/10.1109/TPAMI.2008.128. Why it matters: Barz and Denzler, "Do We Train on Test Data? Purging
        CIFAR of Near-Duplicates" (2020), https://doi.org/10.3390/jimaging6060041.

    Examples:
        >>> import nervure
        >>> x, y = nervure.data.digits()
        >>> twice = np.concatenate([x[::1000], x[3000:3001] // 2 + 20])
        >>> near_duplicates(twice).tolist()
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        >>> near_duplicates(np.concatenate([x[::1000], x[3000:3001]])).tolist()
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3]
    """
    given = _checked(pictures)
    is_fraction = bool(len(given)) and float(given.max()) <= 1
    return groups_of(thumbnails_of(given, white=1 if is_fraction else 255))


def groups_of(thumbnails: NDArray[np.uint8]) -> Numbers:
    """The groups of thumbnails ``(N, 16, 16, 3)``; see :func:`near_duplicates`."""
    if not len(thumbnails):
        return np.zeros(0, np.int64)
    rows = thumbnails.reshape(len(thumbnails), -1)
    # Copies are one picture: a thousand blank ones would be half a million pairs.
    _, firsts, picture_of = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    seen = _Seen.of(thumbnails[firsts])
    pairs = _all_pairs(seen)
    limit = max(_SMALLEST_LIMIT, int(_LARGEST_SHARE * len(thumbnails)))
    weights = np.bincount(picture_of.reshape(-1), minlength=len(firsts))
    middles = _joined(pairs, weights, limit, seen)
    divided = pairs[middles[pairs[:, 0]] != middles[pairs[:, 1]]]
    if len(divided):
        advise("data.alike_divided", count=int(weights[np.unique(divided)].sum()))
    return in_order(middles[picture_of.reshape(-1)])


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
    """What is compared of pictures.

    Attributes:
        fine: brightness and colours, levels 0 to 1, ``(N, n)``: squared distances are mean squared differences.
        coarse: the same of means over 2 by 2 pixels, ``(N, n / 4)``.
        allowed: by how much each may differ from another, ``(N,)``.
        of_mirrored: by how much from a mirrored copy, ``(N,)``.
        shows_ground: whether its border shows something, ``(N,)``.
    """

    fine: Tensor
    coarse: Tensor
    allowed: Tensor
    of_mirrored: Tensor
    shows_ground: Tensor

    def as_mirrored(self, chosen: Tensor) -> _Compared:
        """Some of the pictures, by their places, which may differ no more than mirrored copies do."""
        allowed = self.of_mirrored[chosen]
        return _Compared(self.fine[chosen], self.coarse[chosen], allowed, allowed, self.shows_ground[chosen])


class _Seen(NamedTuple):
    """What is compared of pictures as they are, and of their mirror images."""

    as_they_are: _Compared
    mirrored: _Compared

    @classmethod
    def of(cls, thumbnails: NDArray[np.uint8]) -> _Seen:
        """Of thumbnails ``(N, 16, 16, 3)``."""
        return cls(_compared(thumbnails), _compared(np.ascontiguousarray(thumbnails[:, :, ::-1])))

    def is_like_all(self, picture: int, others: list[int]) -> bool:
        """Whether a picture looks the same as each of the others, as it is or mirrored."""
        one, rest = torch.tensor([picture]), torch.tensor(others)
        plain = self.as_they_are
        far = rest[_differences(plain, one, plain, rest) > 1]
        if not len(far):
            return True
        if not bool(plain.shows_ground[torch.cat((one, far))].all()):
            return False
        allowing_less = plain._replace(allowed=plain.of_mirrored)
        return bool((_differences(allowing_less, one, self.mirrored, far) <= 1).all())


def _compared(thumbnails: NDArray[np.uint8]) -> _Compared:
    pixels = torch.from_numpy(thumbnails).to(torch.float32).permute(0, 3, 1, 2) / 255  # (N, 3, 16, 16)
    red, green, blue = (pixels[:, channel : channel + 1] for channel in range(3))
    brightness = 0.299 * red + 0.587 * green + 0.114 * blue  # (N, 1, 16, 16)
    planes = [brightness]
    if not bool((red == green).all() and (green == blue).all()):
        planes.append(F.avg_pool2d(torch.cat((red - brightness, blue - brightness), dim=1), 2))  # (N, 2, 8, 8)
    contrast = torch.stack([_variance(plane.flatten(2)) for plane in planes]).sum(0)
    ground = torch.stack([_variance(_border(plane)) for plane in planes]).sum(0)
    clear = contrast + (_FLOOR / 255) ** 2
    allowed = _OF_CONTRAST**2 * clear + _OF_GROUND**2 * torch.minimum(contrast, ground)
    coarse = _rows([F.avg_pool2d(plane, 2) for plane in planes])
    shows_ground = (ground > _SHOWN_SHARE * contrast) & (ground > (_SHOWN / 255) ** 2)
    return _Compared(_rows(planes), coarse, allowed, _OF_MIRRORED**2 * clear, shows_ground)


def _rows(planes: list[Tensor]) -> Tensor:
    """Planes as one row a picture; the mean over the pixels of each plane counts, whatever its size."""
    return torch.cat([(plane - _middle(plane)).flatten(1) / plane.shape[-1] for plane in planes], dim=1)


def _middle(plane: Tensor) -> Tensor:
    """What is taken off all, so that no digits are lost: the mean picture and its mirror image, the same for both."""
    mean = plane.mean(0)
    return (mean + mean.flip(-1)) / 2


def _border(plane: Tensor) -> Tensor:
    """The pixels along the border, ``(N, channels, pixels)``."""
    sides = (plane[:, :, 0], plane[:, :, -1], plane[:, :, 1:-1, 0], plane[:, :, 1:-1, -1])
    return torch.cat(sides, dim=2)


def _variance(values: Tensor) -> Tensor:
    """Of ``(N, channels, pixels)`` the variances of the channels, added: ``(N,)``."""
    return values.var(2, correction=0).sum(1)


def _all_pairs(seen: _Seen) -> Numbers:
    """Pairs of pictures that look the same ``(pairs, 2)``, as they are or mirrored, those that differ least first."""
    compared, mirrored = seen
    pairs, differences = _pairs(compared, compared)
    chosen = torch.nonzero(compared.shows_ground)[:, 0]
    others, others_differences = _pairs(compared.as_mirrored(chosen), mirrored.as_mirrored(chosen))
    nearest_first = torch.argsort(torch.cat((differences, others_differences)), stable=True)
    return torch.cat((pairs, chosen[others]))[nearest_first].numpy()


def _pairs(compared: _Compared, others: _Compared) -> tuple[Tensor, Tensor]:
    """Pairs of a picture and a later one of ``others``, and how much they differ beside what they may, 0 to 1."""
    left, right = _factors(compared)[0], _factors(others)[1]
    found = [(torch.zeros(0, 2, dtype=torch.int64), torch.zeros(0))]
    for first in range(0, len(left), _ROWS):
        rows, columns = _candidates(left[first : first + _ROWS], right, first)
        differences = _differences(compared, rows, others, columns)
        nearest = _nearest(rows, differences)
        found.append((torch.stack((rows, columns), dim=1)[nearest], differences[nearest]))
    pairs, differences = (torch.cat(parts) for parts in zip(*found, strict=True))
    return pairs, differences


def _differences(compared: _Compared, rows: Tensor, others: _Compared, columns: Tensor) -> Tensor:
    """How much pictures differ beside what they and their mirror images may: at most 1 where they look the same."""
    distance = (compared.fine[rows] - others.fine[columns]).square().sum(1)
    return 2 * distance / (compared.allowed[rows] + compared.allowed[columns])


def _factors(compared: _Compared) -> tuple[Tensor, Tensor]:
    """Two matrices whose product is not below 0 for all pairs that may look the same, and for few others.

    Means over 2 by 2 pixels are never farther apart than the pixels. |a - b|² <= (t_a + t_b) / 2 is
    a·b - bound_a - bound_b >= 0, which is a product of two rows.
    """
    coarse, allowed = compared.coarse, compared.allowed
    bound = (coarse.square().sum(1) - allowed / 2)[:, None] / 2
    ones = torch.ones_like(bound)
    return torch.cat((coarse, -bound, ones), dim=1), torch.cat((coarse, ones, -bound), dim=1)


def _candidates(left: Tensor, right: Tensor, first: int) -> tuple[Tensor, Tensor]:
    """Pairs that may look the same, of the pictures from ``first`` on and those that come later: each pair once."""
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
    """The places of the pairs that do look the same; of a picture with very many, the nearest."""
    order = torch.argsort(difference, stable=True)
    order = order[difference[order] <= 1]
    order = order[torch.argsort(rows[order], stable=True)]
    _, counts = torch.unique_consecutive(rows[order], return_counts=True)
    rank = torch.arange(len(order)) - torch.repeat_interleave(counts.cumsum(0) - counts, counts)
    return order[rank < _PAIRS_A_PICTURE]


def _joined(pairs: Numbers, weights: Numbers, limit: int, seen: _Seen) -> Numbers:
    """The picture in the middle of each picture's group, after pairs were joined in order.

    Up to ``limit`` pictures a group takes in everything, beyond only what looks the same as the picture in its middle.
    """
    middles, sizes = list(range(len(weights))), weights.tolist()
    members = [[picture] for picture in middles]
    refused: set[tuple[int, int]] = set()
    for one, other in pairs.tolist():
        if middles[one] == middles[other]:
            continue
        small, large = sorted((middles[one], middles[other]), key=lambda middle: (sizes[middle], -middle))
        if (small, large) in refused:  # it has only grown since
            continue
        if sizes[small] + sizes[large] > limit and not seen.is_like_all(large, members[small]):
            refused.add((small, large))
            continue
        for picture in members[small]:
            middles[picture] = large
        members[large] += members[small]
        sizes[large] += sizes[small]
    return np.array(middles, np.int64)


def thumbnails_of(pictures: Any, white: int = 255) -> NDArray[np.uint8]:
    """Pictures as thumbnails, uint8 ``(N, 16, 16, 3)``; see :func:`near_duplicates`.

    Args:
        pictures: see there.
        white: the level of the brightest pixels there can be.
    """
    given = _checked(pictures)
    down, across = (_coverage(side) for side in given.shape[1:3])
    made = [torch.zeros(0, SIDE, SIDE, 3, dtype=torch.uint8)]
    for first in range(0, len(given), _PICTURES_AT_ONCE):
        levels = _levels(given[first : first + _PICTURES_AT_ONCE, ..., :3]) * (255 // white)
        small = torch.einsum("ih,nhwc,jw->nijc", down, levels, across)
        made.append(small.round().clamp(0, 255).to(torch.uint8).expand(-1, -1, -1, 3))
    return torch.cat(made).numpy()


def _checked(pictures: Any) -> Any:
    """An array or a tensor ``(N, height, width, channels)``."""
    given = pictures.detach() if isinstance(pictures, Tensor) else np.asarray(pictures)
    given = given[..., None] if given.ndim == 3 else given
    if given.ndim != 4 or given.shape[-1] not in (1, 3, 4) or 0 in given.shape[1:]:
        raise ShapeError.of("audit.no_pictures", where="near_duplicates", got=tuple(given.shape))
    return given


def _levels(pictures: Any) -> Tensor:
    if isinstance(pictures, Tensor):
        return pictures.to("cpu", torch.float32)
    return torch.from_numpy(np.array(pictures, dtype=np.float32))  # a copy, as torch wants no array that is read-only


@functools.lru_cache(maxsize=256)
def _coverage(side: int) -> Tensor:
    """How much each pixel of a thumbnail is made of each of ``side`` pixels, by the area under it: ``(16, side)``."""
    edges = torch.arange(SIDE + 1)[:, None] * side / SIDE
    pixels = torch.arange(side)
    covered = torch.minimum(pixels + 1, edges[1:]) - torch.maximum(pixels, edges[:-1])
    return covered.clamp(min=0) * SIDE / side
