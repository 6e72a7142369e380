"""Activation functions as plain functions: to inspect, plot, or pass to a layer: ``Dense(8, activation=relu)``."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from nervure.arguments import Axes, Axis, Flag, Named, NotZero, Real, checked
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.op import Op
from nervure.ops.piecewise_activations import THRESHOLD
from nervure.ops.targets import check_axes, floating, tensor_of
from nervure.registry import look_up

__all__ = [
    "celu", "deserialize", "elu", "exponential", "gelu", "get", "glu", "hard_shrink", "hard_sigmoid", "hard_silu",
    "hard_swish", "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6",
    "selu", "serialize", "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus",
    "sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh", "tanh_shrink", "threshold",
]  # fmt: skip


def _applied(name: str, x: Any, **options: Any) -> Any:
    """The function ``name`` of ``x``: a tensor for a tensor, else an array (a number for a number)."""
    return _computed(ACTIVATIONS[name], x, **options)


def _as_held(value: Any, dtype: torch.dtype) -> Any:
    """A float beyond the range of ``dtype`` becomes infinite; torch would raise an error."""
    is_beyond = isinstance(value, float) and abs(value) > torch.finfo(dtype).max
    return math.copysign(math.inf, value) if is_beyond else value


def _computed(op: Op, x: Any, **options: Any) -> Any:
    given = floating(tensor_of(x))
    check_axes(options.get("axis"), given.shape, where=op.name)
    held = {name: _as_held(value, given.dtype) for name, value in options.items()}
    with torch.no_grad():
        y, _ = op.forward(given, **held)
    return y if isinstance(x, Tensor) else y.numpy()[()]


def linear(x: Any) -> Any:
    """``f(x) = x``."""
    return _applied("linear", x)


def sigmoid(x: Any) -> Any:
    r"""Maps numbers to (0, 1).

    .. math:: f(x) = \frac{1}{1 + e^{-x}}, \qquad f' = f (1 - f)

    Examples:
        >>> float(sigmoid(0.0))
        0.5
    """
    return _applied("sigmoid", x)


def tanh(x: Any) -> Any:
    r"""Maps numbers to (-1, 1).

    .. math:: f'(x) = 1 - f(x)^2
    """
    return _applied("tanh", x)


@checked
def relu(x: Any, negative_slope: Real = 0.0, max_value: Real | None = None, threshold: Real = 0.0) -> Any:
    r"""Keeps positive values.

    .. math:: f(x) = \max(0, x)

    Args:
        x: an array or tensor.
        negative_slope: the slope below the threshold.
        max_value: the largest output; None for no limit.
        threshold: the value at which the line begins.

    Source:
        Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines" (2010),
        https://icml.cc/Conferences/2010/papers/432.pdf

    Examples:
        >>> relu([-1.0, 2.0]).tolist()
        [0.0, 2.0]
    """
    return _applied("relu", x, negative_slope=negative_slope, max_value=max_value, threshold=threshold)


@checked
def leaky_relu(x: Any, negative_slope: Real = 0.2) -> Any:
    r"""``x`` above zero, ``negative_slope * x`` below; the lecture takes 0.1.

    Examples:
        >>> leaky_relu([-1.0, 2.0], 0.1).round(2).tolist()
        [-0.10000000149011612, 2.0]
    """
    return _applied("leaky_relu", x, negative_slope=negative_slope)


@checked
def elu(x: Any, alpha: Real = 1.0) -> Any:
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


@checked
def softmax(x: Any, axis: Axes = -1) -> Any:
    r"""Positive numbers that sum to 1 along ``axis``, or along several axes together.

    .. math:: f(x)_i = \frac{e^{x_i}}{\sum_k e^{x_k}}

    Examples:
        >>> softmax([[1.0, 1.0]]).tolist()
        [[0.5, 0.5]]
    """
    return _applied("softmax", x, axis=tuple(axis) if isinstance(axis, (list, tuple)) else axis)


def softplus(x: Any) -> Any:
    r"""A smooth ReLU.

    .. math:: f(x) = \log(1 + e^x)
    """
    return _applied("softplus", x)


@checked
def gelu(x: Any, approximate: Flag = False) -> Any:
    r"""``x`` times the probability that a standard normal variable is below it.

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


@checked
def celu(x: Any, alpha: NotZero = 1.0) -> Any:
    r"""``x`` above zero, a curve to ``-alpha`` below whose slope is continuous.

    .. math:: f(x) = \max(x, 0) + \min\bigl(0, \alpha (e^{x / \alpha} - 1)\bigr)

    Source:
        Barron, "Continuously differentiable exponential linear units" (2017), https://arxiv.org/abs/1704.07483
    """
    return _applied("celu", x, alpha=alpha)


def exponential(x: Any) -> Any:
    r"""The exponential function.

    .. math:: f(x) = e^x
    """
    return _applied("exponential", x)


@checked
def glu(x: Any, axis: Axis = -1) -> Any:
    r"""The first half along ``axis`` times the sigmoid of the second.

    .. math:: f(a, b) = a \, \sigma(b)

    Source:
        Dauphin et al., "Language modeling with gated convolutional networks" (2017),
        https://arxiv.org/abs/1612.08083
    """
    return _applied("glu", x, axis=axis)


@checked
def hard_shrink(x: Any, threshold: Real = 0.5) -> Any:
    r"""``x`` where ``|x| > threshold``, else 0.

    .. math:: f(x) = x \, [|x| > \theta]
    """
    return _applied("hard_shrink", x, threshold=threshold)


def hard_sigmoid(x: Any) -> Any:
    r"""A straight line from 0 to 1 between -3 and 3.

    .. math:: f(x) = \min(\max(x / 6 + 1/2, 0), 1)
    """
    return _applied("hard_sigmoid", x)


def hard_silu(x: Any) -> Any:
    r"""``x`` times its hard sigmoid, also called hard swish.

    .. math:: f(x) = x \min(\max(x / 6 + 1/2, 0), 1)

    Source:
        Howard et al., "Searching for MobileNetV3" (2019), https://arxiv.org/abs/1905.02244
    """
    return _applied("hard_silu", x)


def hard_tanh(x: Any) -> Any:
    r"""``x`` between -1 and 1, flat outside.

    .. math:: f(x) = \min(\max(x, -1), 1)
    """
    return _applied("hard_tanh", x)


def log_sigmoid(x: Any) -> Any:
    r"""The logarithm of the sigmoid.

    .. math:: f(x) = -\log(1 + e^{-x})
    """
    return _applied("log_sigmoid", x)


@checked
def log_softmax(x: Any, axis: Axes = -1) -> Any:
    r"""The logarithms of the probabilities of softmax.

    .. math:: f(x)_i = x_i - \log \sum_k e^{x_k}
    """
    return _applied("log_softmax", x, axis=tuple(axis) if isinstance(axis, (list, tuple)) else axis)


def mish(x: Any) -> Any:
    r"""A smooth ReLU that dips slightly below zero.

    .. math:: f(x) = x \tanh(\log(1 + e^x))

    Source:
        Misra, "Mish: a self regularized non-monotonic activation function" (2019), https://arxiv.org/abs/1908.08681
    """
    return _applied("mish", x)


def relu6(x: Any) -> Any:
    r"""The ReLU that saturates at 6.

    .. math:: f(x) = \min(\max(x, 0), 6)
    """
    return _applied("relu6", x)


@checked
def soft_shrink(x: Any, threshold: Real = 0.5) -> Any:
    r"""``x`` shrunk toward zero by ``threshold``.

    .. math:: f(x) = \operatorname{sign}(x) \max(|x| - \theta, 0)
    """
    return _applied("soft_shrink", x, threshold=threshold)


def softsign(x: Any) -> Any:
    r"""Maps numbers to (-1, 1), saturating more slowly than tanh.

    .. math:: f(x) = \frac{x}{1 + |x|}
    """
    return _applied("softsign", x)


def sparse_plus(x: Any) -> Any:
    r"""A ReLU with a parabola between -1 and 1.

    .. math:: f(x) = (x + 1)^2 / 4 \text{ for } -1 < x < 1
    """
    return _applied("sparse_plus", x)


def sparse_sigmoid(x: Any) -> Any:
    r"""A straight line from 0 to 1 between -1 and 1.

    .. math:: f(x) = \min(\max((x + 1) / 2, 0), 1)
    """
    return _applied("sparse_sigmoid", x)


@checked
def sparsemax(x: Any, axis: Axis = -1) -> Any:
    r"""Numbers that sum to 1 along ``axis``, many of them exactly 0.

    .. math:: f(x)_i = \max(x_i - \tau, 0)

    Source:
        Martins and Astudillo, "From softmax to sparsemax" (2016), https://arxiv.org/abs/1602.02068
    """
    return _applied("sparsemax", x, axis=axis)


@checked
def squareplus(x: Any, b: Real = 4) -> Any:
    r"""A smooth ReLU without exponentials.

    .. math:: f(x) = (x + \sqrt{x^2 + b}) / 2
    """
    return _applied("squareplus", x, b=b)


def tanh_shrink(x: Any) -> Any:
    r"""``x`` minus its tanh.

    .. math:: f(x) = x - \tanh x
    """
    return _applied("tanh_shrink", x)


@checked
def threshold(x: Any, threshold: Real, default_value: Real) -> Any:
    r"""``x`` above ``threshold``, else ``default_value``.

    .. math:: f(x) = x \text{ for } x > \theta, \text{ else } v

    Examples:
        >>> threshold([0.5, 2.0], 1.0, -1.0).tolist()
        [-1.0, 2.0]
    """
    return _computed(THRESHOLD, x, threshold=threshold, default_value=default_value)


hard_swish = hard_silu


def get(identifier: Any) -> Callable[..., Any]:
    """The activation function with a name; a function is returned unchanged, and None gives :func:`linear`.

    Raises:
        UnknownNameError: no activation has that name.

    Examples:
        >>> float(get("relu")(-2.0))
        0.0
    """
    if identifier is None:
        return linear
    if callable(identifier):
        found: Callable[..., Any] = identifier
        return found
    return look_up(str(identifier), _FUNCTIONS, where="activation")


def serialize(activation: Callable[..., Any]) -> str:
    """The name of an activation function, which :func:`get` and every layer accept."""
    return str(getattr(activation, "__name__", activation))


@checked
def deserialize(config: Any, custom_objects: Named | None = None) -> Callable[..., Any]:
    """The function that :func:`serialize` named; ``custom_objects`` are custom functions by name."""
    own = custom_objects or {}
    return own[config] if isinstance(config, str) and config in own else get(config)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: globals()[name] for name in __all__ if name not in ("deserialize", "get", "serialize")
}
