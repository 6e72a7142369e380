"""The rows of batch normalization fused with its neighbors: arguments of ``OpCase``."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from nervure.kernels.dropout import dropout_apply
from nervure.ops import normalized
from nervure.ops.op import Context
from tests.gradient_check import apart, normal

Row = tuple[Any, ...]

_TRAINING, _INFERENCE = Context(training=True, seed=3, step=5), Context(seed=3, step=5)
_NORMALIZATION = {
    "axis": -1, "momentum": 0.9, "epsilon": 1e-3, "scale": True, "center": True, "frozen": False,
}  # fmt: skip
_DROPOUT = {"rate": 0.4, "stream": 2}
_CONVOLUTION = {"strides": (1, 1), "padding": "same"}


def normalized_by_torch(
    x: Tensor,
    *parameters: Tensor,
    context: Context,
    relu: bool = False,
    pooling: str | None = None,
    drops: bool = False,
) -> Tensor:
    """The steps that are fused, in functions that torch differentiates."""
    gamma, beta, mean, variance = parameters
    if context.training:
        axes = tuple(range(x.ndim - 1))
        mean, variance = x.mean(axes), x.var(axes, correction=0)
    y = gamma * (x - mean) / (variance + 1e-3).sqrt() + beta
    y = y.relu() if relu else y
    pools = {"max": functional.max_pool2d, "average": functional.avg_pool2d}
    if pooling is not None:
        y = pools[pooling](y.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)
    if drops and context.training:
        y = y * dropout_apply(torch.ones(y.shape, dtype=y.dtype), _DROPOUT["rate"], context.key(2))
    return y


def _row(context: Context, drops: bool = False, **tail: Any) -> Row:
    options = {"normalization": _NORMALIZATION, **tail, **({"dropout": _DROPOUT} if drops else {})}
    statistics = (normal(1, 3), normal(2, 3), normal(3, 3), normal(4, 3).exp())

    def reference(x: Tensor, *parameters: Tensor) -> Tensor:
        return normalized_by_torch(x, *parameters, context=context, drops=drops, **tail)

    return normalized.NORMALIZED, (apart(0, 2, 5, 4, 3),), statistics, options, context, reference, not context.training


def _convolution_row(context: Context, num_weights: int, before_relu: bool, **tail: Any) -> Row:
    options = {
        "num_weights": num_weights, "convolution": _CONVOLUTION, "before_relu": before_relu,
        "normalization": _NORMALIZATION, **tail,
    }  # fmt: skip
    weights = (normal(1, 3, 3, 2, 4) / 2, normal(2, 4))[:num_weights]
    statistics = (normal(3, 4), normal(4, 4), normal(5, 4), normal(6, 4).exp())

    def reference(x: Tensor, *parameters: Tensor) -> Tensor:
        weight, *bias = parameters[:num_weights]
        z = functional.conv2d(x.permute(0, 3, 1, 2), weight.permute(3, 2, 0, 1), *bias, padding=1).permute(0, 2, 3, 1)
        z = z.relu() if before_relu else z
        return normalized_by_torch(z, *parameters[num_weights:], context=context, **tail)

    op, inputs = normalized.CONVOLUTION_NORMALIZED, (apart(7, 2, 5, 4, 2),)
    return op, inputs, (*weights, *statistics), options, context, reference, not context.training, num_weights


NORMALIZED_OPS: tuple[Row, ...] = (
    _row(_TRAINING),
    _row(_TRAINING, relu=True),
    _row(_TRAINING, pooling="max"),
    _row(_INFERENCE, relu=True, pooling="max"),
    _row(_TRAINING, drops=True, pooling="max"),
    _row(_TRAINING, drops=True, pooling="average"),
    _row(_INFERENCE, drops=True, pooling="average"),
    _convolution_row(_TRAINING, 2, True),
    _convolution_row(_TRAINING, 1, True, pooling="max"),
    _convolution_row(_TRAINING, 1, False, relu=True),
    _convolution_row(_INFERENCE, 2, True, pooling="average"),
)
