"""Piecewise activations: hard, shrinking and sparse ones, and their derivatives."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nervure.ops.op import InputGradient, Op
from nervure.ops.precision import widened


class Relu6Cache(NamedTuple):
    """Cache for the backward pass of relu6: its output ``y``, any shape."""

    y: Tensor


def relu6_forward(z: Tensor) -> tuple[Tensor, Relu6Cache]:
    r"""The rectifier that saturates at 6, a range in which few bits still distinguish numbers.

    .. math:: y = \min(\max(z, 0), 6)

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Krizhevsky, "Convolutional deep belief networks on CIFAR-10" (2010)
    """
    y = z.clamp(0.0, 6.0)
    return y, Relu6Cache(y)


def relu6_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy`` where ``0 < y < 6``, else 0."""
    return dy.masked_fill((y <= 0) | (y >= 6), 0.0)


def relu6_backward(dy: Tensor, cache: Relu6Cache) -> InputGradient:
    """``dz = dy`` where ``0 < y < 6``, else 0."""
    return InputGradient(relu6_from_output(dy, cache.y))


class HardTanhCache(NamedTuple):
    """Cache for the backward pass of hard_tanh: its output ``y``, any shape."""

    y: Tensor


def hard_tanh_forward(z: Tensor) -> tuple[Tensor, HardTanhCache]:
    r"""A straight line from -1 to 1, flat outside: tanh without exponentials.

    .. math:: y = \min(\max(z, -1), 1)

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Collobert, "Large scale machine learning" (2004)
    """
    y = z.clamp(-1.0, 1.0)
    return y, HardTanhCache(y)


def hard_tanh_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy`` where ``-1 < y < 1``, else 0."""
    return dy.masked_fill(y.abs() >= 1, 0.0)


def hard_tanh_backward(dy: Tensor, cache: HardTanhCache) -> InputGradient:
    """``dz = dy`` where ``-1 < y < 1``, else 0."""
    return InputGradient(hard_tanh_from_output(dy, cache.y))


class HardSigmoidCache(NamedTuple):
    """Cache for the backward pass of hard_sigmoid: its output ``y``, any shape."""

    y: Tensor


def hard_sigmoid_forward(z: Tensor) -> tuple[Tensor, HardSigmoidCache]:
    r"""A straight line from 0 to 1, flat outside: the sigmoid without exponentials.

    .. math:: y = \min(\max(z / 6 + 1/2, 0), 1)

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Courbariaux, Bengio and David, "BinaryConnect" (2015), https://arxiv.org/abs/1511.00363
    """
    y = (widened(z) / 6 + 0.5).clamp(0.0, 1.0).to(z.dtype)
    return y, HardSigmoidCache(y)


def hard_sigmoid_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy / 6`` where ``0 < y < 1``, else 0."""
    return (dy / 6).masked_fill((y <= 0) | (y >= 1), 0.0)


def hard_sigmoid_backward(dy: Tensor, cache: HardSigmoidCache) -> InputGradient:
    """``dz = dy / 6`` where ``0 < y < 1``, else 0."""
    return InputGradient(hard_sigmoid_from_output(dy, cache.y))


class SparseSigmoidCache(NamedTuple):
    """Cache for the backward pass of sparse_sigmoid: its output ``y``, any shape."""

    y: Tensor


def sparse_sigmoid_forward(z: Tensor) -> tuple[Tensor, SparseSigmoidCache]:
    r"""A straight line from 0 at -1 to 1 at 1, flat outside.

    .. math:: y = \min(\max((z + 1) / 2, 0), 1)

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.
    """
    y = (widened(z) * 0.5 + 0.5).clamp(0.0, 1.0).to(z.dtype)
    return y, SparseSigmoidCache(y)


def sparse_sigmoid_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy / 2`` where ``0 < y < 1``, else 0."""
    return (dy / 2).masked_fill((y <= 0) | (y >= 1), 0.0)


def sparse_sigmoid_backward(dy: Tensor, cache: SparseSigmoidCache) -> InputGradient:
    """``dz = dy / 2`` where ``0 < y < 1``, else 0."""
    return InputGradient(sparse_sigmoid_from_output(dy, cache.y))


class SparsePlusCache(NamedTuple):
    """Cache for the backward pass of sparse_plus: its output ``y``, any shape."""

    y: Tensor


def sparse_plus_forward(z: Tensor) -> tuple[Tensor, SparsePlusCache]:
    r"""A rectifier with a parabola in place of the bend; its slope is the sparse sigmoid.

    .. math:: y = \begin{cases} 0 & z \le -1 \\ (z + 1)^2 / 4 & -1 < z < 1 \\ z & z \ge 1 \end{cases}

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.
    """
    wide = widened(z)
    arc = (wide + 1) * (wide + 1) / 4
    y = torch.where(wide >= 1, wide, arc.masked_fill(wide <= -1, 0.0)).to(z.dtype)
    return y, SparsePlusCache(y)


def sparse_plus_from_output(dy: Tensor, y: Tensor) -> Tensor:
    """``dz = dy min(sqrt(y), 1)``, since ``sqrt(y) = (z + 1) / 2`` on the parabola."""
    return (dy * widened(y).sqrt().clamp(max=1.0)).to(dy.dtype)


def sparse_plus_backward(dy: Tensor, cache: SparsePlusCache) -> InputGradient:
    """``dz = dy min(sqrt(y), 1)``, since ``sqrt(y) = (z + 1) / 2`` on the parabola."""
    return InputGradient(sparse_plus_from_output(dy, cache.y))


class HardShrinkCache(NamedTuple):
    """Cache for the backward pass of hard_shrink.

    Attributes:
        y: the output, any shape.
        threshold: theta >= 0.
    """

    y: Tensor
    threshold: float


def hard_shrink_forward(z: Tensor, *, threshold: float = 0.5) -> tuple[Tensor, HardShrinkCache]:
    r"""Sets small numbers to 0 and passes the rest.

    .. math:: y = \begin{cases} z & |z| > \theta \\ 0 & |z| \le \theta \end{cases}

    Args:
        z: any shape.
        threshold: theta >= 0.

    Returns:
        y: shaped like z; and the cache.
    """
    y = z.masked_fill(z.abs() <= threshold, 0.0)
    return y, HardShrinkCache(y, threshold)


def hard_shrink_from_output(dy: Tensor, y: Tensor, *, threshold: float = 0.5) -> Tensor:
    """``dz = dy`` where y is not 0, else 0."""
    return dy.masked_fill(y == 0, 0.0)


def hard_shrink_backward(dy: Tensor, cache: HardShrinkCache) -> InputGradient:
    """``dz = dy`` where y is not 0, else 0."""
    return InputGradient(hard_shrink_from_output(dy, cache.y, threshold=cache.threshold))


class SoftShrinkCache(NamedTuple):
    """Cache for the backward pass of soft_shrink.

    Attributes:
        y: the output, any shape.
        threshold: theta >= 0.
    """

    y: Tensor
    threshold: float


def soft_shrink_forward(z: Tensor, *, threshold: float = 0.5) -> tuple[Tensor, SoftShrinkCache]:
    r"""Moves every number toward 0 by the threshold; small numbers become 0.

    .. math:: y = \operatorname{sign}(z) \max(|z| - \theta, 0)

    Args:
        z: any shape.
        threshold: theta >= 0.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Donoho, "De-noising by soft-thresholding" (1995), https://doi.org/10.1109/18.382009
    """
    y = torch.where(z > threshold, z - threshold, torch.where(z < -threshold, z + threshold, z * 0.0))
    return y, SoftShrinkCache(y, threshold)


def soft_shrink_from_output(dy: Tensor, y: Tensor, *, threshold: float = 0.5) -> Tensor:
    """``dz = dy`` where y is not 0, else 0."""
    return dy.masked_fill(y == 0, 0.0)


def soft_shrink_backward(dy: Tensor, cache: SoftShrinkCache) -> InputGradient:
    """``dz = dy`` where y is not 0, else 0."""
    return InputGradient(soft_shrink_from_output(dy, cache.y, threshold=cache.threshold))


class HardSiluCache(NamedTuple):
    """Cache for the backward pass of hard_silu: its input ``z``, any shape."""

    z: Tensor


def hard_silu_forward(z: Tensor) -> tuple[Tensor, HardSiluCache]:
    r"""The input times its hard sigmoid; also called hard swish.

    .. math:: y = z \min(\max(z / 6 + 1/2, 0), 1)

    Args:
        z: any shape.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Howard et al., "Searching for MobileNetV3" (2019), https://arxiv.org/abs/1905.02244
    """
    y = functional.hardswish(z)
    return y, HardSiluCache(z)


def hard_silu_backward(dy: Tensor, cache: HardSiluCache) -> InputGradient:
    """``dz = dy (z / 3 + 1/2)`` between -3 and 3, 0 below, ``dy`` above."""
    z = widened(cache.z)
    return InputGradient((dy * torch.where(z > 3, 1.0, z / 3 + 0.5).masked_fill(z < -3, 0.0)).to(dy.dtype))


class ThresholdCache(NamedTuple):
    """Cache for the backward pass of threshold.

    Attributes:
        z: the input, any shape.
        threshold: theta.
        default_value: v.
    """

    z: Tensor
    threshold: float
    default_value: float


def threshold_forward(
    z: Tensor, *, threshold: float = 0.0, default_value: float = 0.0
) -> tuple[Tensor, ThresholdCache]:
    r"""Passes numbers above the threshold and replaces the rest by one value.

    .. math:: y = \begin{cases} z & z > \theta \\ v & z \le \theta \end{cases}

    Args:
        z: any shape.
        threshold: theta.
        default_value: v.

    Returns:
        y: shaped like z; and the cache.
    """
    y = z.masked_fill(z <= threshold, default_value)
    return y, ThresholdCache(z, threshold, default_value)


def threshold_backward(dy: Tensor, cache: ThresholdCache) -> InputGradient:
    """``dz = dy`` where ``z > threshold``, else 0."""
    z = widened(cache.z)
    return InputGradient(dy.masked_fill(z <= cache.threshold, 0.0))


RELU6 = Op("relu6", relu6_forward, relu6_backward)
HARD_TANH = Op("hard_tanh", hard_tanh_forward, hard_tanh_backward)
HARD_SIGMOID = Op("hard_sigmoid", hard_sigmoid_forward, hard_sigmoid_backward)
SPARSE_SIGMOID = Op("sparse_sigmoid", sparse_sigmoid_forward, sparse_sigmoid_backward)
SPARSE_PLUS = Op("sparse_plus", sparse_plus_forward, sparse_plus_backward)
HARD_SHRINK = Op("hard_shrink", hard_shrink_forward, hard_shrink_backward)
SOFT_SHRINK = Op("soft_shrink", soft_shrink_forward, soft_shrink_backward)
HARD_SILU = Op("hard_silu", hard_silu_forward, hard_silu_backward)
THRESHOLD = Op("threshold", threshold_forward, threshold_backward)
