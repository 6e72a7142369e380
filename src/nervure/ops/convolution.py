"""The convolution of sequences, images and volumes, and its derivative."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nervure.kernels.convolution_rules import chosen_kernel
from nervure.kernels.direct_convolution import direct_forward, direct_weight_gradient
from nervure.kernels.native_convolution import output_sizes
from nervure.kernels.sums import column_sums
from nervure.kernels.torch_private import Slide, convolution_gradients
from nervure.kernels.weight_gradient import is_fast, weight_gradient
from nervure.kernels.winograd import winograd_forward, winograd_input_gradient, winograd_weight_gradient
from nervure.ops.channels import at_least_two, channels_first, channels_last, filters_first, filters_last
from nervure.ops.margins import Margins, with_margins, without_margins
from nervure.ops.op import BiasedGradients, Op, ProductGradients, WeightGradients
from nervure.shapes import window_margins

Sizes = tuple[int, ...]

_CONVOLVE: dict[int, Callable[..., Tensor]] = {4: functional.conv2d, 5: functional.conv3d}
_FORWARD = {"winograd": winograd_forward, "direct": direct_forward}
_WEIGHT_GRADIENT = {"winograd": winograd_weight_gradient, "direct": direct_weight_gradient}


class ConvolutionCache(NamedTuple):
    """Cache for the backward pass of a convolution.

    Attributes:
        x: (N, H, W, C).
        weight: (height, width, C / groups, filters).
        has_bias: whether a bias was added.
        strides: the strides of the kernel along each axis.
        margins: zeros added before and after each axis.
        dilation_rate: the spacing inside the kernel.
        groups: the number of parts that the channels are split into.
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
    r"""Applies every filter to every window of the image (a cross-correlation: the kernel is not flipped).

    .. math:: z_{nhwf} = b_f + \sum_{i,j,c} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; w_{ijcf}

    with stride s, dilation d and p zeros before the image. Sequences (N, T, C) have one of these axes, volumes (N, D,
    H, W, C) three; so then do weight, strides and dilation_rate.

    Args:
        x: (N, H, W, C).
        weight: (height, width, C / groups, filters); in memory (filters, height, width, C / groups), so that torch
            takes it without a copy.
        bias: (filters,), or None.
        strides: s, along each axis.
        padding: "valid": no zeros; "same": enough zeros for H' = H / s, an odd one at the end, as in TensorFlow;
            "causal": all zeros before, so that no output depends on a later input.
        dilation_rate: d, along each axis.
        groups: the number of independent parts that channels and filters are split into.

    Returns:
        z: (N, H', W', filters), contiguous, and the cache.

    Source:
        LeCun, Boser, Denker, Henderson, Howard, Hubbard and Jackel, "Backpropagation applied to handwritten zip code
        recognition" (1989), https://doi.org/10.1162/neco.1989.1.4.541; dilation: Yu and Koltun, "Multi-scale context
        aggregation by dilated convolutions" (2016), https://arxiv.org/abs/1511.07122; causal padding: van den Oord et
        al., "WaveNet: a generative model for raw audio" (2016), https://arxiv.org/abs/1609.03499
    """
    cache = _prepared(x, weight, bias is not None, strides, padding, dilation_rate, groups)
    return _convolved(cache, bias, has_relu=False), cache


def convolution_with_relu(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, **options: Any
) -> tuple[Tensor, ConvolutionCache]:
    """ReLU of :func:`convolution_forward`, in one pass if a kernel does both; the same arguments and cache."""
    settings: dict[str, Any] = {"strides": (1, 1), "padding": "valid", "dilation_rate": (1, 1), "groups": 1} | options
    cache = _prepared(x, weight, bias is not None, **settings)
    return _convolved(cache, bias, has_relu=True), cache


def _prepared(
    x: Tensor, weight: Tensor, has_bias: bool, strides: Sizes, padding: str, dilation_rate: Sizes, groups: int
) -> ConvolutionCache:
    margins = tuple(
        window_margins(size, kernel, stride, padding, dilation)
        for size, kernel, stride, dilation in zip(x.shape[1:-1], weight.shape[:-2], strides, dilation_rate, strict=True)
    )
    return ConvolutionCache(x.contiguous(), weight, has_bias, strides, margins, dilation_rate, groups)


def _convolved(cache: ConvolutionCache, bias: Tensor | None, has_relu: bool) -> Tensor:
    """z, or y with ReLU."""
    kernel = _kernel(cache, "forward")
    if kernel != "onednn":
        return _FORWARD[kernel](cache.x, cache.weight, bias, cache.margins, has_relu)
    padded, slide = _padded(cache)
    convolve = _CONVOLVE[2 + len(slide.strides)]
    weight = filters_first(cache.weight)
    z = convolve(channels_first(padded), weight, bias, slide.strides, slide.padding, slide.dilation, slide.groups)
    if has_relu:
        z.relu_()  # in place: z has no other reader
    return channels_last(z, cache.x.ndim)


def convolution_backward(
    dz: Tensor, cache: ConvolutionCache, needs_dx: bool = True, needs_dweight: bool = True
) -> WeightGradients:
    r"""The gradients of the input (a convolution with the flipped kernel), the weight and the bias.

    .. math::
        dx_{n,\; h s + i d - p,\; w s + j d - p,\; c} \mathrel{+}= \sum_f dz_{nhwf}\; w_{ijcf}, \qquad
        dw_{ijcf} = \sum_{n,h,w} x_{n,\; h s + i d - p,\; w s + j d - p,\; c}\; dz_{nhwf}, \qquad
        db_f = \sum_{n,h,w} dz_{nhwf}
    """
    takes_dx = needs_dx and _kernel(cache, "input_gradient") == "winograd"
    kernel = _kernel(cache, "weight_gradient")
    before = tuple(first for first, _ in cache.margins)
    slide, sizes = Slide(cache.strides, before, cache.dilation_rate, cache.groups), tuple(cache.weight.shape[:-2])
    is_ours = kernel != "onednn" or is_fast(cache.x, dz, sizes, slide)
    dx, dweight, dbias = None, None, None
    if needs_dweight and kernel != "onednn":
        dweight, dbias = _WEIGHT_GRADIENT[kernel](cache.x, dz, cache.margins, cache.has_bias)
    elif needs_dweight and is_ours:
        dweight = weight_gradient(cache.x, dz, sizes, slide)
    of_torch = needs_dx and not takes_dx, needs_dweight and not is_ours
    if any(of_torch):
        dx, of_weight = _gradients_of_torch(dz, cache, *of_torch)
        dweight = of_weight if dweight is None else dweight
    if takes_dx:
        dx = winograd_input_gradient(dz, cache.weight, cache.margins, (cache.x.shape[1], cache.x.shape[2]))
    if not cache.has_bias:
        return ProductGradients(dx, dweight)
    if dbias is None and needs_dweight:
        # Computed separately: together with the weight's gradient, torch takes up to three times as long.
        dbias = column_sums(dz.flatten(0, -2))
    return BiasedGradients(dx, dweight, dbias)


def _kernel(cache: ConvolutionCache, operation: str) -> str:
    """Which kernel convolves: torch's oneDNN, unless one of nervure's supports the sizes and is faster."""
    x, weight = cache.x, cache.weight
    steps_by_one = cache.strides == cache.dilation_rate == (1, 1) and cache.groups == 1
    if not steps_by_one or weight.shape[:-2] != (3, 3) or x.dtype != torch.float32 or x.device.type != "cpu":
        return "onednn"
    rows, columns = output_sizes((x.shape[1], x.shape[2]), cache.margins)
    pixels = x.shape[0] * rows * columns
    return chosen_kernel(operation, x.shape[-1], weight.shape[-1], pixels) if pixels > 0 else "onednn"


def _gradients_of_torch(
    dz: Tensor, cache: ConvolutionCache, needs_dx: bool, needs_dweight: bool
) -> tuple[Tensor | None, Tensor | None]:
    padded, slide = _padded(cache)
    weight = filters_first(cache.weight)
    dpadded, dweight = convolution_gradients(
        channels_first(dz), channels_first(padded), weight, slide, needs_dx, needs_dweight
    )
    dx = None
    if dpadded is not None:
        dx = channels_last(dpadded, dz.ndim)
        if padded is not cache.x:
            dx = without_margins(dx, cache.margins)
    return dx, None if dweight is None else filters_last(dweight, dz.ndim)


def _padded(cache: ConvolutionCache) -> tuple[Tensor, Slide]:
    """The image in the form torch needs: unchanged if margins are equal on both sides, otherwise a zero-padded copy."""
    equal = all(before == after for before, after in cache.margins)
    padded = cache.x if equal else with_margins(cache.x, cache.margins)
    zeros = tuple(before if equal else 0 for before, _ in cache.margins)
    return padded, Slide(
        at_least_two(cache.strides), at_least_two(zeros, fill=0), at_least_two(cache.dilation_rate), cache.groups
    )


CONVOLUTION = Op("convolution", convolution_forward, convolution_backward, skips_dx=True, skips_dweight=True)
