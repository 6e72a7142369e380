"""Smooth activations: sigmoid, tanh, softplus, gelu, silu, and their derivatives."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nervure.ops.op import InputGradient, Op
from nervure.ops.precision import widened

_GELU_CUBIC = 0.044715  # in the approximation sqrt(2 / pi) (z + 0.044715 z^3), from the paper


class SigmoidCache(NamedTuple):
    """Cache for the backward pass of the sigmoid: its output ``y``, any shape."""

    y: Tensor


def sigmoid_forward(z: Tensor) -> tuple[Tensor, SigmoidCache]:
    r"""The logistic function, which maps any number to one between 0 and 1.

    .. math:: y = \frac{1}{1 + e^{-z}}

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors" (1986),
        https://doi.org/10.1038/323533a0
    """
    y = torch.sigmoid(z)
    return y, SigmoidCache(y)


def sigmoid_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy y (1 - y)``."""
    y = widened(y)
    return (dy * y * (1 - y)).to(dy.dtype)


def sigmoid_backward(dy: Tensor, cache: SigmoidCache) -> InputGradient:
    """``dz = dy y (1 - y)``."""
    return InputGradient(sigmoid_from_output(dy, cache.y))


class TanhCache(NamedTuple):
    """Cache for the backward pass of tanh: its output ``y``, any shape."""

    y: Tensor


def tanh_forward(z: Tensor) -> tuple[Tensor, TanhCache]:
    r"""The hyperbolic tangent, which maps any number to one between -1 and 1.

    .. math:: y = \frac{e^z - e^{-z}}{e^z + e^{-z}}

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        LeCun, Bottou, Orr and Müller, "Efficient BackProp" (1998), https://doi.org/10.1007/3-540-49430-8_2
    """
    y = torch.tanh(z)
    return y, TanhCache(y)


def tanh_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy (1 - y^2)``."""
    y = widened(y)
    return (dy * (1 - y * y)).to(dy.dtype)


def tanh_backward(dy: Tensor, cache: TanhCache) -> InputGradient:
    """``dz = dy (1 - y^2)``."""
    return InputGradient(tanh_from_output(dy, cache.y))


class SoftplusCache(NamedTuple):
    """Cache for the backward pass of softplus: its input ``z``, any shape."""

    z: Tensor


def softplus_forward(z: Tensor) -> tuple[Tensor, SoftplusCache]:
    r"""A smooth relu.

    .. math:: y = \ln(1 + e^z) = \max(z, 0) + \ln(1 + e^{-|z|})

    The second form is computed: in the first, e^z overflows from z = 89 on in float32.

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Dugas, Bengio, Bélisle, Nadeau and Garcia, "Incorporating second-order functional knowledge for better option
        pricing" (NIPS 2000)
    """
    wide = widened(z)
    return torch.logaddexp(wide, wide.new_zeros(())).to(z.dtype), SoftplusCache(z)


def softplus_backward(dy: Tensor, cache: SoftplusCache) -> InputGradient:
    """``dz = dy sigmoid(z)``."""
    return InputGradient((dy * torch.sigmoid(widened(cache.z))).to(dy.dtype))


class SiluCache(NamedTuple):
    """Cache for the backward pass of silu: its input ``z``, any shape."""

    z: Tensor


def silu_forward(z: Tensor) -> tuple[Tensor, SiluCache]:
    r"""The input times its own sigmoid; also called swish.

    .. math:: y = z\,\sigma(z)

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Ramachandran, Zoph and Le, "Searching for activation functions" (2017), https://arxiv.org/abs/1710.05941
    """
    return functional.silu(z), SiluCache(z)


def silu_backward(dy: Tensor, cache: SiluCache) -> InputGradient:
    """``dz = dy s (1 + z (1 - s))`` with ``s = sigmoid(z)``."""
    z = widened(cache.z)
    s = torch.sigmoid(z)
    return InputGradient((dy * s * (1 + z * (1 - s))).to(dy.dtype))


class GeluCache(NamedTuple):
    """Cache for the backward pass of gelu.

    Attributes:
        z: the input, any shape.
        approximate: whether the tanh form was used.
    """

    z: Tensor
    approximate: bool


def gelu_forward(z: Tensor, *, approximate: bool = False) -> tuple[Tensor, GeluCache]:
    r"""The input times the probability that a standard normal variable is smaller.

    .. math:: y = z\,\Phi(z), \quad \Phi(z) = \tfrac12 \bigl(1 + \operatorname{erf}(z / \sqrt 2)\bigr)
        \approx \tfrac12 \Bigl(1 + \tanh\bigl(\sqrt{2/\pi}\,(z + 0.044715\,z^3)\bigr)\Bigr)

    Args:
        z: any shape.
        approximate: whether to use the second form.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Hendrycks and Gimpel, "Gaussian error linear units" (2016), https://arxiv.org/abs/1606.08415
    """
    return functional.gelu(z, approximate="tanh" if approximate else "none"), GeluCache(z, approximate)


def gelu_backward(dy: Tensor, cache: GeluCache) -> InputGradient:
    """``dz = dy (Phi(z) + z phi(z))``, phi the normal density; for the tanh form, the derivative of that form."""
    z = widened(cache.z)
    if cache.approximate:
        slope = math.sqrt(2 / math.pi) * (1 + 3 * _GELU_CUBIC * z * z)
        t = torch.tanh(math.sqrt(2 / math.pi) * (z + _GELU_CUBIC * z * z * z))
        probability, density = (1 + t) / 2, (1 - t * t) / 2 * slope
    else:
        probability = (1 + torch.erf(z / math.sqrt(2))) / 2
        density = torch.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return InputGradient((dy * (probability + z * density)).to(dy.dtype))


SIGMOID = Op("sigmoid", sigmoid_forward, sigmoid_backward)
TANH = Op("tanh", tanh_forward, tanh_backward)
SOFTPLUS = Op("softplus", softplus_forward, softplus_backward)
SILU = Op("silu", silu_forward, silu_backward)
GELU = Op("gelu", gelu_forward, gelu_backward)
