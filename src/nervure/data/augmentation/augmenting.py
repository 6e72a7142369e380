r"""Augments a batch of images at once: flips, affine and elastic maps, light, erased parts.

Each pixel of the new image samples a position in the old one, with bilinear interpolation of the four pixels around it.
The position follows from the affine map and the elastic grid drawn for the image. Levels then change by

.. math::
    y = b \, \bigl( c \, (s \, x + (1 - s) \, g(x)) + (1 - c) \, m \bigr)

with the factors :math:`b, c, s` of brightness, contrast and saturation, the gray :math:`g(x)` of the pixel and the mean
:math:`m` of the image, clipped to the range of the data if that is known.

Every pixel is a fixed sequence of sums and products, independent of the other images, so that an image has the same
bits in a batch of any size and with any number of threads. For this, means are summed in float64.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import grid_sample

from nervure.data.augmentation.augmentation import FILL_MODES, Augmentation
from nervure.data.augmentation.draws import NODES, Draws, Rectangles

Range = tuple[float, float]

_GRAY = (0.299, 0.587, 0.114)  # perceived brightness of red, green and blue (ITU-R BT.601)
_COLORS = len(_GRAY)
_NODE_WIDTH = 0.6  # the reach of a node of the elastic grid, in node spacings


def augment(pictures: Tensor, settings: Augmentation, drawn: Draws, value_range: Range) -> Tensor:
    """Images changed according to ``drawn``.

    Args:
        pictures: ``(N, H, W, channels)``; the fourth of four channels is transparency, whose levels do not change.
        settings: which changes to make, and what fills the area beyond the edges.
        drawn: the random draws of each image.
        value_range: the lowest and the highest level of colors.

    Returns:
        ``(N, H, W, channels)``, float32, or float64 if the images are; a new tensor, channels last in memory.

    Examples:
        >>> from nervure.data.augmentation.draws import draws
        >>> settings = Augmentation(horizontal_flip=True)
        >>> drawn = draws(settings, 2, np.arange(4), (1, 2))
        >>> augment(torch.tensor([[[[0], [9]]]] * 4), settings, drawn, (0, 255))[:, 0, :, 0].tolist()
        [[9.0, 0.0], [0.0, 9.0], [9.0, 0.0], [0.0, 9.0]]
    """
    dtype = torch.float64 if pictures.dtype == torch.float64 else torch.float32
    planes = _flipped(pictures.permute(0, 3, 1, 2), settings, drawn).to(dtype)  # (N, C, H, W)
    if settings.changes_places:
        grid = _places(settings, drawn, (planes.shape[2], planes.shape[3])).to(planes.device, dtype)
        planes = grid_sample(planes, grid, "bilinear", FILL_MODES[settings.fill_mode], align_corners=False)
    if settings.changes_colours or settings.erasing:
        means = _means(pictures)  # (N, C, 1, 1)
        if settings.changes_colours:
            middle = means[:, :_COLORS].mean(1, keepdim=True)  # (N, 1, 1, 1)
            planes, means = (_colored(each, middle, drawn, value_range) for each in (planes, means))
        if settings.erasing:
            planes = torch.where(_erased(drawn.erased, planes), means.to(dtype), planes)
    return planes.permute(0, 2, 3, 1).contiguous()


def _means(pictures: Tensor) -> Tensor:
    """The mean of each channel of each image, float64 ``(N, C, 1, 1)``."""
    size = pictures.shape[1] * pictures.shape[2]
    return (pictures.sum((1, 2), dtype=torch.float64) / size)[:, :, None, None]


def _flipped(planes: Tensor, settings: Augmentation, drawn: Draws) -> Tensor:
    flips = ((settings.horizontal_flip, drawn.is_mirrored, 3), (settings.vertical_flip, drawn.is_upside_down, 2))
    for is_asked, is_flipped, axis in flips:
        if is_asked:
            chosen = torch.from_numpy(is_flipped).to(planes.device)[:, None, None, None]
            planes = torch.where(chosen, planes.flip(axis), planes)
    return planes


def _places(settings: Augmentation, drawn: Draws, size: tuple[int, int]) -> Tensor:
    """The sampling position of each new pixel: ``(N, H, W, 2)``, right and down, from -1 to 1 between the edges."""
    height, width = size
    columns, rows = np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2
    right = columns - drawn.shift[:, 0, None]  # (N, W)
    down = rows - drawn.shift[:, 1, None]  # (N, H)
    grid = torch.empty((len(right), height, width, 2))
    bent = _bent(settings, drawn.bends, size) if settings.elastic else None  # (N, 2, H, W)
    for axis, side in ((0, width), (1, height)):
        matrix = drawn.matrix[:, axis, :, None] * (2 / side)  # (N, 2, 1)
        along, across = _narrow(matrix[:, 0] * right), _narrow(matrix[:, 1] * down)
        torch.add(along[:, None, :], across[:, :, None], out=grid[..., axis])
        if bent is not None:
            grid[..., axis] += bent[:, axis]
    return grid


def _bent(settings: Augmentation, bends: NDArray[np.float64], size: tuple[int, int]) -> Tensor:
    """The displacement of each pixel, ``(N, 2, H, W)``, as a fraction of half a side: means of nearby nodes."""
    nodes = _narrow(2 * settings.elastic * bends)
    down, right = (_narrow(_felt(side)) for side in size)  # (H, NODES), (W, NODES)
    # Summed node by node: the summation order of a matrix product may depend on the number of images.
    rows = sum(nodes[:, :, node, None, :] * down[:, node, None] for node in range(NODES))  # (N, 2, H, NODES)
    assert isinstance(rows, Tensor)
    bent = rows[..., 0, None] * right[:, 0]
    for node in range(1, NODES):
        bent += rows[..., node, None] * right[:, node]
    return bent


def _felt(side: int) -> NDArray[np.float64]:
    """Node weights at each pixel, ``(side, NODES)``, summing to 1, so that no pixel moves further than a node."""
    place = (np.arange(side) + 0.5) / side * (NODES - 1)
    weight = np.exp(-0.5 * ((place[:, None] - np.arange(NODES)) / _NODE_WIDTH) ** 2)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _colored(planes: Tensor, middle: Tensor, drawn: Draws, value_range: Range) -> Tensor:
    """Levels ``(N, C, H, W)`` in different light; ``middle`` ``(N, 1, 1, 1)`` is the level that contrast preserves."""
    of_level, of_middle, saturation = (
        torch.from_numpy(each).to(planes.device, planes.dtype)[:, None, None, None]
        for each in (drawn.brightness * drawn.contrast, drawn.brightness * (1 - drawn.contrast), drawn.saturation)
    )
    colors = planes[:, :_COLORS]
    if colors.shape[1] == _COLORS:
        red, green, blue = (colors[:, place : place + 1] for place in range(_COLORS))
        gray = red * _GRAY[0] + green * _GRAY[1] + blue * _GRAY[2]  # (N, 1, H, W)
        colors = colors * saturation + gray * (1 - saturation)
    colors = (colors * of_level + middle.to(planes.dtype) * of_middle).clamp_(*value_range)
    return colors if planes.shape[1] <= _COLORS else torch.cat((colors, planes[:, _COLORS:]), dim=1)


def _erased(where: Rectangles, planes: Tensor) -> Tensor:
    """Which pixels are erased: ``(N, 1, H, W)``."""
    rows, columns = ((np.arange(side) + 0.5) / side for side in planes.shape[2:])
    is_row = (rows >= where.top[:, None]) & (rows < where.bottom[:, None])  # (N, H)
    is_column = (columns >= where.left[:, None]) & (columns < where.right[:, None])  # (N, W)
    is_erased = torch.from_numpy(is_row)[:, None, :, None] & torch.from_numpy(is_column)[:, None, None, :]
    return is_erased.to(planes.device)


def _narrow(values: NDArray[Any]) -> Tensor:
    return torch.from_numpy(np.asarray(values, dtype=np.float32))
