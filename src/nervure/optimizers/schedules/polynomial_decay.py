"""PolynomialDecay: the rate falls to a final value along a power of the remaining time."""

from __future__ import annotations

import math

from nervure.arguments import AboveZero, Factor, Flag, Word, checked
from nervure.optimizers.schedules.schedule import LearningRateSchedule


class PolynomialDecay(LearningRateSchedule):
    r"""Falls from one rate to another in ``decay_steps`` steps: linearly, or along a power.

    .. math:: \eta_t = (\eta_0 - \eta_T) (1 - t / T)^p + \eta_T, \quad t \le T

    Afterwards it stays at the final rate; with ``cycle`` it rises again and T grows to the next multiple.

    Args:
        initial_learning_rate: :math:`\eta_0`.
        decay_steps: T, in steps.
        end_learning_rate: :math:`\eta_T`.
        power: p; 1 is linear.
        cycle: whether to restart, from a lower rate, after each ``decay_steps`` steps.
        name: has no effect.

    Raises:
        ArgumentError: an argument is not a number, or is out of range.

    Examples:
        >>> schedule = PolynomialDecay(0.1, decay_steps=100, end_learning_rate=0.0, power=2.0)
        >>> schedule(0), schedule(50), schedule(100), schedule(1000)
        (0.1, 0.025, 0.0, 0.0)
    """

    @checked
    def __init__(
        self,
        initial_learning_rate: Factor,
        decay_steps: AboveZero,
        end_learning_rate: Factor = 0.0001,
        power: Factor = 1.0,
        cycle: Flag = False,
        name: Word | None = "PolynomialDecay",
    ) -> None:
        super().__init__()
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        self.name = name

    def __call__(self, step: int) -> float:
        """The rate of update number ``step``."""
        length = self.decay_steps
        if self.cycle:
            length *= max(1, math.ceil(step / self.decay_steps))
        left = 1 - min(step, length) / length
        return float((self.initial_learning_rate - self.end_learning_rate) * left**self.power + self.end_learning_rate)
