"""Upsampling: each cell becomes several, by repetition or interpolation; and the derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import InputGradient, Op
from nervure.ops.precision import widened

Sizes = tuple[int, ...]


def _triangle(distance: Tensor) -> Tensor:
    return 1 - distance


def _keys(distance: Tensor) -> Tensor:
    near = (1.5 * distance - 2.5) * distance**2 + 1
    far = ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
    return torch.where(distance < 1, near, far)


def _lanczos(radius: int) -> Callable[[Tensor], Tensor]:
    return lambda distance: torch.sinc(distance) * torch.sinc(distance / radius)


# How many cells on each side contribute to a new one, and the kernel that weights them by distance.
INTERPOLATIONS: dict[str, tuple[int, Callable[[Tensor], Tensor]]] = {
    "bicubic": (2, _keys),
    "bilinear": (1, _triangle),
    "lanczos3": (3, _lanczos(3)),
    "lanczos5": (5, _lanczos(5)),
}


class UpsamplingCache(NamedTuple):
    """Cache for the backward pass of upsampling.

    Attributes:
        shape: the shape of the input, (N, H, W, C).
        size: the factors, along each axis.
        interpolation: "nearest", or a name of ``INTERPOLATIONS``.
    """

    shape: tuple[int, ...]
    size: Sizes
    interpolation: str


def upsampling_forward(x: Tensor, *, size: Sizes, interpolation: str = "nearest") -> tuple[Tensor, UpsamplingCache]:
    r"""Enlarges an image to s times as many rows and columns.

    .. math::
        \text{nearest: } y_{nhwc} = x_{n, \lfloor h / s \rfloor, \lfloor w / s \rfloor, c} \qquad
        \text{else, along each axis: } y_h = \frac{\sum_i k(|i - g|)\, x_i}{\sum_i k(|i - g|)}, \quad
        g = \frac{h + 1/2}{s} - \frac12

    with the kernel k of the interpolation, and i over the cells inside the image.

    Args:
        x: (N, H, W, C); there may be any number of axes between the first and the last.
        size: s, along each of these axes.
        interpolation: "nearest", "bilinear" (k is a triangle), "bicubic" (Keys' cubic, a = -1/2) or "lanczos3",
            "lanczos5" (windowed sines).

    Returns:
        y: (N, H s, W s, C), contiguous, and the cache.

    Source:
        Keys, "Cubic convolution interpolation for digital image processing" (1981),
        https://doi.org/10.1109/TASSP.1981.1163711; Duchon, "Lanczos filtering in one and two dimensions" (1979),
        https://doi.org/10.1175/1520-0450(1979)018<1016:LFIOAT>2.0.CO;2
    """
    cache = UpsamplingCache(tuple(x.shape), size, interpolation)
    if interpolation == "nearest":
        apart, repeated = _blocks(cache)
        return x.reshape(apart).expand(repeated).reshape(_result(cache)), cache
    y = widened(x)
    for axis, factor in enumerate(size, start=1):
        y = _interpolated(y, axis, factor, interpolation) if factor > 1 else y
    return y.to(x.dtype).contiguous(), cache


def upsampling_backward(dy: Tensor, cache: UpsamplingCache) -> InputGradient:
    """``dx``: each cell gets from each ``dy`` the share that it contributed to the value."""
    if cache.interpolation == "nearest":
        _, repeated = _blocks(cache)
        return InputGradient(dy.reshape(repeated).sum(tuple(range(2, len(repeated), 2))))
    dx = widened(dy)
    for axis, factor in enumerate(cache.size, start=1):
        dx = _interpolated_backward(dx, axis, cache.shape[axis], factor, cache.interpolation) if factor > 1 else dx
    return InputGradient(dx.to(dy.dtype))


def _blocks(cache: UpsamplingCache) -> tuple[list[int], list[int]]:
    """The shapes (N, H, 1, W, 1, C) and (N, H, s, W, s, C)."""
    num, *sizes, channels = cache.shape
    apart = [each for size in sizes for each in (size, 1)]
    repeated = [each for pair in zip(sizes, cache.size, strict=True) for each in pair]
    return [num, *apart, channels], [num, *repeated, channels]


def _result(cache: UpsamplingCache) -> list[int]:
    num, *sizes, channels = cache.shape
    return [num, *(size * factor for size, factor in zip(sizes, cache.size, strict=True)), channels]


def _interpolated(x: Tensor, axis: int, factor: int, interpolation: str) -> Tensor:
    cells, shares = _shares(x, axis, x.shape[axis], factor, interpolation)
    y = x.index_select(axis, cells[0]) * shares[0]
    for cell, share in zip(cells[1:], shares[1:], strict=True):
        y += x.index_select(axis, cell) * share
    return y


def _interpolated_backward(dy: Tensor, axis: int, size: int, factor: int, interpolation: str) -> Tensor:
    cells, shares = _shares(dy, axis, size, factor, interpolation)
    dx = dy.new_zeros(*dy.shape[:axis], size, *dy.shape[axis + 1 :])
    for cell, share in zip(cells, shares, strict=True):
        dx.index_add_(axis, cell, dy * share)
    return dx


def _shares(like: Tensor, axis: int, size: int, factor: int, interpolation: str) -> tuple[Tensor, Tensor]:
    """Which cells of the old axis contribute to each new cell, and their shares: two tensors (2 radius, new size)."""
    radius, kernel = INTERPOLATIONS[interpolation]
    # In float64, which not every device supports: a rounding error could move a position to the other side of a cell.
    place = (torch.arange(size * factor, dtype=torch.float64) + 0.5) / factor - 0.5
    cells = torch.floor(place - radius) + torch.arange(1, 2 * radius + 1)[:, None]
    shares = kernel((cells - place).abs()) * ((cells >= 0) & (cells < size))
    shares = (shares / shares.sum(0)).to(like.dtype).to(like.device)
    # Cells outside have a share of 0; any inside cell may take their place.
    cells = cells.clamp(0, size - 1).long().to(like.device)
    return cells, shares.view(*shares.shape, *(1,) * (like.ndim - 1 - axis))


UPSAMPLING = Op("upsampling", upsampling_forward, upsampling_backward)
