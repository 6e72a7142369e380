"""ExponentialDecay: multiplies the rate by the same factor repeatedly."""

from __future__ import annotations

import math

from nervure.arguments import AboveZero, Factor, Flag, Word, checked
from nervure.optimizers.schedules.schedule import LearningRateSchedule


class ExponentialDecay(LearningRateSchedule):
    r"""Multiplies the rate by ``decay_rate`` every ``decay_steps`` steps, gradually or at once.

    .. math:: \eta_t = \eta_0 \, r^{t / T}

    Args:
        initial_learning_rate: :math:`\eta_0`.
        decay_steps: T, in steps.
        decay_rate: r.
        staircase: whether to round t / T down, so that the rate falls in steps.
        name: has no effect.

    Raises:
        ArgumentError: an argument is not a number, or is out of range.

    Examples:
        >>> schedule = ExponentialDecay(0.1, decay_steps=100, decay_rate=0.5)
        >>> schedule(0), schedule(200)
        (0.1, 0.025)
    """

    @checked
    def __init__(
        self,
        initial_learning_rate: Factor,
        decay_steps: AboveZero,
        decay_rate: AboveZero,
        staircase: Flag = False,
        name: Word | None = "ExponentialDecay",
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
        return float(self.initial_learning_rate * self.decay_rate ** (math.floor(part) if self.staircase else part))
