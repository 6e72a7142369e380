"""Pooling: the maximum or the mean of each window, and the derivatives."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor
from torch.nn import functional

from nervure.kernels.pooling import max_pool, max_pool_gradients
from nervure.kernels.torch_private import Window, average_pool_gradient
from nervure.ops.channels import at_least_two, channels_first, channels_last
from nervure.ops.margins import Margins, with_margins, without_margins
from nervure.ops.op import InputGradient, Op
from nervure.shapes import same_padding

Sizes = tuple[int, ...]

_VOLUME = 5


class MaxPoolingCache(NamedTuple):
    """Cache for the backward pass of max pooling.

    Attributes:
        shape: the shape of the input, (N, H, W, C).
        winners: (N, H', W', C), the position of each maximum: in the window as a byte, row by row, or in the image
            (with its margins) as torch counts.
        window: how the window moves.
        margins: cells that were added to the image before and after each axis.
    """

    shape: tuple[int, ...]
    winners: Tensor
    window: Window
    margins: Margins


def max_pooling_forward(
    x: Tensor, *, pool_size: Sizes, strides: Sizes, padding: str = "valid"
) -> tuple[Tensor, MaxPoolingCache]:
    r"""The maximum of each window.

    .. math:: y_{nhwc} = \max_{i,j} x_{n,\; h s + i - p,\; w s + j - p,\; c}

    Sequences (N, T, C) have one of these axes, volumes (N, D, H, W, C) three; so then do pool_size and strides.

    Args:
        x: (N, H, W, C).
        pool_size: the sizes of the window.
        strides: s, the strides of the window along each axis.
        padding: "valid": only windows inside the image; "same": H' = H / s windows, placed as in TensorFlow; cells
            outside never win.

    Returns:
        y: (N, H', W', C), contiguous, and the cache.

    Source:
        Ranzato, Huang, Boureau and LeCun, "Unsupervised learning of invariant feature hierarchies with applications
        to object recognition" (2007), https://doi.org/10.1109/CVPR.2007.383157
    """
    window, margins = _placed(x, pool_size, strides, padding)
    picture = channels_first(with_margins(x, margins, float("-inf")))
    y, winners = max_pool(picture, window)
    cache = MaxPoolingCache(tuple(x.shape), channels_last(winners, x.ndim), window, margins)
    return channels_last(y, x.ndim), cache


def max_pooling_backward(dy: Tensor, cache: MaxPoolingCache) -> InputGradient:
    """``dx``: each ``dy`` goes to the position of its maximum; where windows overlap, the gradients add up."""
    picture = _empty_picture(dy, cache.shape, cache.margins)
    shape = tuple(picture.shape)
    dpicture = max_pool_gradients(channels_first(dy), channels_first(cache.winners), shape, cache.window)
    return InputGradient(without_margins(channels_last(dpicture, dy.ndim), cache.margins))


class AveragePoolingCache(NamedTuple):
    """Cache for the backward pass of average pooling.

    Attributes:
        shape: the shape of the input, (N, H, W, C).
        window: how the window moves.
        margins: cells that were added to the image before and after each axis.
        correction: (H', W', 1), the window size divided by the number of its cells inside the image, if margins were
            added.
    """

    shape: tuple[int, ...]
    window: Window
    margins: Margins
    correction: Tensor | None


class VolumeAveragePoolingCache(NamedTuple):
    """Cache for the backward pass of the average pooling of volumes.

    Attributes:
        shape: the shape of the input, (N, D, H, W, C).
        slices: the cache for pooling each slice, images (N D, H, W, C).
        depth: the cache for pooling along the first axis, images (N, D, H' W', C).
    """

    shape: tuple[int, ...]
    slices: AveragePoolingCache
    depth: AveragePoolingCache


def average_pooling_forward(
    x: Tensor, *, pool_size: Sizes, strides: Sizes, padding: str = "valid"
) -> tuple[Tensor, AveragePoolingCache | VolumeAveragePoolingCache]:
    r"""The mean of each window.

    .. math:: y_{nhwc} = \frac{1}{k_{hw}} \sum_{i,j} x_{n,\; h s + i - p,\; w s + j - p,\; c}

    where k counts the cells of the window that lie inside the image. Sequences (N, T, C) have one of these axes,
    volumes (N, D, H, W, C) three; so then do pool_size and strides.

    Args:
        x: (N, H, W, C).
        pool_size: the sizes of the window.
        strides: s, the strides of the window along each axis.
        padding: "valid": only windows inside the image; "same": H' = H / s windows, placed as in TensorFlow.

    Returns:
        y: (N, H', W', C), contiguous, and the cache.

    Source:
        LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition" (1998),
        https://doi.org/10.1109/5.726791
    """
    if x.ndim != _VOLUME:
        return _averaged(x, pool_size, strides, padding)
    # The mean of a box is the mean along its depth of the means of its slices: torch's own function for volumes copies
    # them to channels first and does not support bfloat16.
    num, depth, *_, channels = x.shape
    y, slices = _averaged(x.flatten(0, 1), pool_size[1:], strides[1:], padding)
    _, height, width, _ = y.shape
    y = y.view(num, depth, height * width, channels)
    y, along_depth = _averaged(y, (pool_size[0], 1), (strides[0], 1), padding)
    cache = VolumeAveragePoolingCache(tuple(x.shape), slices, along_depth)
    return y.view(num, y.shape[1], height, width, channels), cache


def average_pooling_backward(dy: Tensor, cache: AveragePoolingCache | VolumeAveragePoolingCache) -> InputGradient:
    """``dx``: every cell gets ``dy / k`` from each window that contains it."""
    if isinstance(cache, AveragePoolingCache):
        return InputGradient(_spread(dy, cache))
    height, width = dy.shape[2:4]
    dslices = _spread(dy.flatten(2, 3), cache.depth)  # (N, D, H' W', C)
    dx = _spread(dslices.view(-1, height, width, dy.shape[-1]), cache.slices)
    return InputGradient(dx.view(cache.shape))


def _averaged(x: Tensor, pool_size: Sizes, strides: Sizes, padding: str) -> tuple[Tensor, AveragePoolingCache]:
    window, margins = _placed(x, pool_size, strides, padding)
    picture = channels_first(with_margins(x, margins))
    y = functional.avg_pool2d(
        picture, window.size, window.strides, window.padding, ceil_mode=window.ceil_mode, count_include_pad=False
    )
    y, correction = channels_last(y, x.ndim), None
    if any(before or after for before, after in margins):
        # torch counts the added cells too.
        correction = _correction(x, window, margins)
        y = y * correction
    return y, AveragePoolingCache(tuple(x.shape), window, margins, correction)


def _spread(dy: Tensor, cache: AveragePoolingCache) -> Tensor:
    dy = dy if cache.correction is None else dy * cache.correction
    dpicture = average_pool_gradient(channels_first(dy), _empty_picture(dy, cache.shape, cache.margins), cache.window)
    return without_margins(channels_last(dpicture, dy.ndim), cache.margins)


def _placed(x: Tensor, size: Sizes, strides: Sizes, padding: str) -> tuple[Window, Margins]:
    """How torch's window moves, and the cells to add to the image first."""
    none = ((0, 0),) * len(size)
    margins = none if padding == "valid" else tuple(map(same_padding, x.shape[1:-1], size, strides))
    # torch pads both sides equally, or lets the last window extend past the edge; neither pads one cell more after than
    # before if the window moves by one.
    added = any(before != after and step == 1 for (before, after), step in zip(margins, strides, strict=True))
    zeros = tuple(0 if added else before for before, _ in margins)
    sticks_out = not added and any(before != after for before, after in margins)
    window = Window(at_least_two(size), at_least_two(strides), at_least_two(zeros, fill=0), sticks_out)
    return window, margins if added else none


def _empty_picture(dy: Tensor, shape: tuple[int, ...], margins: Margins) -> Tensor:
    """Only provides a shape for torch: untouched memory costs nothing."""
    sizes = [size + before + after for size, (before, after) in zip(shape[1:-1], margins, strict=True)]
    return channels_first(dy.new_empty(shape[0], *sizes, shape[-1]))


def _correction(x: Tensor, window: Window, margins: Margins) -> Tensor:
    inside = channels_first(with_margins(x.new_ones(1, *x.shape[1:-1], 1), margins))
    share_inside = functional.avg_pool2d(inside, window.size, window.strides)
    return channels_last(share_inside, x.ndim)[0].reciprocal()  # (H', W', 1)


MAX_POOLING = Op("max_pooling", max_pooling_forward, max_pooling_backward)
AVERAGE_POOLING = Op("average_pooling", average_pooling_forward, average_pooling_backward)
