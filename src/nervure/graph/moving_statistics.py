"""The moving averages of batch normalisation, which need steps to leave where they start: mean 0, variance 1."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.ops.batch_normalization import BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION

# Of the starting values, in averages that can be trusted. Not 0.05: what the convolutions of a fresh lecture_cnn give
# for digits has variances of 0.0004 to 0.005, beside which a twentieth of the starting 1 is large.
MOST_LEFT = 0.005


def normalizing(plan: Plan) -> Iterator[Step]:
    """The steps that take their statistics from the batch while training."""
    for step in plan.steps:
        if step.op in (BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION) and not step.options["frozen"]:
            yield step


def steps_to_settle(momentum: float) -> float:
    r"""After how many steps 1 in 200 of the starting values is left, :math:`\lceil\log 0.005 / \log m\rceil`.

    Args:
        momentum: :math:`m`, how much of the averages stays at each step; at 1 they never move.

    Examples:
        >>> steps_to_settle(0.9), steps_to_settle(0.99), steps_to_settle(1.0)
        (51, 528, inf)
    """
    if not 0 < momentum < 1:
        return math.inf if momentum else 1
    return math.ceil(math.log(MOST_LEFT) / math.log(momentum))
