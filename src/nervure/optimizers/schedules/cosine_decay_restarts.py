"""CosineDecayRestarts: half a cosine wave down, repeatedly."""

from __future__ import annotations

import math

from nervure.arguments import AboveZero, Factor, Multiple, Word, checked
from nervure.optimizers.schedules.schedule import LearningRateSchedule


class CosineDecayRestarts(LearningRateSchedule):
    r"""Falls along half a cosine wave, jumps up and falls again, each time for longer or from lower.

    The jumps take the weights out of narrow minima; just before each jump the network is at its best. At step t of
    period i, counted from 0:

    .. math::
        \eta = \eta_0 \left( (1 - \alpha) m^i \frac{1 + \cos(\pi t / T_i)}{2} + \alpha \right), \qquad T_i = k^i T_0

    The end of a period is found by summing lengths; Keras uses float32 logarithms, which may jump a step late.

    Args:
        initial_learning_rate: :math:`\eta_0`.
        first_decay_steps: :math:`T_0`, in steps.
        t_mul: k, at least 1: the ratio of each period's length to the previous one's.
        m_mul: m: the ratio of each period's initial rate to the previous one's.
        alpha: the fraction of the rate left at the end of a period.
        name: has no effect.

    Raises:
        ArgumentError: an argument is not a number, or is out of range.

    Source:
        Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017),
        https://arxiv.org/abs/1608.03983

    Examples:
        >>> schedule = CosineDecayRestarts(0.1, first_decay_steps=100)
        >>> round(schedule(50), 9), schedule(100), round(schedule(200), 9), schedule(300)
        (0.05, 0.1, 0.05, 0.1)
    """

    @checked
    def __init__(
        self,
        initial_learning_rate: Factor,
        first_decay_steps: AboveZero,
        t_mul: Multiple = 2.0,
        m_mul: Factor = 1.0,
        alpha: Factor = 0.0,
        name: Word | None = "SGDRDecay",
    ) -> None:
        super().__init__()
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = first_decay_steps
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def __call__(self, step: int) -> float:
        """The rate of update number ``step``."""
        period, part = self._place(step)
        wave = self.m_mul**period * 0.5 * (1 + math.cos(math.pi * part))
        return float(self.initial_learning_rate * ((1 - self.alpha) * wave + self.alpha))

    def _place(self, step: int) -> tuple[int, float]:
        """The number of the period, and the fraction of it that has passed."""
        length = self.first_decay_steps
        if self.t_mul == 1:
            period, rest = divmod(step, length)
            return int(period), rest / length
        period, begin = 0, 0.0
        # 1000 + 1100 + 1210 is a little more in floating point: a period must not end a step late because of it.
        while step * (1 + 1e-12) >= begin + length:
            period, begin, length = period + 1, begin + length, length * self.t_mul
        return period, (step - begin) / length
