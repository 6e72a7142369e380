"""CosineDecay: half a cosine wave down, after an optional warm-up."""

from __future__ import annotations

import math

from nervure.arguments import AboveZero, Factor, Word, checked
from nervure.optimizers.schedules.schedule import LearningRateSchedule


class CosineDecay(LearningRateSchedule):
    r"""Falls along half a cosine wave: slowly, fast, slowly. With ``warmup_target`` it first rises linearly.

    The warm-up lets Adam's moments and normalization statistics settle before steps become large.

    .. math:: \eta_t = \eta_0 \left( (1 - \alpha) \frac{1 + \cos(\pi t / T)}{2} + \alpha \right), \quad t \le T

    Args:
        initial_learning_rate: :math:`\eta_0`, or the rate at the start of the warm-up.
        decay_steps: T, in steps, without the warm-up.
        alpha: the fraction of the rate left at the end.
        name: has no effect.
        warmup_target: the rate at the end of the warm-up; None for no warm-up.
        warmup_steps: the length of the warm-up, in steps.

    Raises:
        ArgumentError: an argument is not a number, or is out of range.

    Source:
        Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017),
        https://arxiv.org/abs/1608.03983

    Examples:
        >>> schedule = CosineDecay(0.0, decay_steps=100, warmup_target=0.1, warmup_steps=10)
        >>> schedule(5), schedule(10), round(schedule(60), 9), schedule(110)
        (0.05, 0.1, 0.05, 0.0)
    """

    @checked
    def __init__(
        self,
        initial_learning_rate: Factor,
        decay_steps: AboveZero,
        alpha: Factor = 0.0,
        name: Word | None = "CosineDecay",
        warmup_target: Factor | None = None,
        warmup_steps: Factor = 0,
    ) -> None:
        super().__init__()
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.alpha = alpha
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps
        if warmup_target is not None:
            self.warmup_target = warmup_target
        self.name = name

    def __call__(self, step: int) -> float:
        """The rate of update number ``step``."""
        highest, warmup = self.initial_learning_rate, 0.0
        if self.warmup_target is not None:
            highest, warmup = self.warmup_target, self.warmup_steps
            if step < warmup:
                return (highest - self.initial_learning_rate) * (step / warmup) + self.initial_learning_rate
        part = min(step - warmup, self.decay_steps) / self.decay_steps
        return highest * ((1 - self.alpha) * 0.5 * (1 + math.cos(math.pi * part)) + self.alpha)
