"""InverseTimeDecay: divides the rate by a number that grows with the step."""

from __future__ import annotations

import math

from nervure.arguments import AboveZero, Factor, Flag, Word, checked
from nervure.optimizers.schedules.schedule import LearningRateSchedule


class InverseTimeDecay(LearningRateSchedule):
    r"""Adds ``decay_rate`` to the divisor every ``decay_steps`` steps: the rate falls fast at first, then slowly.

    .. math:: \eta_t = \frac{\eta_0}{1 + r t / T}

    Args:
        initial_learning_rate: :math:`\eta_0`.
        decay_steps: T, in steps.
        decay_rate: r.
        staircase: whether to round t / T down, so that the rate falls in steps.
        name: has no effect.

    Raises:
        ArgumentError: an argument is not a number, or is out of range.

    Examples:
        >>> schedule = InverseTimeDecay(0.1, decay_steps=100, decay_rate=1.0)
        >>> schedule(0), schedule(100), schedule(300)
        (0.1, 0.05, 0.025)
    """

    @checked
    def __init__(
        self,
        initial_learning_rate: Factor,
        decay_steps: AboveZero,
        decay_rate: Factor,
        staircase: Flag = False,
        name: Word | None = "InverseTimeDecay",
    ) -> None:
        super().__init__()
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        self.name = name

    def __call__(self, step: int) -> float:
        """The rate of update number ``step``."""
        part = step / self.decay_steps
        return self.initial_learning_rate / (1 + self.decay_rate * (math.floor(part) if self.staircase else part))
