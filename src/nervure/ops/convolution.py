"""The convolution of sequences, pictures and volumes, and its derivative."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor
from torch.nn import functional

from nervure.kernels.torch_private import Slide, convolution_gradients
from nervure.ops.channels import at_least_two, channels_first, channels_last, filters_first, filters_last
from nervure.ops.margins import Margins, with_margins, without_margins
from nervure.ops.op import Op
from nervure.shapes import window_margins

Sizes = tuple[int, ...]

_CONVOLVE: dict[int, Callable[..., Tensor]] = {4: functional.conv2d, 5: functional.conv3d}


class ConvolutionCache(NamedTuple):
    """What the backward pass of a convolution needs.

    Attributes:
        x: (N, H, W, C).
        weight: (height, width, C / groups, filters).
        has_bias: whether a bias was added.
        strides: the steps of the kernel, along each axis.
        margins: zeros before and after each axis.
        dilation_rate: the steps inside the kernel.
        groups: into how many parts the channels are split.
    """

    x: Tensor
    weight: Tensor
    has_bias: bool
    strides: Sizes
    margins: Margins
    dilation_rate: Sizes
    groups: int


def convolution_forward(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    dilation_rate: Sizes = (1, 1),
    groups: int = 1,
) -> tuple[Tensor, ConvolutionCache]:
    r"""Every filter looks at every window of the picture (a cross-correlation: the kernel is not flipped).

    .. math:: z_{nhwf} = b_f + \sum_{i,j,c} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; w_{ijcf}

    with stride s, dilation d and p zeros before the picture. Sequences (N, T, C) have one of these axes, volumes
    (N, D, H, W, C) three; weight, strides and dilation_rate then likewise.

    Args:
        x: (N, H, W, C).
        weight: (height, width, C / groups, filters); in memory (filters, height, width, C / groups), so that torch
            takes it without a copy.
        bias: (filters,), or None.
        strides: s, along each axis.
        padding: "valid": no zeros; "same": as many as make H' = H / s, the odd one at the end, as TensorFlow does;
            "causal": all of them before, so that no output sees a later input.
        dilation_rate: d, along each axis.
        groups: the channels and the filters are split into so many parts that do not see each other.

    Returns:
        z: (N, H', W', filters), contiguous, and the cache.

    Source:
        LeCun, Boser, Denker, Henderson, Howard, Hubbard and Jackel, "Backpropagation applied to handwritten zip code
        recognition" (1989), https://doi.org/10.1162/neco.1989.1.4.541; dilation: Yu and Koltun, "Multi-scale context
        aggregation by dilated convolutions" (2016), https://arxiv.org/abs/1511.07122; causal padding: van den Oord et
        al., "WaveNet: a generative model for raw audio" (2016), https://arxiv.org/abs/1609.03499
    """
    x = x.contiguous()
    margins = tuple(
        window_margins(size, kernel, stride, padding, dilation)
        for size, kernel, stride, dilation in zip(x.shape[1:-1], weight.shape[:-2], strides, dilation_rate, strict=True)
    )
    cache = ConvolutionCache(x, weight, bias is not None, strides, margins, dilation_rate, groups)
    padded, slide = _padded(cache)
    convolve = _CONVOLVE[2 + len(slide.strides)]
    z = convolve(
        channels_first(padded), filters_first(weight), bias, slide.strides, slide.padding, slide.dilation, slide.groups
    )
    return channels_last(z, x.ndim), cache


def convolution_backward(dz: Tensor, cache: ConvolutionCache, needs_dx: bool = True) -> tuple[Tensor | None, ...]:
    r"""The gradients of the input (a convolution with the flipped kernel), the weight and the bias.

    .. math::
        dx_{n,\; h s + i d - p,\; w s + j d - p,\; c} \mathrel{+}= \sum_f dz_{nhwf}\; w_{ijcf}, \qquad
        dw_{ijcf} = \sum_{n,h,w} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; dz_{nhwf}, \qquad
        db_f = \sum_{n,h,w} dz_{nhwf}
    """
    padded, slide = _padded(cache)
    weight = filters_first(cache.weight)
    dpadded, dweight = convolution_gradients(channels_first(dz), channels_first(padded), weight, slide, needs_dx)
    dx = None
    if dpadded is not None:
        dx = channels_last(dpadded, dz.ndim)
        if padded is not cache.x:
            dx = without_margins(dx, cache.margins)
    gradients = (dx, filters_last(dweight, dz.ndim))
    if not cache.has_bias:
        return gradients
    # By itself: asked for together with the weight's, torch takes up to three times as long.
    return *gradients, dz.flatten(0, -2).sum(0)


def _padded(cache: ConvolutionCache) -> tuple[Tensor, Slide]:
    """The picture as torch needs it: itself where the margins are equal on both sides, else a copy with zeros."""
    equal = all(before == after for before, after in cache.margins)
    padded = cache.x if equal else with_margins(cache.x, cache.margins)
    zeros = tuple(before if equal else 0 for before, _ in cache.margins)
    return padded, Slide(
        at_least_two(cache.strides), at_least_two(zeros, fill=0), at_least_two(cache.dilation_rate), cache.groups
    )


CONVOLUTION = Op("convolution", convolution_forward, convolution_backward, skips_dx=True)
