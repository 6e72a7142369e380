"""The moving averages of batch normalization, which need many steps to leave their start: mean 0, variance 1."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.ops.batch_normalization import BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION

# The share of the initial values left in reliable averages. Not 0.05: the convolutions of a fresh lecture_cnn have
# variances of 0.0004 to 0.005 on digits, compared with which a twentieth of the initial 1 is large.
MOST_LEFT = 0.005


def normalizing(plan: Plan) -> Iterator[Step]:
    """The steps that use batch statistics in training."""
    for step in plan.steps:
        if step.op in (BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION) and not step.options["frozen"]:
            yield step


def steps_to_settle(momentum: float) -> float:
    r"""The number of steps until 1/200 of the initial values is left, :math:`\lceil\log 0.005 / \log m\rceil`.

    Args:
        momentum: :math:`m`, the decay rate of the averages; at 1 they never change.

    Examples:
        >>> steps_to_settle(0.9), steps_to_settle(0.99), steps_to_settle(1.0)
        (51, 528, inf)
    """
    if not 0 < momentum < 1:
        return math.inf if momentum else 1
    return math.ceil(math.log(MOST_LEFT) / math.log(momentum))
