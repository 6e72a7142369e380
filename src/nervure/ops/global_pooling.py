"""Pooling over the whole image: its maximum or its mean, and the derivatives."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import InputGradient, Op, named_gradients
from nervure.ops.precision import widened


class GlobalAveragePoolingCache(NamedTuple):
    """Cache for the backward pass of global average pooling.

    Attributes:
        shape: the shape of the input, (N, H, W, C).
        keepdims: whether the output kept axes of size 1.
    """

    shape: tuple[int, ...]
    keepdims: bool


def global_average_pooling_forward(x: Tensor, *, keepdims: bool = False) -> tuple[Tensor, GlobalAveragePoolingCache]:
    r"""The mean of each channel over the image.

    .. math:: y_{nc} = \frac{1}{HW} \sum_{h,w} x_{nhwc}

    Args:
        x: (N, H, W, C); there may be any number of axes between the first and the last.
        keepdims: whether H and W stay, as axes of size 1.

    Returns:
        y: (N, C), or (N, 1, 1, C), and the cache.

    Source:
        Lin, Chen and Yan, "Network in network" (2014), https://arxiv.org/abs/1312.4400
    """
    return x.mean(_spatial_axes(x), keepdim=keepdims), GlobalAveragePoolingCache(tuple(x.shape), keepdims)


def global_average_pooling_backward(dy: Tensor, cache: GlobalAveragePoolingCache) -> InputGradient:
    """``dx = dy / (H W)`` in every cell."""
    num_cells = 1
    for size in cache.shape[1:-1]:
        num_cells *= size
    return InputGradient((_with_axes(dy, cache.shape) / num_cells).expand(cache.shape))


class MaskedGlobalAveragePoolingCache(NamedTuple):
    """Cache for the backward pass of global average pooling under a mask.

    Attributes:
        mask: (N, T, 1), True where a step counts.
        counts: (N, 1, 1), the number of steps that count.
    """

    mask: Tensor
    counts: Tensor


def masked_global_average_pooling_forward(
    x: Tensor, mask: Tensor, *, keepdims: bool = False
) -> tuple[Tensor, MaskedGlobalAveragePoolingCache]:
    r"""The mean of each channel over the real steps.

    .. math:: y_{nc} = \frac{\sum_t m_{nt}\, x_{ntc}}{\sum_t m_{nt}}

    A sequence without real steps gives NaN, as in Keras.

    Args:
        x: (N, T, C).
        mask: (N, T), True where a step is real.
        keepdims: whether T stays, as an axis of size 1.

    Returns:
        y: (N, C), or (N, 1, C), and the cache.
    """
    real = mask.bool()[..., None]
    counts = real.sum(1, keepdim=True)
    # where, not a product: a step that does not count may contain NaN.
    y = (widened(torch.where(real, x, 0.0)).sum(1, keepdim=True) / counts).to(x.dtype)
    return (y if keepdims else y.squeeze(1)), MaskedGlobalAveragePoolingCache(real, counts)


def masked_global_average_pooling_backward(
    dy: Tensor, cache: MaskedGlobalAveragePoolingCache
) -> tuple[Tensor | None, ...]:
    """``dx = m dy / sum m``; the mask has no gradient."""
    share = widened(dy).reshape(len(cache.counts), 1, dy.shape[-1]) / cache.counts
    return named_gradients(dx=torch.where(cache.mask, share, 0.0).to(dy.dtype), dmask=None)


class GlobalMaxPoolingCache(NamedTuple):
    """Cache for the backward pass of global max pooling.

    Attributes:
        x: (N, H, W, C).
        y: (N, 1, 1, C), the maxima.
    """

    x: Tensor
    y: Tensor


def global_max_pooling_forward(x: Tensor, *, keepdims: bool = False) -> tuple[Tensor, GlobalMaxPoolingCache]:
    r"""The maximum of each channel over the image.

    .. math:: y_{nc} = \max_{h,w} x_{nhwc}

    Args:
        x: (N, H, W, C); there may be any number of axes between the first and the last.
        keepdims: whether H and W stay, as axes of size 1.

    Returns:
        y: (N, C), or (N, 1, 1, C), and the cache.

    Source:
        Oquab, Bottou, Laptev and Sivic, "Is object localization for free?" (2015),
        https://doi.org/10.1109/CVPR.2015.7298668
    """
    maxima = x.amax(_spatial_axes(x), keepdim=True)
    y = maxima if keepdims else maxima.flatten(1)
    return y, GlobalMaxPoolingCache(x, maxima)


def global_max_pooling_backward(dy: Tensor, cache: GlobalMaxPoolingCache) -> InputGradient:
    """``dx``: ``dy`` goes to the maximum; equal maxima share it, as in Keras (after a relu a whole map may be 0)."""
    is_maximum = cache.x == cache.y
    share = _with_axes(dy, tuple(cache.x.shape)) / is_maximum.sum(_spatial_axes(cache.x), keepdim=True)
    return InputGradient(share.to(dy.dtype) * is_maximum)


def _spatial_axes(x: Tensor) -> tuple[int, ...]:
    return tuple(range(1, x.ndim - 1))


def _with_axes(dy: Tensor, shape: tuple[int, ...]) -> Tensor:
    return dy.reshape(shape[0], *(1,) * (len(shape) - 2), shape[-1])


GLOBAL_AVERAGE_POOLING = Op("global_average_pooling", global_average_pooling_forward, global_average_pooling_backward)
MASKED_GLOBAL_AVERAGE_POOLING = Op(
    "masked_global_average_pooling", masked_global_average_pooling_forward, masked_global_average_pooling_backward
)
GLOBAL_MAX_POOLING = Op("global_max_pooling", global_max_pooling_forward, global_max_pooling_backward)
