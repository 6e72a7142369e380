"""When two images show the same: compares their edges, relative to the distances to other images of the set."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from nervure.randomness import fold, permutation, stream_id

# Tuned by inspecting sampled pairs of cartoon frames, photographs, digits, and garments.
_OF_REFERENCE, _SURE, MOST = 0.55, 0.01, 0.25
_NEAREST, _NEAREST_SHARE, _FEWEST_NEAREST = 20, 0.02, 6
_SAMPLE = 1024
_FEW = 500
_NOTHING_IN_COMMON = 0.95
OF_MIRRORED = 0.5
_FAINT = 2.0  # levels from pixel to pixel: below it, two images differ only by noise
_BRIGHTER, _SAME = 96 / 255, 2 / 255
_OF_COLOR = 1.0
_OF_CONTRAST, _OF_GROUND, _OF_MIRRORED_SCENE = 0.1, 0.45, 0.25
_FLOOR = 8 / 255  # the same for contrast
# A border shows something by these limits: its contrast, relative to the whole image, and the maximum share of one
# level.
_SHOWN, _SHOWN_SHARE, _LEVEL, _EVEN_SHARE = 16 / 255, 0.5, 8 / 255, 0.3
_ROWS = 1024

Rows = Tensor


class View(NamedTuple):
    """Features of images, or of their mirror images.

    Attributes:
        edges: the differences of brightness from pixel to pixel, with norm at most 1: ``(N, 450)``.
        levels: brightness and colors; squared distances are mean squared differences, ``(N, n)``.
        colors: the same for colors alone.
    """

    edges: Rows
    levels: Rows
    colors: Rows


class Seen(NamedTuple):
    """The features by which images of a set are compared.

    Attributes:
        plain: features of the images.
        mirrored: features of their mirror images.
        tolerance: the maximum distance of edges between an image and a copy, ``(N,)``.
        brightness: the mean level of each, 0 to 1.
        contrast: the variance of brightness and colors of each, plus a small constant.
        ground: the maximum difference of levels within the same scene.
        mirrored_ground: the same limit for a mirrored image.
        shows_ground: whether the border of each shows something.
        is_scene: whether the border shows enough that another image with the same background shows the same scene.
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
        """From thumbnails ``(N, 16, 16, 3)``."""
        pixels = torch.from_numpy(thumbnails).to(torch.float32).permute(0, 3, 1, 2) / 255  # (N, 3, 16, 16)
        planes = _planes(pixels)
        plain, mirrored = _view(planes), _view([plane.flip(-1) for plane in planes])
        contrast = torch.stack([_variance(plane.flatten(2)) for plane in planes]).sum(0)
        border = torch.stack([_variance(_border(plane)) for plane in planes]).sum(0)
        tolerance, far_apart = _tolerance(plain.edges)
        shows_ground = (border > _SHOWN_SHARE * contrast) & (border > _SHOWN**2)
        if len(thumbnails) < _FEW:  # too few to estimate how similar symbols of one kind are
            tolerance = torch.where(shows_ground, tolerance, tolerance.clamp(max=_SURE))
        is_scene = shows_ground & (_even_share(_border(planes[0])[:, 0]) <= _EVEN_SHARE) & far_apart
        clear = contrast + _FLOOR**2
        ground = _OF_CONTRAST**2 * clear + _OF_GROUND**2 * torch.minimum(contrast, border)
        brightness = planes[0].mean((1, 2, 3))
        of_mirrored = _OF_MIRRORED_SCENE**2 * clear
        return cls(plain, mirrored, tolerance, brightness, clear, ground, of_mirrored, shows_ground, is_scene)

    def alike(self, ones: Tensor, others: Tensor, times: float = 1.0) -> Tensor:
        """Which pairs of images show the same, directly or with one of them mirrored.

        Args:
            ones: indices of images; one for all, or as many as ``others``.
            others: indices of images.
            times: a factor on the allowed distance.
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
        """The edge distance of pairs, directly or with one of them mirrored."""
        plain, mirrored = (_half_square(self.plain.edges[ones], view.edges[others]) for view in self[:2])
        show = self.shows_ground[ones] & self.shows_ground[others]
        return torch.where(show, torch.minimum(plain, mirrored), plain)

    def _copies(self, ones: Tensor, others: Tensor, view: View, limit: Tensor) -> Tensor:
        is_near = _half_square(self.plain.edges[ones], view.edges[others]) <= limit
        # Blank images differ only in their level.
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
    """Brightness, and colors at half the size if there are any."""
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
    """Planes as one row per image, scaled so that each plane contributes its mean, regardless of its size."""
    return torch.cat([(plane - _middle(plane)).flatten(1) / plane.shape[-1] for plane in planes], dim=1)


def _middle(plane: Tensor) -> Tensor:
    """The mean image, made mirror-symmetric, which is subtracted from all images to preserve precision."""
    mean = plane.mean(0)
    return (mean + mean.flip(-1)) / 2


def _border(plane: Tensor) -> Tensor:
    """The pixels along the border, ``(N, channels, pixels)``."""
    sides = (plane[:, :, 0], plane[:, :, -1], plane[:, :, 1:-1, 0], plane[:, :, 1:-1, -1])
    return torch.cat(sides, dim=2)


def _variance(values: Tensor) -> Tensor:
    """The sum of the channel variances of ``(N, channels, pixels)``: ``(N,)``."""
    return values.var(2, correction=0).sum(1)


def _even_share(border: Tensor) -> Tensor:
    """The largest share of the pixels ``(N, pixels)`` with about one level."""
    ordered = border.sort(1).values
    upper = torch.searchsorted(ordered, ordered + 2 * _LEVEL, right=True)
    return (upper - torch.arange(border.shape[1])).amax(1) / border.shape[1]


def _half_square(ones: Tensor, others: Tensor) -> Tensor:
    """0 for edges that differ only in contrast, 1 for edges that have nothing in common."""
    return (ones - others).square().sum(1) / 2


def _tolerance(edges: Tensor) -> tuple[Tensor, Tensor]:
    """The maximum edge distance of a copy, ``(N,)``; and whether most images of the set have nothing in common.

    The farther away the nearest image of about rank twenty is, the less likely another image is near by chance. A
    sample suffices to find it, since the exact rank does not matter.
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
