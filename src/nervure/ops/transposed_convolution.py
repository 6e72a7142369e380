"""The transposed convolution of sequences, images and volumes, and its derivative, which is a convolution."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor
from torch.nn import functional

from nervure.kernels.sums import column_sums
from nervure.kernels.torch_private import Slide, convolution_gradients
from nervure.kernels.weight_gradient import is_fast, weight_gradient
from nervure.ops.channels import at_least_two, channels_first, channels_last, filters_first, filters_last
from nervure.ops.margins import Margins, with_margins, without_margins
from nervure.ops.op import BiasedGradients, Op, ProductGradients, WeightGradients
from nervure.shapes import transposed_margins

Sizes = tuple[int, ...]

_CONVOLVE: dict[int, Callable[..., Tensor]] = {4: functional.conv2d, 5: functional.conv3d}
_TRANSPOSED: dict[int, Callable[..., Tensor]] = {4: functional.conv_transpose2d, 5: functional.conv_transpose3d}


class TransposedConvolutionCache(NamedTuple):
    """Cache for the backward pass of a transposed convolution.

    Attributes:
        x: (N, H, W, C).
        weight: (height, width, filters, C).
        has_bias: whether a bias was added.
        strides: the distance between the copies of the kernel, along each axis.
        margins: cells cropped before and after each axis; a negative number adds cells.
        dilation_rate: the spacing inside the kernel.
    """

    x: Tensor
    weight: Tensor
    has_bias: bool
    strides: Sizes
    margins: Margins
    dilation_rate: Sizes


def transposed_convolution_forward(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    output_padding: Sizes | None = None,
    dilation_rate: Sizes = (1, 1),
) -> tuple[Tensor, TransposedConvolutionCache]:
    r"""Each cell of the image adds copies of the kernels, weighted by its channels; overlapping copies add up.

    .. math:: z_{n,\; h s + i d - p,\; w s + j d - p,\; f} \mathrel{+}= \sum_c x_{nhwc}\; w_{ijfc}, \qquad
        z_{nhwf} \mathrel{+}= b_f

    with stride s, dilation d and p cells cropped before the result: the map by which a convolution's derivative
    computes the input gradient. Sequences (N, T, C) have one of these axes, volumes (N, D, H, W, C) three.

    Args:
        x: (N, H, W, C).
        weight: (height, width, filters, C); in memory (C, height, width, filters), so that torch takes it without a
            copy.
        bias: (filters,), or None.
        strides: s, along each axis.
        padding: "valid": every cell that the kernels reach is kept; "same": H' = H s.
        output_padding: sets the size of the result; see :func:`nervure.shapes.transposed_size`.
        dilation_rate: d, along each axis.

    Returns:
        z: (N, H', W', filters), contiguous, and the cache.

    Source:
        Zeiler, Krishnan, Taylor and Fergus, "Deconvolutional networks" (2010),
        https://doi.org/10.1109/CVPR.2010.5539957; Dumoulin and Visin, "A guide to convolution arithmetic for deep
        learning" (2016), https://arxiv.org/abs/1603.07285
    """
    x = x.contiguous()
    paddings = output_padding if output_padding is not None else (None,) * len(strides)
    margins = tuple(
        transposed_margins(size, kernel, stride, padding, dilation, more)
        for size, kernel, stride, dilation, more in zip(
            x.shape[1:-1], weight.shape[:-2], strides, dilation_rate, paddings, strict=True
        )
    )
    cache = TransposedConvolutionCache(x, weight, bias is not None, strides, margins, dilation_rate)
    slide = _slide(cache)
    # torch crops as much after as before, or less, never more: the rest is cropped here.
    less = tuple(max(before - after, 0) for before, after in margins)
    z = _TRANSPOSED[2 + len(slide.strides)](
        channels_first(x), filters_first(weight), bias,
        slide.strides, slide.padding, at_least_two(less, fill=0), 1, slide.dilation,
    )  # fmt: skip
    return without_margins(channels_last(z, x.ndim), _left_over(cache)), cache


def transposed_convolution_backward(
    dz: Tensor, cache: TransposedConvolutionCache, needs_dx: bool = True, needs_dweight: bool = True
) -> WeightGradients:
    r"""The gradients of the input (a convolution), the weight and the bias.

    .. math::
        dx_{nhwc} = \sum_{i,j,f} dz_{n,\; h s + i d - p,\; w s + j d - p,\; f}\; w_{ijfc}, \qquad
        dw_{ijfc} = \sum_{n,h,w} dz_{n,\; h s + i d - p,\; w s + j d - p,\; f}\; x_{nhwc}, \qquad
        db_f = \sum_{n,h,w} dz_{nhwf}
    """
    slide, weight = _slide(cache), filters_first(cache.weight)
    picture = channels_first(with_margins(dz, _left_over(cache)))
    dx = None
    if needs_dx:
        dx = channels_last(_CONVOLVE[picture.ndim](picture, weight, None, *slide), dz.ndim)
    if not needs_dweight:
        return BiasedGradients(dx, None, None) if cache.has_bias else ProductGradients(dx, None)
    # Seen from dz, this is a convolution that produced x: value and gradient exchange roles.
    before = tuple(first for first, _ in cache.margins)
    own_slide, sizes = Slide(cache.strides, before, cache.dilation_rate, 1), tuple(cache.weight.shape[:-2])
    if is_fast(dz, cache.x, sizes, own_slide):
        dweight = weight_gradient(dz, cache.x, sizes, own_slide)
    else:
        _, of_torch = convolution_gradients(channels_first(cache.x), picture, weight, slide, needs_dx=False)
        assert of_torch is not None
        dweight = filters_last(of_torch, dz.ndim)
    if not cache.has_bias:
        return ProductGradients(dx, dweight)
    return BiasedGradients(dx, dweight, column_sums(dz.flatten(0, -2)))


def _slide(cache: TransposedConvolutionCache) -> Slide:
    """How the kernel of the reversed convolution moves over the result."""
    zeros = tuple(before for before, _ in cache.margins)
    return Slide(at_least_two(cache.strides), at_least_two(zeros, fill=0), at_least_two(cache.dilation_rate), 1)


def _left_over(cache: TransposedConvolutionCache) -> Margins:
    return tuple((0, max(after - before, 0)) for before, after in cache.margins)


TRANSPOSED_CONVOLUTION = Op(
    "transposed_convolution", transposed_convolution_forward, transposed_convolution_backward,
    skips_dx=True, skips_dweight=True,
)  # fmt: skip
