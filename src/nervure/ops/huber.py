"""The Huber loss, squared near the target and absolute far from it; and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened_pair


class HuberCache(NamedTuple):
    """Cache for the backward pass of the Huber loss.

    Attributes:
        difference: (..., outputs), output minus target.
        delta: where the loss changes from quadratic to linear.
        dtype: the dtype of the output and of its gradient.
    """

    difference: Tensor
    delta: float
    dtype: torch.dtype


def huber_forward(y_pred: Tensor, y_true: Tensor, *, delta: float = 1.0) -> tuple[Tensor, HuberCache]:
    """``E = 1/C sum_j h(o_j - y_j)`` with ``h(e) = e^2/2`` for ``|e| <= delta``, else ``delta |e| - delta^2/2``.

    Args:
        y_pred: (..., C).
        y_true: (..., C).
        delta: the largest difference that is squared.

    Returns:
        values: (...), and the cache.
    """
    outputs, targets = widened_pair(y_pred, y_true)
    difference = outputs - targets
    # With e = n + r, where n is the part inside [-delta, delta], n^2/2 + delta |r| covers both branches.
    near = difference.clamp(-delta, delta)
    values = (0.5 * near.square() + delta * (difference - near).abs()).mean(-1)
    return values, HuberCache(difference, delta, y_pred.dtype)


def huber_backward(dvalues: Tensor, cache: HuberCache) -> Tensor:
    """``dE/do_j = (o_j - y_j) / C``, never larger than ``delta / C`` in absolute value."""
    outputs = max(cache.difference.shape[-1], 1)
    slope = cache.difference.clamp(-cache.delta, cache.delta)
    return (slope * (dvalues / outputs).unsqueeze(-1)).to(cache.dtype)


HUBER = LossOp("huber", huber_forward, huber_backward)
