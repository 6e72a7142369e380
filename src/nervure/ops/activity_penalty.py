"""A penalty on a layer's output: a value in the plan that is added to the loss."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from nervure.ops.op import InputGradient, Op
from nervure.parameter import Penalty


class ActivityPenaltyCache(NamedTuple):
    """Cache for the backward pass of a penalty on activities.

    Attributes:
        x: the activities.
        regularizer: the penalty.
    """

    x: Tensor
    regularizer: Penalty


def activity_penalty_forward(x: Tensor, *, regularizer: Penalty) -> tuple[Tensor, ActivityPenaltyCache]:
    """``penalty = R(x) / N``, so its weight does not depend on the batch size.

    Args:
        x: (N, ...), the output of a layer.
        regularizer: R and its derivative.

    Returns:
        penalty: a scalar, and the cache. An empty batch has no penalty.
    """
    return regularizer.penalty(x) / max(len(x), 1), ActivityPenaltyCache(x, regularizer)


def activity_penalty_backward(dpenalty: Tensor, cache: ActivityPenaltyCache) -> InputGradient:
    """``dx = dpenalty R'(x) / N``."""
    x, regularizer = cache
    return InputGradient(regularizer.gradient(x) * (dpenalty / max(len(x), 1)))


# At least float32: a sum over a batch in bfloat16 loses its digits.
ACTIVITY_PENALTY = Op("activity_penalty", activity_penalty_forward, activity_penalty_backward, computes_in_float32=True)
