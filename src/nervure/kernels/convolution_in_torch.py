"""The torch bodies of the 3x3 convolutions: the same numbers, for every dtype and device."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from nervure.kernels.native_convolution import Margins
from nervure.kernels.sums import column_sums
from nervure.kernels.torch_private import Slide, convolution_gradients

_SLIDE = Slide((1, 1), (0, 0), (1, 1), 1)


def forward(x: Tensor, weight: Tensor, bias: Tensor | None, margins: Margins, has_relu: bool) -> Tensor:
    """The torch body of the forward pass; see :func:`nervure.kernels.winograd.winograd_forward`."""
    z = functional.conv2d(_padded(x, margins), weight.permute(3, 2, 0, 1), bias)  # (N, filters, H', W')
    y = z.permute(0, 2, 3, 1).contiguous()
    return y.relu_() if has_relu else y


def input_gradient(dy: Tensor, weight: Tensor, margins: Margins, sizes: tuple[int, int]) -> Tensor:
    """The torch body of the input gradient; see :func:`nervure.kernels.winograd.winograd_input_gradient`."""
    (top, bottom), (left, right) = margins
    height, width = sizes
    like = dy.new_empty(len(dy), weight.shape[2], top + height + bottom, left + width + right)
    dpadded, _ = convolution_gradients(dy.permute(0, 3, 1, 2), like.zero_(), weight.permute(3, 2, 0, 1), _SLIDE, True)
    assert dpadded is not None
    return dpadded[:, :, top : top + height, left : left + width].permute(0, 2, 3, 1).contiguous()


def weight_gradient(x: Tensor, dy: Tensor, margins: Margins, has_bias: bool) -> tuple[Tensor, Tensor | None]:
    """The torch body of the weight gradient; see :func:`nervure.kernels.winograd.winograd_weight_gradient`."""
    weight = x.new_zeros(dy.shape[-1], x.shape[-1], 3, 3)
    _, dweight = convolution_gradients(dy.permute(0, 3, 1, 2), _padded(x, margins), weight, _SLIDE, False)
    assert dweight is not None
    stored = dweight.permute(0, 2, 3, 1).contiguous()  # (filters, 3, 3, C)
    return stored.movedim(0, -1), column_sums(dy.flatten(0, -2)) if has_bias else None


def _padded(x: Tensor, margins: Margins) -> Tensor:
    """(N, H, W, C) as (N, C, H + margins, W + margins)."""
    (top, bottom), (left, right) = margins
    return functional.pad(x.permute(0, 3, 1, 2), (left, right, top, bottom))
