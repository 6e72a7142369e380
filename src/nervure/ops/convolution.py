"""The two-dimensional convolution, and its derivative."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor
from torch.nn import functional

from nervure.kernels.torch_private import Slide, convolution_gradients
from nervure.ops.channels import channels_first, channels_last
from nervure.ops.op import Op
from nervure.shapes import same_padding

Pair = tuple[int, int]


class ConvolutionCache(NamedTuple):
    """What the backward pass of a convolution needs.

    Attributes:
        x: (N, H, W, C).
        weight: (height, width, C / groups, filters).
        has_bias: whether a bias was added.
        strides: the steps of the kernel, down and right.
        margins: zeros (top, bottom) and (left, right) of the picture.
        dilation_rate: the steps inside the kernel.
        groups: into how many parts the channels are split.
    """

    x: Tensor
    weight: Tensor
    has_bias: bool
    strides: Pair
    margins: tuple[Pair, Pair]
    dilation_rate: Pair
    groups: int


def convolution_forward(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    strides: Pair = (1, 1),
    padding: str = "valid",
    dilation_rate: Pair = (1, 1),
    groups: int = 1,
) -> tuple[Tensor, ConvolutionCache]:
    r"""Every filter looks at every window of the picture (a cross-correlation: the kernel is not flipped).

    .. math:: z_{nhwf} = b_f + \sum_{i,j,c} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; w_{ijcf}

    with stride s, dilation d and p zeros before the picture.

    Args:
        x: (N, H, W, C).
        weight: (height, width, C / groups, filters); in memory (filters, height, width, C / groups), so that torch
            takes it without a copy.
        bias: (filters,), or None.
        strides: s, down and right.
        padding: "valid": no zeros; "same": as many as make H' = H / s, the odd one at the end, as TensorFlow does.
        dilation_rate: d, down and right.
        groups: the channels and the filters are split into so many parts that do not see each other.

    Returns:
        z: (N, H', W', filters), contiguous, and the cache.

    Source:
        LeCun, Boser, Denker, Henderson, Howard, Hubbard and Jackel, "Backpropagation applied to handwritten zip code
        recognition" (1989), https://doi.org/10.1162/neco.1989.1.4.541; dilation: Yu and Koltun, "Multi-scale context
        aggregation by dilated convolutions" (2016), https://arxiv.org/abs/1511.07122
    """
    x = x.contiguous()
    margins = _margins(x, weight, strides, padding, dilation_rate)
    cache = ConvolutionCache(x, weight, bias is not None, strides, margins, dilation_rate, groups)
    padded, slide = _padded(cache)
    z = functional.conv2d(
        channels_first(padded), channels_first(weight.permute(3, 0, 1, 2)), bias,
        slide.strides, slide.padding, slide.dilation, slide.groups,
    )  # fmt: skip
    return channels_last(z), cache


def convolution_backward(dz: Tensor, cache: ConvolutionCache, needs_dx: bool = True) -> tuple[Tensor | None, ...]:
    r"""The gradients of the input (a convolution with the flipped kernel), the weight and the bias.

    .. math::
        dx_{n,\; h s + i d - p,\; w s + j d - p,\; c} \mathrel{+}= \sum_f dz_{nhwf}\; w_{ijcf}, \qquad
        dw_{ijcf} = \sum_{n,h,w} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; dz_{nhwf}, \qquad
        db_f = \sum_{n,h,w} dz_{nhwf}
    """
    padded, slide = _padded(cache)
    weight = channels_first(cache.weight.permute(3, 0, 1, 2))
    dpadded, dweight = convolution_gradients(channels_first(dz), channels_first(padded), weight, slide, needs_dx)
    dx = None
    if dpadded is not None:
        (top, _), (left, _) = cache.margins
        dx = channels_last(dpadded)
        if padded is not cache.x:
            dx = dx[:, top : top + cache.x.shape[1], left : left + cache.x.shape[2]].contiguous()
    gradients = (dx, dweight.permute(2, 3, 1, 0))
    if not cache.has_bias:
        return gradients
    # By itself: asked for together with the weight's, torch takes up to three times as long.
    return *gradients, dz.flatten(0, 2).sum(0)


def _margins(x: Tensor, weight: Tensor, strides: Pair, padding: str, dilation_rate: Pair) -> tuple[Pair, Pair]:
    if padding == "valid":
        return (0, 0), (0, 0)
    down = same_padding(x.shape[1], weight.shape[0], strides[0], dilation_rate[0])
    right = same_padding(x.shape[2], weight.shape[1], strides[1], dilation_rate[1])
    return down, right


def _padded(cache: ConvolutionCache) -> tuple[Tensor, Slide]:
    """The picture as torch needs it: itself where the margins are equal on both sides, else a copy with zeros."""
    (top, bottom), (left, right) = cache.margins
    if top == bottom and left == right:
        return cache.x, Slide(cache.strides, (top, left), cache.dilation_rate, cache.groups)
    padded = functional.pad(cache.x, (0, 0, left, right, top, bottom))
    return padded, Slide(cache.strides, (0, 0), cache.dilation_rate, cache.groups)


CONVOLUTION = Op("convolution", convolution_forward, convolution_backward, skips_dx=True)
