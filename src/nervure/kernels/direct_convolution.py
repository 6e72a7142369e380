"""3x3 convolutions of stride 1 of images with one to four channels.

For so few channels, Winograd's transforms do not pay; each number of the image is multiplied by vectors of filters. The
torch bodies give the same numbers up to the rounding of float32 sums. NaN passes.
"""

from __future__ import annotations

from torch import Tensor

from nervure.kernels import convolution_in_torch, native_convolution
from nervure.kernels.native_convolution import Margins

MOST_CHANNELS = 4


def direct_forward(x: Tensor, weight: Tensor, bias: Tensor | None, margins: Margins, has_relu: bool) -> Tensor:
    """Like :func:`nervure.kernels.winograd.winograd_forward`.

    Args:
        x: (N, H, W, C), C up to 4.
        weight: (3, 3, C, filters).
        bias: (filters,), or None.
        margins: zeros before and after the rows, and before and after the columns.
        has_relu: whether numbers below 0 become 0.

    Returns:
        y: (N, H', W', filters), contiguous.

    Examples:
        >>> import torch
        >>> x, weight = torch.ones(1, 3, 3, 1), torch.ones(3, 3, 1, 1)
        >>> direct_forward(x, weight, torch.tensor([-5.0]), ((1, 1), (1, 1)), has_relu=True).squeeze().tolist()
        [[0.0, 1.0, 0.0], [1.0, 4.0, 1.0], [0.0, 1.0, 0.0]]
    """
    if x.shape[-1] > MOST_CHANNELS or not native_convolution.takes(x, weight, margins):
        return convolution_in_torch.forward(x, weight, bias, margins, has_relu)
    return native_convolution.forward("direct", x, weight, bias, margins, has_relu)


def direct_weight_gradient(x: Tensor, dy: Tensor, margins: Margins, has_bias: bool) -> tuple[Tensor, Tensor | None]:
    """Like :func:`nervure.kernels.winograd.winograd_weight_gradient`.

    Args:
        x: (N, H, W, C), C up to 4.
        dy: (N, H', W', filters).
        margins: as in the forward pass.
        has_bias: whether the gradient of the bias is requested.

    Returns:
        dweight: (3, 3, C, filters), in memory (filters, 3, 3, C); dbias: (filters,), or None.
    """
    if x.shape[-1] > MOST_CHANNELS or not native_convolution.takes(x, dy, margins):
        return convolution_in_torch.weight_gradient(x, dy, margins, has_bias)
    return native_convolution.weight_gradient("direct", x, dy, margins, has_bias)
