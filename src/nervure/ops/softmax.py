"""Softmax, and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import InputGradient, Op
from nervure.ops.precision import widened


class SoftmaxCache(NamedTuple):
    """Cache for the backward pass of softmax.

    Attributes:
        y: the probabilities, any shape.
        axis: the axis along which they sum to 1.
    """

    y: Tensor
    axis: int | tuple[int, ...]


def softmax_forward(z: Tensor, *, axis: int | tuple[int, ...] = -1) -> tuple[Tensor, SoftmaxCache]:
    r"""Turns any numbers into probabilities: positive, with sum 1.

    .. math:: y_k = \frac{e^{z_k - m}}{\sum_j e^{z_j - m}}, \quad m = \max_j z_j

    The shift by m changes nothing in exact arithmetic; without it, e^z overflows from z = 89 on in float32.

    Args:
        z: any shape.
        axis: the axis, or the axes, along which the probabilities sum to 1.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Bridle, "Probabilistic interpretation of feedforward classification network outputs" (1990),
        https://doi.org/10.1007/978-3-642-76153-9_28
    """
    # Both subtract the maximum themselves.
    y = torch.softmax(z, axis) if isinstance(axis, int) else (z - z.logsumexp(axis, keepdim=True)).exp()
    return y, SoftmaxCache(y, axis)


def softmax_backward(dy: Tensor, cache: SoftmaxCache) -> InputGradient:
    """``dz_k = y_k (dy_k - sum_j dy_j y_j)``: what raises one probability lowers the others."""
    y = widened(cache.y)
    return InputGradient((y * (dy - (dy * y).sum(cache.axis, keepdim=True))).to(dy.dtype))


SOFTMAX = Op("softmax", softmax_forward, softmax_backward)
