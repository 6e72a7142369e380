"""Max pooling of images and volumes. The native body keeps the winner in one byte per window where it can.

Images are in torch's layout, ``(N, C, H, W)``, volumes ``(N, C, D, H, W)``; channels are last in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import torch
from torch import Tensor
from torch.nn import functional

from nervure.kernels.native import compiled
from nervure.kernels.torch_private import Window, max_pool_gradient

_NAMES = {torch.float32: "float32", torch.float64: "float64", torch.bfloat16: "bfloat16"}
_PICTURE = 4
# The position of a cell in its window is kept in one byte.
_MOST_CELLS = 256
_max_pool: dict[int, Callable[..., tuple[Tensor, Tensor]]] = {4: functional.max_pool2d, 5: functional.max_pool3d}


def max_pool(x: Tensor, window: Window) -> tuple[Tensor, Tensor]:
    """The maximum of each window, the first of equal ones; NaN counts as larger than all.

    Args:
        x: (N, C, H, W).
        window: how the window moves.

    Returns:
        y: (N, C, H', W'), and the winners for :func:`max_pool_gradients`, shaped like y: the position of each in its
        window as a byte, or in the image as torch counts.

    Examples:
        >>> x = torch.arange(4.0).view(1, 1, 2, 2)
        >>> max_pool(x, Window((2, 2), (2, 2)))[0].tolist()
        [[[[3.0]]]]
    """
    module = _native_for(x, window)
    if module is None:
        return max_pool_in_torch(x, window)
    rows = x.detach().permute(0, 2, 3, 1)
    down, across = _axes(x.shape, window)
    y = rows.new_empty(x.shape[0], down[1], across[1], x.shape[1])
    winners = torch.empty_like(y, dtype=torch.uint8)
    body = getattr(module, "max_pool_" + _NAMES[x.dtype])
    body(rows, x.shape[0], down, across, x.shape[1], y, winners, torch.get_num_threads())
    return y.permute(0, 3, 1, 2), winners.permute(0, 3, 1, 2)


def max_pool_gradients(dy: Tensor, winners: Tensor, shape: tuple[int, ...], window: Window) -> Tensor:
    """The gradient of x: each ``dy`` at the position of its maximum; where windows overlap, the gradients add up.

    Args:
        dy: (N, C, H', W').
        winners: from :func:`max_pool`.
        shape: the shape of x, (N, C, H, W).
        window: how the window moved.
    """
    if winners.dtype != torch.uint8:
        last = (0, *range(2, len(shape)), 1)
        picture = dy.new_empty([shape[axis] for axis in last])  # only its shape counts: not touched
        return max_pool_gradient(dy, picture.permute(0, -1, *range(1, len(shape) - 1)), winners, window)
    module = compiled()
    assert module is not None, "winners in bytes come from the native body"
    down, across = _axes(shape, window)
    dx = dy.new_empty(shape[0], shape[2], shape[3], shape[1])
    body = getattr(module, "max_pool_gradient_" + _NAMES[dy.dtype])
    upstream = dy.detach().permute(0, 2, 3, 1).contiguous()
    body(upstream, winners.permute(0, 2, 3, 1), shape[0], down, across, shape[1], dx, torch.get_num_threads())
    return dx.permute(0, 3, 1, 2)


def max_pool_in_torch(x: Tensor, window: Window) -> tuple[Tensor, Tensor]:
    """The torch body of :func:`max_pool`, for every device and dtype."""
    size, strides, padding, ceil_mode = window
    return _max_pool[x.ndim](x, size, strides, padding, ceil_mode=ceil_mode, return_indices=True)


def _native_for(x: Tensor, window: Window) -> ModuleType | None:
    """The compiled module if it has a body for these images: channels last, contiguous."""
    if x.ndim != _PICTURE or x.dtype not in _NAMES or x.device.type != "cpu" or not x.numel():
        return None
    cells = window.size[0] * window.size[1]
    is_one_run = x.permute(0, 2, 3, 1).is_contiguous()
    return compiled() if is_one_run and cells <= _MOST_CELLS else None


Axis = tuple[int, int, int, int, int]


def _axes(shape: tuple[int, ...], window: Window) -> tuple[Axis, Axis]:
    """For each axis of an image: cells, windows, window size, stride, cells of the first window that are outside."""
    down, across = (
        (cells, _windows(cells, size, stride, before, window.ceil_mode), size, stride, before)
        for cells, size, stride, before in zip(shape[2:], window.size, window.strides, window.padding, strict=True)
    )
    return down, across


def _windows(cells: int, size: int, stride: int, before: int, ceil_mode: bool) -> int:
    """How many windows torch places: with ``ceil_mode``, also one that extends past the edge, if it starts inside."""
    room = cells + 2 * before - size
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    return count if (count - 1) * stride < cells + before else count - 1
