"""Rectifiers: relu, leaky relu, elu, selu, and their derivatives, all computed from the output alone."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nervure.kernels.torch_private import relu_gradient
from nervure.ops.op import InputGradient, Op
from nervure.ops.precision import widened

SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946


class ReluCache(NamedTuple):
    """Cache for the backward pass of relu.

    Attributes:
        y: the output, any shape.
        max_value: the value at which the output saturates, or None.
        negative_slope: the slope below the threshold.
    """

    y: Tensor
    max_value: float | None
    negative_slope: float


def relu_forward(
    z: Tensor, *, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0
) -> tuple[Tensor, ReluCache]:
    r"""The rectifier: numbers above the threshold pass, numbers below do not.

    .. math::
        y = \begin{cases} \min(z, m) & z > \theta \\ s\,(z - \theta) & z \le \theta \end{cases}

    Args:
        z: any shape.
        max_value: m, the largest output; None for no limit.
        negative_slope: s >= 0, the slope below the threshold.
        threshold: theta >= 0.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines" (ICML 2010),
        https://icml.cc/Conferences/2010/papers/432.pdf
    """
    if threshold == 0.0 and negative_slope == 0.0:
        y = torch.relu(z) if max_value is None else z.clamp(0.0, max_value)
    else:
        # 0 * -inf is NaN, so there is no multiplication by a slope of zero. NaN is not below the threshold, so it
        # passes.
        below = negative_slope * (z - threshold) if negative_slope else torch.zeros_like(z)
        y = torch.where(z <= threshold, below, z if max_value is None else z.clamp(max=max_value))
    return y, ReluCache(y, max_value, negative_slope)


def relu_from_output(
    dy: Tensor, y: Tensor, *, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0
) -> Tensor:
    """``dz``: ``dy`` where ``0 < y < max_value``, ``negative_slope dy`` where ``y <= 0``, 0 where y is saturated.

    Since slope and threshold are not negative, y > 0 implies z > threshold, so z itself is not needed.
    """
    dy_above = dy if max_value is None else dy.masked_fill(y >= max_value, 0.0)
    if negative_slope == 0.0:
        return relu_gradient(dy_above, y)
    return torch.where(y > 0, dy_above, negative_slope * dy)


def relu_backward(dy: Tensor, cache: ReluCache) -> InputGradient:
    """``dz = dy`` where ``threshold < z < max_value``, ``negative_slope dy`` below, 0 from the maximum on."""
    return InputGradient(relu_from_output(dy, cache.y, max_value=cache.max_value, negative_slope=cache.negative_slope))


class LeakyReluCache(NamedTuple):
    """Cache for the backward pass of leaky relu.

    Attributes:
        y: the output, any shape.
        negative_slope: the slope below zero.
    """

    y: Tensor
    negative_slope: float


def leaky_relu_forward(z: Tensor, *, negative_slope: float = 0.2) -> tuple[Tensor, LeakyReluCache]:
    r"""A rectifier with a small slope below 0, so that no unit dies.

    .. math:: y = \max(z, 0) + s \min(z, 0)

    Args:
        z: any shape.
        negative_slope: s >= 0.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models" (2013),
        https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf
    """
    y = functional.leaky_relu(z, negative_slope)
    return y, LeakyReluCache(y, negative_slope)


def leaky_relu_from_output(dy: Tensor, y: Tensor, *, negative_slope: float = 0.2) -> Tensor:
    """``dz = dy`` where ``y > 0``, else ``negative_slope dy``."""
    return torch.where(y > 0, dy, negative_slope * dy)


def leaky_relu_backward(dy: Tensor, cache: LeakyReluCache) -> InputGradient:
    """``dz = dy`` where ``z > 0``, else ``negative_slope dy``."""
    return InputGradient(leaky_relu_from_output(dy, cache.y, negative_slope=cache.negative_slope))


class EluCache(NamedTuple):
    """Cache for the backward pass of elu.

    Attributes:
        y: the output, any shape.
        alpha: the negated limit of the output toward minus infinity.
    """

    y: Tensor
    alpha: float


def elu_forward(z: Tensor, *, alpha: float = 1.0) -> tuple[Tensor, EluCache]:
    r"""The exponential linear unit: smooth on the left, down to ``-alpha``.

    .. math:: y = \begin{cases} z & z > 0 \\ \alpha (e^z - 1) & z \le 0 \end{cases}

    Args:
        z: any shape.
        alpha: >= 0.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear units"
        (2016), https://arxiv.org/abs/1511.07289
    """
    y = functional.elu(z, alpha)
    return y, EluCache(y, alpha)


def elu_from_output(dy: Tensor, y: Tensor, *, alpha: float = 1.0) -> Tensor:
    """``dz = dy`` where ``y > 0``, else ``dy (y + alpha)``, because ``alpha e^z = y + alpha``."""
    return torch.where(y > 0, dy, (dy * (widened(y) + alpha)).to(dy.dtype))


def elu_backward(dy: Tensor, cache: EluCache) -> InputGradient:
    """``dz = dy`` where ``z > 0``, else ``dy alpha e^z``."""
    return InputGradient(elu_from_output(dy, cache.y, alpha=cache.alpha))


class SeluCache(NamedTuple):
    """Cache for the backward pass of selu: its output ``y``, any shape."""

    y: Tensor


def selu_forward(z: Tensor) -> tuple[Tensor, SeluCache]:
    r"""The scaled exponential linear unit, whose two constants keep mean 0 and variance 1 from layer to layer.

    .. math:: y = \lambda \begin{cases} z & z > 0 \\ \alpha (e^z - 1) & z \le 0 \end{cases}, \quad
        \alpha = 1.67326\ldots, \; \lambda = 1.05070\ldots

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks" (2017),
        https://arxiv.org/abs/1706.02515
    """
    y = torch.selu(z)
    return y, SeluCache(y)


def selu_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = scale dy`` where ``y > 0``, else ``dy (y + scale alpha)``, which is ``dy scale alpha e^z``."""
    return (dy * torch.where(y > 0, SELU_SCALE, widened(y) + SELU_SCALE * SELU_ALPHA)).to(dy.dtype)


def selu_backward(dy: Tensor, cache: SeluCache) -> InputGradient:
    """``dz = scale dy`` where ``z > 0``, else ``dy scale alpha e^z``."""
    return InputGradient(selu_from_output(dy, cache.y))


RELU = Op("relu", relu_forward, relu_backward)
LEAKY_RELU = Op("leaky_relu", leaky_relu_forward, leaky_relu_backward)
ELU = Op("elu", elu_forward, elu_backward)
SELU = Op("selu", selu_forward, selu_backward)
