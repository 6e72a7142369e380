"""Hinge losses: zero beyond the margin, growing as outputs fall short of it; with their derivatives.

Exactly on the margin, the derivative is that of an output short of it, as in TensorFlow (torch halves it).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened_pair


class HingeCache(NamedTuple):
    """Cache for the backward pass of a hinge.

    Attributes:
        slack: (..., outputs), ``1 - y o``: how far an output is short of the margin; negative beyond it.
        signs: targets -1 and 1, shaped like the outputs.
        dtype: the dtype of the output and of its gradient.
    """

    slack: Tensor
    signs: Tensor
    dtype: torch.dtype


def hinge_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, HingeCache]:
    """``E = 1/C sum_j max(1 - y_j o_j, 0)`` over the last axis.

    Args:
        y_pred: (..., C).
        y_true: (..., C), -1 and 1; if a whole batch is 0 or 1, 0 stands for -1.

    Returns:
        values: (...), and the cache.
    """
    cache = _slack(y_pred, y_true)
    return cache.slack.clamp(min=0).mean(-1), cache


def hinge_backward(dvalues: Tensor, cache: HingeCache) -> Tensor:
    """``dE/do_j = -y_j / C`` where the margin is not reached, else 0."""
    slope = _before_margin(cache.slack, -cache.signs)
    return (slope * _spread(dvalues, cache.slack)).to(cache.dtype)


def squared_hinge_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, HingeCache]:
    """``E = 1/C sum_j max(1 - y_j o_j, 0)^2``; arguments as in :func:`hinge_forward`."""
    cache = _slack(y_pred, y_true)
    return cache.slack.clamp(min=0).square().mean(-1), cache


def squared_hinge_backward(dvalues: Tensor, cache: HingeCache) -> Tensor:
    """``dE/do_j = -2 y_j max(1 - y_j o_j, 0) / C``."""
    slope = -2 * cache.signs * cache.slack.clamp(min=0)
    return (slope * _spread(dvalues, cache.slack)).to(cache.dtype)


class CategoricalHingeCache(NamedTuple):
    """Cache for the backward pass of the categorical hinge.

    Attributes:
        others: (..., classes), ``(1 - y_c) o_c``: the outputs of the wrong classes, 0 at the true one.
        worst: the largest of them, the class axis kept as 1.
        values: the loss, the class axis kept as 1.
        y_true: one-hot targets, shaped like the outputs.
        dtype: the dtype of the output and of its gradient.
    """

    others: Tensor
    worst: Tensor
    values: Tensor
    y_true: Tensor
    dtype: torch.dtype


def categorical_hinge_forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, CategoricalHingeCache]:
    """``E = max(max_c (1 - y_c) o_c - sum_c y_c o_c + 1, 0)`` over the last axis.

    Args:
        y_pred: (..., C).
        y_true: (..., C), one-hot rows.

    Returns:
        values: (...), and the cache.
    """
    outputs, targets = widened_pair(y_pred, y_true)
    true = (targets * outputs).sum(-1, keepdim=True)
    others = (1 - targets) * outputs
    worst = others.amax(-1, keepdim=True)
    short = worst - true + 1
    return short.clamp(min=0).squeeze(-1), CategoricalHingeCache(others, worst, short, targets, y_pred.dtype)


def categorical_hinge_backward(dvalues: Tensor, cache: CategoricalHingeCache) -> Tensor:
    """``dE/do_c = (1 - y_c)`` for the worst class, ``-y_c`` for the true one; 0 beyond the margin.

    If several classes are worst, they share it evenly.
    """
    # NaN does not equal anything; the negated comparison keeps it among the worst.
    is_worst = ~(cache.others < cache.worst)
    shared = is_worst.to(cache.others.dtype) / is_worst.sum(-1, keepdim=True)
    slope = _before_margin(cache.values, shared * (1 - cache.y_true) - cache.y_true)
    return (slope * dvalues.unsqueeze(-1)).to(cache.dtype)


def signed(y_true: Tensor) -> Tensor:
    """Targets 0 and 1 as -1 and 1; if any target is another number, all stay unchanged (Keras' rule).

    Args:
        y_true: floating-point targets of any shape, tested as a whole.

    Examples:
        >>> signed(torch.tensor([0.0, 1.0])), signed(torch.tensor([-1.0, 1.0]))
        (tensor([-1.,  1.]), tensor([-1.,  1.]))
    """
    # Decided by a tensor, not by an `if`, so that no value is read back from the device.
    return torch.where(((y_true == 0) | (y_true == 1)).all(), 2 * y_true - 1, y_true)


def _slack(y_pred: Tensor, y_true: Tensor) -> HingeCache:
    outputs, targets = widened_pair(y_pred, y_true)
    signs = signed(targets)
    return HingeCache(1 - signs * outputs, signs, y_pred.dtype)


def _before_margin(slack: Tensor, slope: Tensor) -> Tensor:
    """``slope`` where the margin is not exceeded, else 0; NaN stays NaN."""
    return torch.where(slack.isnan(), slack, torch.where(slack >= 0, slope, 0.0))


def _spread(dvalues: Tensor, outputs: Tensor) -> Tensor:
    return (dvalues / max(outputs.shape[-1], 1)).unsqueeze(-1)


HINGE = LossOp("hinge", hinge_forward, hinge_backward)
SQUARED_HINGE = LossOp("squared_hinge", squared_hinge_forward, squared_hinge_backward)
CATEGORICAL_HINGE = LossOp("categorical_hinge", categorical_hinge_forward, categorical_hinge_backward)
