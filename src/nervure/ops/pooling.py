"""Pooling: the maximum or the mean of each window, and the derivatives."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor
from torch.nn import functional

from nervure.kernels.torch_private import Window, average_pool_gradient, max_pool_gradient
from nervure.ops.channels import channels_first, channels_last
from nervure.ops.op import Op
from nervure.shapes import same_padding

Pair = tuple[int, int]

_NO_MARGINS = ((0, 0), (0, 0))


class MaxPoolingCache(NamedTuple):
    """What the backward pass of max pooling needs.

    Attributes:
        shape: of the input, (N, H, W, C).
        winners: (N, H', W', C), the place of each maximum in the picture (with its margins), row after row.
        window: how the window moves.
        margins: cells (top, bottom) and (left, right) that were added to the picture.
    """

    shape: tuple[int, ...]
    winners: Tensor
    window: Window
    margins: tuple[Pair, Pair]


def max_pooling_forward(
    x: Tensor, *, pool_size: Pair, strides: Pair, padding: str = "valid"
) -> tuple[Tensor, MaxPoolingCache]:
    r"""The maximum of each window; of equal ones the first.

    .. math:: y_{nhwc} = \max_{i,j} x_{n,\; h s + i - p,\; w s + j - p,\; c}

    Args:
        x: (N, H, W, C).
        pool_size: height and width of the window.
        strides: s, the steps of the window, down and right.
        padding: "valid": only windows inside the picture; "same": H' = H / s of them, laid as TensorFlow does; cells
            outside never win.

    Returns:
        y: (N, H', W', C), contiguous, and the cache.

    Source:
        Ranzato, Huang, Boureau and LeCun, "Unsupervised learning of invariant feature hierarchies with applications
        to object recognition" (2007), https://doi.org/10.1109/CVPR.2007.383157
    """
    window, margins = _placed(x, pool_size, strides, padding)
    picture = channels_first(_with_margins(x, margins, float("-inf")))
    y, winners = functional.max_pool2d(
        picture, window.size, window.strides, window.padding, ceil_mode=window.ceil_mode, return_indices=True
    )
    return channels_last(y), MaxPoolingCache(tuple(x.shape), channels_last(winners), window, margins)


def max_pooling_backward(dy: Tensor, cache: MaxPoolingCache) -> tuple[Tensor]:
    """``dx``: each ``dy`` goes to the place where its maximum stood; where windows overlap they add up."""
    dpicture = max_pool_gradient(
        channels_first(dy),
        _empty_picture(dy, cache.shape, cache.margins),
        channels_first(cache.winners),
        cache.window,
    )
    return (_without_margins(dpicture, cache.shape, cache.margins),)


class AveragePoolingCache(NamedTuple):
    """What the backward pass of average pooling needs.

    Attributes:
        shape: of the input, (N, H, W, C).
        window: how the window moves.
        margins: cells (top, bottom) and (left, right) that were added to the picture.
        correction: (H', W', 1), the size of the window by the cells inside the picture, where margins were added.
    """

    shape: tuple[int, ...]
    window: Window
    margins: tuple[Pair, Pair]
    correction: Tensor | None


def average_pooling_forward(
    x: Tensor, *, pool_size: Pair, strides: Pair, padding: str = "valid"
) -> tuple[Tensor, AveragePoolingCache]:
    r"""The mean of each window.

    .. math:: y_{nhwc} = \frac{1}{k_{hw}} \sum_{i,j} x_{n,\; h s + i - p,\; w s + j - p,\; c}

    where k counts the cells of the window that lie inside the picture.

    Args:
        x: (N, H, W, C).
        pool_size: height and width of the window.
        strides: s, the steps of the window, down and right.
        padding: "valid": only windows inside the picture; "same": H' = H / s of them, laid as TensorFlow does.

    Returns:
        y: (N, H', W', C), contiguous, and the cache.

    Source:
        LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition" (1998),
        https://doi.org/10.1109/5.726791
    """
    window, margins = _placed(x, pool_size, strides, padding)
    picture = channels_first(_with_margins(x, margins, 0.0))
    y = functional.avg_pool2d(
        picture, window.size, window.strides, window.padding, ceil_mode=window.ceil_mode, count_include_pad=False
    )
    y, correction = channels_last(y), None
    if margins != _NO_MARGINS:
        # torch counts the added cells too.
        correction = _correction(x, window, margins)
        y = y * correction
    return y, AveragePoolingCache(tuple(x.shape), window, margins, correction)


def average_pooling_backward(dy: Tensor, cache: AveragePoolingCache) -> tuple[Tensor]:
    """``dx``: every cell gets ``dy / k`` of each window that it lies in."""
    dy = dy if cache.correction is None else dy * cache.correction
    picture = _empty_picture(dy, cache.shape, cache.margins)
    dpicture = average_pool_gradient(channels_first(dy), picture, cache.window)
    return (_without_margins(dpicture, cache.shape, cache.margins),)


def _placed(x: Tensor, size: Pair, strides: Pair, padding: str) -> tuple[Window, tuple[Pair, Pair]]:
    """How torch's window moves, and the cells to add to the picture before it does."""
    if padding == "valid":
        return Window(size, strides), _NO_MARGINS
    (top, bottom), (left, right) = (same_padding(x.shape[1 + i], size[i], strides[i]) for i in (0, 1))
    # torch adds as much after as before, or lets the last window stick out; neither gives one cell more after than
    # before where the window moves by one.
    if (top != bottom and strides[0] == 1) or (left != right and strides[1] == 1):
        return Window(size, strides), ((top, bottom), (left, right))
    return Window(size, strides, (top, left), top != bottom or left != right), _NO_MARGINS


def _with_margins(x: Tensor, margins: tuple[Pair, Pair], value: float) -> Tensor:
    if margins == _NO_MARGINS:
        return x
    (top, bottom), (left, right) = margins
    return functional.pad(x, (0, 0, left, right, top, bottom), value=value)


def _empty_picture(dy: Tensor, shape: tuple[int, ...], margins: tuple[Pair, Pair]) -> Tensor:
    """Only a shape for torch: memory that nobody touches costs nothing."""
    num, height, width, channels = shape
    return dy.new_empty(num, height + sum(margins[0]), width + sum(margins[1]), channels).permute(0, 3, 1, 2)


def _without_margins(dpicture: Tensor, shape: tuple[int, ...], margins: tuple[Pair, Pair]) -> Tensor:
    (top, _), (left, _) = margins
    return channels_last(dpicture)[:, top : top + shape[1], left : left + shape[2]].contiguous()


def _correction(x: Tensor, window: Window, margins: tuple[Pair, Pair]) -> Tensor:
    inside = functional.pad(x.new_ones(x.shape[1:3]), (*margins[1], *margins[0]))
    share_inside = functional.avg_pool2d(inside[None, None], window.size, window.strides)
    return share_inside[0, 0, :, :, None].reciprocal()  # (H', W', 1)


MAX_POOLING = Op("max_pooling", max_pooling_forward, max_pooling_backward)
AVERAGE_POOLING = Op("average_pooling", average_pooling_forward, average_pooling_backward)
