"""PiecewiseConstantDecay: a constant rate for each range of steps."""

from __future__ import annotations

import bisect
import itertools

from nervure.arguments import Bounds, Word, checked
from nervure.errors import ArgumentError
from nervure.optimizers.schedules.schedule import LearningRateSchedule


class PiecewiseConstantDecay(LearningRateSchedule):
    r"""Keeps each rate up to and including the step of its boundary.

    .. math:: \eta_t = v_i, \quad b_{i-1} < t \le b_i

    Args:
        boundaries: b, in steps, increasing.
        values: v, the rates: one more than boundaries.
        name: has no effect.

    Raises:
        ArgumentError: the lengths do not match, a rate is below 0, or the boundaries do not increase.

    Examples:
        >>> schedule = PiecewiseConstantDecay([100, 200], [0.1, 0.01, 0.001])
        >>> schedule(100), schedule(101), schedule(1000)
        (0.1, 0.01, 0.001)
    """

    @checked
    def __init__(
        self,
        boundaries: Bounds,
        values: Bounds,
        name: Word | None = "PiecewiseConstant",
    ) -> None:
        super().__init__()
        self.values = list(values)
        self.boundaries = list(boundaries)
        grows = all(one < other for one, other in itertools.pairwise(self.boundaries))
        if len(self.values) != len(self.boundaries) + 1 or not grows:
            raise ArgumentError.of(
                "schedule.pieces", where=type(self).__name__, boundaries=list(boundaries), values=list(values)
            )
        self.name = name

    def __call__(self, step: int) -> float:
        """The rate of update number ``step``."""
        return self.values[bisect.bisect_left(self.boundaries, step)]
