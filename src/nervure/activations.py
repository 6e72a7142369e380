"""Activation functions as functions: to look at, to plot, and to hand to a layer: ``Dense(8, activation=relu)``."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.ops.activation import ACTIVATIONS
from nervure.ops.targets import floating, tensor_of

__all__ = [
    "elu",
    "gelu",
    "leaky_relu",
    "linear",
    "relu",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "swish",
    "tanh",
]


def _applied(name: str, x: Any, **options: Any) -> Any:
    """The function ``name`` of ``x``: a tensor for a tensor, else an array (a number for a number)."""
    with torch.no_grad():
        y, _ = ACTIVATIONS[name].forward(floating(tensor_of(x)), **options)
    return y if isinstance(x, Tensor) else y.numpy()[()]


def linear(x: Any) -> Any:
    """``f(x) = x``."""
    return _applied("linear", x)


def sigmoid(x: Any) -> Any:
    r"""Squeezes numbers into (0, 1).

    .. math:: f(x) = \frac{1}{1 + e^{-x}}, \qquad f' = f (1 - f)

    Examples:
        >>> float(sigmoid(0.0))
        0.5
    """
    return _applied("sigmoid", x)


def tanh(x: Any) -> Any:
    r"""Squeezes numbers into (-1, 1).

    .. math:: f'(x) = 1 - f(x)^2
    """
    return _applied("tanh", x)


def relu(x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    r"""Keeps what is positive.

    .. math:: f(x) = \max(0, x)

    Args:
        x: an array or tensor.
        negative_slope: the slope below the threshold.
        max_value: the largest output; None for no limit.
        threshold: where the line begins.

    Source:
        Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines" (2010),
        https://icml.cc/Conferences/2010/papers/432.pdf

    Examples:
        >>> relu([-1.0, 2.0]).tolist()
        [0.0, 2.0]
    """
    return _applied("relu", x, negative_slope=negative_slope, max_value=max_value, threshold=threshold)


def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    r"""``x`` above zero, ``negative_slope * x`` below; the lecture takes 0.1.

    Examples:
        >>> leaky_relu([-1.0, 2.0], 0.1).round(2).tolist()
        [-0.10000000149011612, 2.0]
    """
    return _applied("leaky_relu", x, negative_slope=negative_slope)


def elu(x: Any, alpha: float = 1.0) -> Any:
    r"""``x`` above zero, a curve to ``-alpha`` below.

    .. math:: f(x) = \alpha (e^x - 1) \text{ for } x < 0

    Source:
        Clevert et al., "Fast and accurate deep network learning by exponential linear units" (2015),
        https://arxiv.org/abs/1511.07289
    """
    return _applied("elu", x, alpha=alpha)


def selu(x: Any) -> Any:
    """ELU scaled so that values keep mean 0 and variance 1 from layer to layer.

    Source:
        Klambauer et al., "Self-normalizing neural networks" (2017), https://arxiv.org/abs/1706.02515
    """
    return _applied("selu", x)


def softmax(x: Any, axis: int = -1) -> Any:
    r"""Positive numbers that sum to 1 along ``axis``.

    .. math:: f(x)_i = \frac{e^{x_i}}{\sum_k e^{x_k}}

    Examples:
        >>> softmax([[1.0, 1.0]]).tolist()
        [[0.5, 0.5]]
    """
    return _applied("softmax", x, axis=axis)


def softplus(x: Any) -> Any:
    r"""A smooth ReLU.

    .. math:: f(x) = \log(1 + e^x)
    """
    return _applied("softplus", x)


def gelu(x: Any, approximate: bool = False) -> Any:
    r"""``x`` times the chance that a normal number lies below it.

    .. math:: f(x) = x \, \Phi(x)

    Source:
        Hendrycks and Gimpel, "Gaussian error linear units" (2016), https://arxiv.org/abs/1606.08415
    """
    return _applied("gelu", x, approximate=approximate)


def silu(x: Any) -> Any:
    r"""``x`` times its sigmoid, also called swish.

    .. math:: f(x) = \frac{x}{1 + e^{-x}}

    Source:
        Ramachandran et al., "Searching for activation functions" (2017), https://arxiv.org/abs/1710.05941
    """
    return _applied("silu", x)


swish = silu
