"""The depthwise convolution, in which each channel is convolved only with its own kernels; and its derivative."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from nervure.ops.convolution import ConvolutionCache, convolution_backward, convolution_forward
from nervure.ops.op import Op, WeightGradients

Sizes = tuple[int, ...]


class DepthwiseConvolutionCache(NamedTuple):
    """Cache for the backward pass of a depthwise convolution.

    Attributes:
        convolution: the cache of the convolution with as many groups as channels.
        depth_multiplier: the number of kernels per channel.
    """

    convolution: ConvolutionCache
    depth_multiplier: int


def depthwise_convolution_forward(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    dilation_rate: Sizes = (1, 1),
) -> tuple[Tensor, DepthwiseConvolutionCache]:
    r"""Applies each of the M kernels of a channel to every window of that channel only.

    .. math:: z_{n,h,w,\; c M + m} = b_{c M + m} + \sum_{i,j} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; w_{ijcm}

    Args:
        x: (N, H, W, C), or a sequence (N, T, C).
        weight: (height, width, C, M); in memory (C, M, height, width), so that torch takes it without a copy.
        bias: (C M,), or None.
        strides: s, along each axis.
        padding: "valid" or "same", as in a convolution.
        dilation_rate: d, along each axis.

    Returns:
        z: (N, H', W', C M), contiguous, and the cache.

    Source:
        Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision applications" (2017),
        https://arxiv.org/abs/1704.04861
    """
    channels, depth_multiplier = weight.shape[-2:]
    z, cache = convolution_forward(
        x, weight.flatten(-2).unsqueeze(-2), bias,
        strides=strides, padding=padding, dilation_rate=dilation_rate, groups=channels,
    )  # fmt: skip
    return z, DepthwiseConvolutionCache(cache, depth_multiplier)


def depthwise_convolution_backward(
    dz: Tensor, cache: DepthwiseConvolutionCache, needs_dx: bool = True, needs_dweight: bool = True
) -> WeightGradients:
    r"""The gradients of the input, the weight and the bias: those of the convolution, channel by channel.

    .. math::
        dw_{ijcm} = \sum_{n,h,w} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; dz_{n,h,w,\; c M + m}
    """
    found = convolution_backward(dz, cache.convolution, needs_dx, needs_dweight)
    if found.dweight is None:
        return found
    return found._replace(dweight=found.dweight.reshape(*found.dweight.shape[:-2], -1, cache.depth_multiplier))


DEPTHWISE_CONVOLUTION = Op(
    "depthwise_convolution", depthwise_convolution_forward, depthwise_convolution_backward,
    skips_dx=True, skips_dweight=True,
)  # fmt: skip
