"""When two pictures show the same: judged by their edges, beside how near other pictures of the set come."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from nervure.randomness import fold, permutation, stream_id

# Set by looking at pairs of cartoon frames, photographs, digits, and garments that were drawn for it.
_OF_REFERENCE, _SURE, MOST = 0.55, 0.01, 0.25
_NEAREST, _NEAREST_SHARE, _FEWEST_NEAREST = 20, 0.02, 6
_SAMPLE = 1024
_FEW = 500
_NOTHING_IN_COMMON = 0.95
OF_MIRRORED = 0.5
_FAINT = 2.0  # levels from pixel to pixel: below it, two pictures are told apart by noise alone
_BRIGHTER, _SAME = 96 / 255, 2 / 255
_OF_COLOR = 1.0
_OF_CONTRAST, _OF_GROUND, _OF_MIRRORED_SCENE = 0.1, 0.45, 0.25
_FLOOR = 8 / 255  # contrast, likewise
# The border of a ground that shows something: its contrast, its share of the whole, how much of it may be of one level.
_SHOWN, _SHOWN_SHARE, _LEVEL, _EVEN_SHARE = 16 / 255, 0.5, 8 / 255, 0.3
_ROWS = 1024

Rows = Tensor


class View(NamedTuple):
    """Pictures as they are, or their mirror images.

    Attributes:
        edges: how brightness changes from pixel to pixel, at most of length 1: ``(N, 450)``.
        levels: brightness and colours; squared distances are mean squared differences, ``(N, n)``.
        colors: the colours alone, likewise.
    """

    edges: Rows
    levels: Rows
    colors: Rows


class Seen(NamedTuple):
    """What is compared of the pictures of a set.

    Attributes:
        plain: the pictures as they are.
        mirrored: their mirror images.
        tolerance: how far the edges of each may be from those of a copy, ``(N,)``.
        brightness: the mean level of each, 0 to 1.
        contrast: the variance of brightness and colours of each, and a little more.
        ground: what the levels of each may differ by in the same scene.
        mirrored_ground: what they may differ by from those of a mirrored one.
        shows_ground: whether its border shows something.
        is_scene: whether it shows so much that another picture with the same ground shows the same scene.
    """

    plain: View
    mirrored: View
    tolerance: Tensor
    brightness: Tensor
    contrast: Tensor
    ground: Tensor
    mirrored_ground: Tensor
    shows_ground: Tensor
    is_scene: Tensor

    @classmethod
    def of(cls, thumbnails: NDArray[np.uint8]) -> Seen:
        """Of thumbnails ``(N, 16, 16, 3)``."""
        pixels = torch.from_numpy(thumbnails).to(torch.float32).permute(0, 3, 1, 2) / 255  # (N, 3, 16, 16)
        planes = _planes(pixels)
        plain, mirrored = _view(planes), _view([plane.flip(-1) for plane in planes])
        contrast = torch.stack([_variance(plane.flatten(2)) for plane in planes]).sum(0)
        border = torch.stack([_variance(_border(plane)) for plane in planes]).sum(0)
        tolerance, far_apart = _tolerance(plain.edges)
        shows_ground = (border > _SHOWN_SHARE * contrast) & (border > _SHOWN**2)
        if len(thumbnails) < _FEW:  # too few to tell how near signs of one kind come to each other
            tolerance = torch.where(shows_ground, tolerance, tolerance.clamp(max=_SURE))
        is_scene = shows_ground & (_even_share(_border(planes[0])[:, 0]) <= _EVEN_SHARE) & far_apart
        clear = contrast + _FLOOR**2
        ground = _OF_CONTRAST**2 * clear + _OF_GROUND**2 * torch.minimum(contrast, border)
        brightness = planes[0].mean((1, 2, 3))
        of_mirrored = _OF_MIRRORED_SCENE**2 * clear
        return cls(plain, mirrored, tolerance, brightness, clear, ground, of_mirrored, shows_ground, is_scene)

    def alike(self, ones: Tensor, others: Tensor, times: float = 1.0) -> Tensor:
        """Which pairs of pictures show the same, as they are or one of them mirrored.

        Args:
            ones: places of pictures; one place for all, or as many as ``others``.
            others: places of pictures.
            times: how many times as far apart they may be.
        """
        limit = times * torch.minimum(self.tolerance[ones], self.tolerance[others])
        found = self._copies(ones, others, self.plain, limit)
        found = found | self._scenes(ones, others, self.plain, times * self.ground)
        show = self.shows_ground[ones] & self.shows_ground[others]
        if bool(show.any()):
            mirrored = self._copies(ones, others, self.mirrored, OF_MIRRORED * limit)
            found = found | (show & mirrored)
            found = found | self._scenes(ones, others, self.mirrored, times * self.mirrored_ground)
        return found

    def distances(self, ones: Tensor, others: Tensor) -> Tensor:
        """How far apart the edges of pairs are, as they are or one of them mirrored."""
        plain, mirrored = (_half_square(self.plain.edges[ones], view.edges[others]) for view in self[:2])
        show = self.shows_ground[ones] & self.shows_ground[others]
        return torch.where(show, torch.minimum(plain, mirrored), plain)

    def _copies(self, ones: Tensor, others: Tensor, view: View, limit: Tensor) -> Tensor:
        is_near = _half_square(self.plain.edges[ones], view.edges[others]) <= limit
        # Nothing but its level tells one blank picture from another.
        clear = torch.minimum(self.plain.edges[ones].norm(dim=1), view.edges[others].norm(dim=1))
        brighter = (self.brightness[ones] - self.brightness[others]).abs() <= _SAME + (_BRIGHTER - _SAME) * clear
        other_color = (self.plain.colors[ones] - view.colors[others]).square().sum(1)
        same_color = other_color <= _OF_COLOR**2 * torch.minimum(self.contrast[ones], self.contrast[others])
        return is_near & brighter & same_color

    def _scenes(self, ones: Tensor, others: Tensor, view: View, allowed: Tensor) -> Tensor:
        apart = (self.plain.levels[ones] - view.levels[others]).square().sum(1)
        same_ground = 2 * apart <= allowed[ones] + allowed[others]
        return self.is_scene[ones] & self.is_scene[others] & same_ground


def _planes(pixels: Tensor) -> list[Tensor]:
    """Brightness, and colours at half the size where there are any."""
    red, green, blue = (pixels[:, channel : channel + 1] for channel in range(3))
    brightness = 0.299 * red + 0.587 * green + 0.114 * blue  # (N, 1, 16, 16)
    if bool((red == green).all() and (green == blue).all()):
        return [brightness]
    return [brightness, F.avg_pool2d(torch.cat((red - brightness, blue - brightness), dim=1), 2)]  # (N, 2, 8, 8)


def _view(planes: list[Tensor]) -> View:
    brightness = planes[0][:, 0]  # (N, 16, 16)
    down, across = brightness[:, 1:] - brightness[:, :-1], brightness[:, :, 1:] - brightness[:, :, :-1]
    changes = torch.cat((across[:, :-1].flatten(1), down[:, :, :-1].flatten(1)), dim=1)  # (N, 450)
    least = _FAINT / 255 * changes.shape[1] ** 0.5
    edges = changes / changes.norm(dim=1, keepdim=True).clamp(min=least)
    colors = _rows(planes[1:]) if len(planes) > 1 else brightness.new_zeros(len(brightness), 1)
    return View(edges, _rows(planes), colors)


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


def _even_share(border: Tensor) -> Tensor:
    """The largest share of the pixels ``(N, pixels)`` that are of about one level."""
    ordered = border.sort(1).values
    upper = torch.searchsorted(ordered, ordered + 2 * _LEVEL, right=True)
    return (upper - torch.arange(border.shape[1])).amax(1) / border.shape[1]


def _half_square(ones: Tensor, others: Tensor) -> Tensor:
    """0 for edges that are the same but for contrast, 1 for those that have nothing in common."""
    return (ones - others).square().sum(1) / 2


def _tolerance(edges: Tensor) -> tuple[Tensor, Tensor]:
    """How far the edges of a copy may be, ``(N,)``; and whether most pictures of the set have nothing in common.

    The farther the twentieth or so nearest picture is, the less another one comes near by chance. It is looked for in
    a sample, which is enough, as few places more or less do not matter.
    """
    count = len(edges)
    chosen = permutation(fold(0, stream_id("alike"), 0), count)[:_SAMPLE].sort().values
    others = edges[chosen]
    nearest = min(max(_FEWEST_NEAREST, round(_NEAREST_SHARE * count)), _NEAREST) * len(chosen) / count
    rank = min(max(2, round(nearest)), max(1, len(chosen) // 2))
    found, middles = [], []
    for first in range(0, count, _ROWS):
        some = edges[first : first + _ROWS]
        apart = (some.square().sum(1)[:, None] + others.square().sum(1) - 2 * some @ others.T) / 2
        places = torch.arange(first, first + len(some))[:, None]
        apart.masked_fill_(places == chosen, torch.inf)
        found.append(apart.kthvalue(min(rank, len(chosen)), dim=1).values)
        middles.append(apart.median(1).values)
    reference = torch.cat(found).clamp(0, 1)
    tolerance = (_OF_REFERENCE * reference**3).clamp(_SURE, MOST)
    return tolerance, torch.cat(middles).median() >= _NOTHING_IN_COMMON
