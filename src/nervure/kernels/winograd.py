r"""3x3 convolutions of stride 1 by Winograd's minimal filtering F(4x4, 3x3).

A tile of 4x4 outputs takes 36 products per pair of channels instead of 144. The native body works in float32 with the
interpolation points 0, :math:`\pm 5/8`, :math:`\pm 3/2` and infinity; its largest error is below 3e-6 of the largest
value. The torch bodies give the same numbers up to this rounding. NaN passes, and spreads over its tile; infinity
becomes NaN.

Source:
    Winograd, "Arithmetic complexity of computations" (1980), https://doi.org/10.1137/1.9781611970364; Lavin and Gray,
    "Fast algorithms for convolutional neural networks" (2016), https://arxiv.org/abs/1509.09308
"""

from __future__ import annotations

from torch import Tensor

from nervure.kernels import convolution_in_torch, native_convolution
from nervure.kernels.native_convolution import Margins


def winograd_forward(x: Tensor, weight: Tensor, bias: Tensor | None, margins: Margins, has_relu: bool) -> Tensor:
    r"""The convolution, with bias and ReLU if requested.

    .. math:: y_{nhwf} = f(b_f + \sum_{i,j,c} x_{n,\; h + i - p,\; w + j - q,\; c}\; w_{ijcf})

    Args:
        x: (N, H, W, C).
        weight: (3, 3, C, filters).
        bias: (filters,), or None.
        margins: zeros before and after the rows, and before and after the columns: p and q are the first of each pair.
        has_relu: whether f is ReLU; otherwise it is the identity.

    Returns:
        y: (N, H', W', filters), contiguous.

    Examples:
        >>> import torch
        >>> x, weight = torch.ones(1, 4, 4, 1), torch.ones(3, 3, 1, 1)
        >>> winograd_forward(x, weight, None, ((1, 1), (0, 0)), has_relu=False).squeeze().round().tolist()
        [[6.0, 6.0], [9.0, 9.0], [9.0, 9.0], [6.0, 6.0]]
    """
    if not native_convolution.takes(x, weight, margins):
        return convolution_in_torch.forward(x, weight, bias, margins, has_relu)
    return native_convolution.forward("winograd", x, weight, bias, margins, has_relu)


def winograd_input_gradient(dy: Tensor, weight: Tensor, margins: Margins, sizes: tuple[int, int]) -> Tensor:
    """The gradient of ``x``: the convolution of ``dy`` with the kernel turned by 180 degrees.

    Args:
        dy: (N, H', W', filters).
        weight: (3, 3, C, filters).
        margins: as in the forward pass.
        sizes: H and W.

    Returns:
        dx: (N, H, W, C), contiguous.
    """
    if not native_convolution.takes(dy, weight, margins):
        return convolution_in_torch.input_gradient(dy, weight, margins, sizes)
    return native_convolution.input_gradient(dy, weight, margins, sizes)


def winograd_weight_gradient(x: Tensor, dy: Tensor, margins: Margins, has_bias: bool) -> tuple[Tensor, Tensor | None]:
    """The gradients of the weight and, if there is one, of the bias, both in one pass over ``dy``.

    Args:
        x: (N, H, W, C).
        dy: (N, H', W', filters).
        margins: as in the forward pass.
        has_bias: whether the gradient of the bias is requested.

    Returns:
        dweight: (3, 3, C, filters), in memory (filters, 3, 3, C); dbias: (filters,), or None. Sums run over blocks that
        do not depend on the number of threads, so neither do their bits.
    """
    if not native_convolution.takes(x, dy, margins):
        return convolution_in_torch.weight_gradient(x, dy, margins, has_bias)
    return native_convolution.weight_gradient("winograd", x, dy, margins, has_bias)
