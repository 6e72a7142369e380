"""A penalty on what a layer gives: a value of the plan that is added to the loss."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from nervure.ops.op import InputGradient, Op
from nervure.parameter import Penalty


class ActivityPenaltyCache(NamedTuple):
    """What the backward pass of a penalty on activities needs.

    Attributes:
        x: the activities.
        regularizer: the penalty.
    """

    x: Tensor
    regularizer: Penalty


def activity_penalty_forward(x: Tensor, *, regularizer: Penalty) -> tuple[Tensor, ActivityPenaltyCache]:
    """``penalty = R(x) / N``, so that it weighs the same whatever the size of the batch.

    Args:
        x: (N, ...), what a layer gives.
        regularizer: R and its derivative.

    Returns:
        penalty: a scalar, and the cache. An empty batch has none.
    """
    return regularizer.penalty(x) / max(len(x), 1), ActivityPenaltyCache(x, regularizer)


def activity_penalty_backward(dpenalty: Tensor, cache: ActivityPenaltyCache) -> InputGradient:
    """``dx = dpenalty R'(x) / N``."""
    x, regularizer = cache
    return InputGradient(regularizer.gradient(x) * (dpenalty / max(len(x), 1)))


# In float32 at least: the sum over a batch of bfloat16 numbers keeps no digits.
ACTIVITY_PENALTY = Op("activity_penalty", activity_penalty_forward, activity_penalty_backward, computes_in_float32=True)
