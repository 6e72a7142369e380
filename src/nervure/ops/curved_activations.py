"""More smooth activations: exponential, celu, softsign, mish and others, and their derivatives."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nervure.ops.op import InputGradient, Op
from nervure.ops.precision import widened


class ExponentialCache(NamedTuple):
    """Cache for the backward pass of exponential: its output ``y``, any shape."""

    y: Tensor


def exponential_forward(z: Tensor) -> tuple[Tensor, ExponentialCache]:
    r"""The exponential function, which maps any number to a positive one.

    .. math:: y = e^z

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.
    """
    y = torch.exp(z)
    return y, ExponentialCache(y)


def exponential_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy y``."""
    return dy * y


def exponential_backward(dy: Tensor, cache: ExponentialCache) -> InputGradient:
    """``dz = dy y``."""
    return InputGradient(exponential_from_output(dy, cache.y))


class CeluCache(NamedTuple):
    """Cache for the backward pass of celu.

    Attributes:
        y: the output, any shape.
        alpha: the negated limit of the output toward minus infinity; not 0.
    """

    y: Tensor
    alpha: float


def celu_forward(z: Tensor, *, alpha: float = 1.0) -> tuple[Tensor, CeluCache]:
    r"""The exponential linear unit with a slope that is continuous for every alpha.

    .. math:: y = \max(z, 0) + \min\bigl(0, \alpha (e^{z / \alpha} - 1)\bigr)

    Args:
        z: any shape.
        alpha: the negated limit of the output toward minus infinity; not 0.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Barron, "Continuously differentiable exponential linear units" (2017), https://arxiv.org/abs/1704.07483
    """
    y = functional.celu(z, alpha)
    return y, CeluCache(y, alpha)


def celu_from_output(dy: Tensor, y: Tensor, *, alpha: float = 1.0) -> Tensor:
    """``dz = dy`` where ``y > 0``, else ``dy (y / alpha + 1)``, because ``e^(z / alpha) = y / alpha + 1``."""
    return torch.where(y > 0, dy, (dy * (widened(y) / alpha + 1)).to(dy.dtype))


def celu_backward(dy: Tensor, cache: CeluCache) -> InputGradient:
    """``dz = dy`` where ``y > 0``, else ``dy (y / alpha + 1)``, because ``e^(z / alpha) = y / alpha + 1``."""
    return InputGradient(celu_from_output(dy, cache.y, alpha=cache.alpha))


class SoftsignCache(NamedTuple):
    """Cache for the backward pass of softsign: its output ``y``, any shape."""

    y: Tensor


def softsign_forward(z: Tensor) -> tuple[Tensor, SoftsignCache]:
    r"""Maps any number to one between -1 and 1, more slowly than tanh.

    .. math:: y = \frac{z}{1 + |z|}

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Bergstra et al., "Quadratic polynomials learn better image features" (2009)
    """
    y = functional.softsign(widened(z)).to(z.dtype)
    return y, SoftsignCache(y)


def softsign_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy (1 - |y|)^2``."""
    return (dy * (1 - widened(y).abs()).square()).to(dy.dtype)


def softsign_backward(dy: Tensor, cache: SoftsignCache) -> InputGradient:
    """``dz = dy (1 - |y|)^2``."""
    return InputGradient(softsign_from_output(dy, cache.y))


class LogSigmoidCache(NamedTuple):
    """Cache for the backward pass of log_sigmoid: its output ``y``, any shape."""

    y: Tensor


def log_sigmoid_forward(z: Tensor) -> tuple[Tensor, LogSigmoidCache]:
    r"""The logarithm of the sigmoid.

    .. math:: y = \ln \frac{1}{1 + e^{-z}} = \min(z, 0) - \ln(1 + e^{-|z|})

    The second form is computed: in the first, e^-z overflows.

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.
    """
    y = functional.logsigmoid(widened(z)).to(z.dtype)
    return y, LogSigmoidCache(y)


def log_sigmoid_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy (1 - e^y)``."""
    return (-dy * torch.expm1(widened(y))).to(dy.dtype)


def log_sigmoid_backward(dy: Tensor, cache: LogSigmoidCache) -> InputGradient:
    """``dz = dy (1 - e^y)``."""
    return InputGradient(log_sigmoid_from_output(dy, cache.y))


class SquareplusCache(NamedTuple):
    """Cache for the backward pass of squareplus.

    Attributes:
        z: the input, any shape.
        b: how smooth the bend is; at least 0.
    """

    z: Tensor
    b: float


def squareplus_forward(z: Tensor, *, b: float = 4) -> tuple[Tensor, SquareplusCache]:
    r"""A smooth rectifier without exponentials.

    .. math:: y = \frac{z + \sqrt{z^2 + b}}{2}

    Below 0 it is computed as ``b / (2 (sqrt(z^2 + b) - z))``, because two nearly equal numbers would cancel.

    Args:
        z: any shape.
        b: how smooth the bend is; at least 0.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Barron, "Squareplus: a softplus-like algebraic rectifier" (2021), https://arxiv.org/abs/2112.11687
    """
    wide = widened(z)
    root = torch.sqrt(wide * wide + b)
    y = torch.where(wide < 0, b / (2 * (root - wide)), (wide + root) / 2).to(z.dtype)
    return y, SquareplusCache(z, b)


def squareplus_backward(dy: Tensor, cache: SquareplusCache) -> InputGradient:
    """``dz = dy (1 + z / sqrt(z^2 + b)) / 2``."""
    z = widened(cache.z)
    return InputGradient((dy * (1 + z / torch.sqrt(z * z + cache.b)) / 2).to(dy.dtype))


class TanhShrinkCache(NamedTuple):
    """Cache for the backward pass of tanh_shrink: its input ``z``, any shape."""

    z: Tensor


def tanh_shrink_forward(z: Tensor) -> tuple[Tensor, TanhShrinkCache]:
    r"""The input minus its tanh: small numbers become almost 0.

    .. math:: y = z - \tanh z

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.
    """
    y = functional.tanhshrink(widened(z)).to(z.dtype)
    return y, TanhShrinkCache(z)


def tanh_shrink_backward(dy: Tensor, cache: TanhShrinkCache) -> InputGradient:
    """``dz = dy tanh(z)^2``."""
    z = widened(cache.z)
    return InputGradient((dy * torch.tanh(z).square()).to(dy.dtype))


class MishCache(NamedTuple):
    """Cache for the backward pass of mish: its input ``z``, any shape."""

    z: Tensor


def mish_forward(z: Tensor) -> tuple[Tensor, MishCache]:
    r"""A smooth rectifier that dips slightly below 0.

    .. math:: y = z \tanh\bigl(\ln(1 + e^z)\bigr)

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Misra, "Mish: a self regularized non-monotonic activation function" (2019), https://arxiv.org/abs/1908.08681
    """
    y = functional.mish(z)
    return y, MishCache(z)


def mish_backward(dy: Tensor, cache: MishCache) -> InputGradient:
    """``dz = dy (t + z (1 - t^2) sigmoid(z))`` with ``t = tanh(softplus(z))``."""
    z = widened(cache.z)
    t = torch.tanh(functional.softplus(z))
    return InputGradient((dy * (t + z * (1 - t * t) * torch.sigmoid(z))).to(dy.dtype))


EXPONENTIAL = Op("exponential", exponential_forward, exponential_backward)
CELU = Op("celu", celu_forward, celu_backward)
SOFTSIGN = Op("softsign", softsign_forward, softsign_backward)
LOG_SIGMOID = Op("log_sigmoid", log_sigmoid_forward, log_sigmoid_backward)
SQUAREPLUS = Op("squareplus", squareplus_forward, squareplus_backward)
TANH_SHRINK = Op("tanh_shrink", tanh_shrink_forward, tanh_shrink_backward)
MISH = Op("mish", mish_forward, mish_backward)
