"""OneCycle: a rise to a high rate, then a fall to far below the start."""

from __future__ import annotations

import math
from collections.abc import Callable

from nervure.arguments import AboveZero, Count, Fraction, Multiple, Word, checked
from nervure.errors import ArgumentError
from nervure.optimizers.schedules.schedule import LearningRateSchedule

_CURVES: dict[str, Callable[[float], float]] = {
    "cosine": lambda part: 0.5 * (1 - math.cos(math.pi * part)),
    "linear": lambda part: part,
}


class OneCycle(LearningRateSchedule):
    r"""Rises to a peak far above the usual rate, then falls to almost nothing: good results in few epochs.

    The high rate in the middle keeps the weights out of narrow minima, and the long fall lets them converge. With the
    curve :math:`c(p)` from 0 to 1, a peak :math:`\hat\eta` at step R and the last step T:

    .. math::
        t \le R: &\quad \eta_t = \hat\eta / d + (\hat\eta - \hat\eta / d) \, c(t / R) \\
        R < t \le T: &\quad \eta_t = \hat\eta - (\hat\eta - \hat\eta / (d f)) \, c((t - R) / (T - R))

    The rates equal those of PyTorch's ``OneCycleLR`` for the same arguments; after the last step the rate is constant.

    Args:
        peak_learning_rate: :math:`\hat\eta`.
        total_steps: the number of steps of the cycle, so that T is one less: ``epochs * batches_per_epoch``.
        rise: the fraction of the cycle taken by the rise.
        initial_divisor: d: the peak divided by the initial rate.
        final_divisor: f: the initial rate divided by the final rate.
        curve: "cosine" or "linear".
        name: has no effect.

    Raises:
        ArgumentError: an argument is not a number, or is out of range.

    Source:
        Smith, Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates" (2017),
        https://arxiv.org/abs/1708.07120

    Examples:
        >>> schedule = OneCycle(0.1, total_steps=101, rise=0.5, initial_divisor=10.0, curve="linear")
        >>> [round(schedule(step), 6) for step in (0, 50, 100)]
        [0.01, 0.09901, 1e-06]
    """

    @checked
    def __init__(
        self,
        peak_learning_rate: AboveZero,
        total_steps: Count,
        rise: Fraction = 0.3,
        initial_divisor: Multiple = 25.0,
        final_divisor: Multiple = 10000.0,
        curve: Word = "cosine",
        name: Word | None = "OneCycle",
    ) -> None:
        super().__init__()
        self.peak_learning_rate = peak_learning_rate
        self.total_steps = total_steps
        self.rise = rise
        self.initial_divisor = initial_divisor
        self.final_divisor = final_divisor
        if curve not in _CURVES:
            where = type(self).__name__
            raise ArgumentError.of("schedule.curve", where=where, known=", ".join(_CURVES), got=repr(curve))
        self.curve = curve
        self.name = name

    def __call__(self, step: int) -> float:
        """The rate of update number ``step``."""
        curve = _CURVES[self.curve]
        peak, last = self.peak_learning_rate, self.total_steps - 1
        first = peak / self.initial_divisor
        top = max(0.0, self.rise * self.total_steps - 1)
        if step < top:
            return first + (peak - first) * curve(step / top)
        part = (min(step, last) - top) / (last - top) if last > top else 0.0
        return peak + (first / self.final_divisor - peak) * curve(part)
