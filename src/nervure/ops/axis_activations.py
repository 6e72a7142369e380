"""Activations along an axis: log softmax, sparsemax, the gated linear unit, and their derivatives."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import InputGradient, Op
from nervure.ops.precision import widened


class LogSoftmaxCache(NamedTuple):
    """Cache for the backward pass of log softmax.

    Attributes:
        y: the logarithms, any shape.
        axis: the axis along which the probabilities sum to 1.
    """

    y: Tensor
    axis: int | tuple[int, ...]


def log_softmax_forward(z: Tensor, *, axis: int | tuple[int, ...] = -1) -> tuple[Tensor, LogSoftmaxCache]:
    r"""The logarithms of the softmax probabilities.

    .. math:: y_k = z_k - m - \ln \sum_j e^{z_j - m}, \quad m = \max_j z_j

    Args:
        z: any shape.
        axis: the axis, or the axes, along which the probabilities sum to 1.

    Returns:
        y: shaped like z; and the cache.
    """
    y = torch.log_softmax(z, axis) if isinstance(axis, int) else z - z.logsumexp(axis, keepdim=True)
    return y, LogSoftmaxCache(y, axis)


def log_softmax_backward(dy: Tensor, cache: LogSoftmaxCache) -> InputGradient:
    """``dz_k = dy_k - e^y_k sum_j dy_j``."""
    wide = widened(dy)
    return InputGradient((wide - widened(cache.y).exp() * wide.sum(cache.axis, keepdim=True)).to(dy.dtype))


class SparsemaxCache(NamedTuple):
    """Cache for the backward pass of sparsemax.

    Attributes:
        y: the probabilities, any shape.
        axis: the axis along which they sum to 1.
    """

    y: Tensor
    axis: int


def sparsemax_forward(z: Tensor, *, axis: int = -1) -> tuple[Tensor, SparsemaxCache]:
    r"""Sparse probabilities, many of them exactly 0: the nearest point of the simplex.

    .. math:: y_k = \max(z_k - \tau, 0), \quad \sum_k y_k = 1

    Keras 3.15 computes a different tau, with which the numbers do not sum to 1; here they do, as in the paper.

    Args:
        z: any shape.
        axis: the axis along which the probabilities sum to 1.

    Returns:
        y: shaped like z; and the cache.

    Source:
        Martins and Astudillo, "From softmax to sparsemax" (2016), https://arxiv.org/abs/1602.02068
    """
    wide = widened(z)
    ordered = wide.sort(axis, descending=True).values
    sums = ordered.cumsum(axis)
    count_shape = [1] * z.ndim
    count_shape[axis] = -1
    counts = torch.arange(1, z.shape[axis] + 1, device=z.device, dtype=wide.dtype).reshape(count_shape)
    supported = ordered - (sums - 1) / counts > 0
    size = supported.sum(axis, keepdim=True)
    threshold = (torch.where(supported, ordered, 0.0).sum(axis, keepdim=True) - 1) / size
    y = (wide - threshold).clamp(min=0.0).to(z.dtype)
    return y, SparsemaxCache(y, axis)


def sparsemax_backward(dy: Tensor, cache: SparsemaxCache) -> InputGradient:
    """``dz = dy`` minus its mean over the positions where y is not 0; 0 elsewhere."""
    supported = cache.y > 0
    wide = torch.where(supported, widened(dy), 0.0)
    mean = wide.sum(cache.axis, keepdim=True) / supported.sum(cache.axis, keepdim=True)
    return InputGradient(torch.where(supported, wide - mean, 0.0).to(dy.dtype))


class GluCache(NamedTuple):
    """Cache for the backward pass of the gated linear unit.

    Attributes:
        value: the first half, which is gated.
        gate: the sigmoid of the second half.
        axis: the axis that was halved.
    """

    value: Tensor
    gate: Tensor
    axis: int


def glu_forward(z: Tensor, *, axis: int = -1) -> tuple[Tensor, GluCache]:
    r"""The gated linear unit: one half of the input gates the other half.

    .. math:: y = a \odot \sigma(b), \quad z = (a, b)

    Args:
        z: any shape, with an even size along ``axis``.
        axis: the axis that is halved.

    Returns:
        y: shaped like z, but half the size along ``axis``; and the cache.

    Source:
        Dauphin, Fan, Auli and Grangier, "Language modeling with gated convolutional networks" (2017),
        https://arxiv.org/abs/1612.08083
    """
    half = z.shape[axis] // 2
    value, gate = z.narrow(axis, 0, half), torch.sigmoid(widened(z.narrow(axis, half, half)))
    return (value * gate).to(z.dtype), GluCache(value, gate, axis)


def glu_backward(dy: Tensor, cache: GluCache) -> InputGradient:
    """``da = dy s``, ``db = dy a s (1 - s)`` with ``s = sigmoid(b)``, one after the other."""
    halves = dy * cache.gate, dy * cache.value * cache.gate * (1 - cache.gate)
    return InputGradient(torch.cat(halves, cache.axis).to(dy.dtype))


LOG_SOFTMAX = Op("log_softmax", log_softmax_forward, log_softmax_backward)
SPARSEMAX = Op("sparsemax", sparsemax_forward, sparsemax_backward)
GLU = Op("glu", glu_forward, glu_backward)
