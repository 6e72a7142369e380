"""The four counts of yes and no: true and false positives, true and false negatives."""

from __future__ import annotations

from typing import Any

from nervure.arguments import NumType, Probabilities, Word, checked
from nervure.metrics.thresholds import ThresholdMetric, thresholds_of
from nervure.ops.naming import name_of


class ConfusionCount(ThresholdMetric):
    """One of the four counts; a subclass says which in ``counted``."""

    @checked
    def __init__(
        self, thresholds: Probabilities | None = None, name: Word | None = None, dtype: NumType | None = None
    ) -> None:
        self.name = name or name_of(type(self))
        super().__init__(thresholds_of(thresholds, 0.5), name, dtype)

    def result(self) -> Any:
        """The (weighted) count so far; an array for several thresholds."""
        return self.at_thresholds(*self.counts(*self.counted))


class TruePositives(ConfusionCount):
    r"""How many yeses were found.

    .. math:: \sum_n w_n [y_n = 1] [p_n > t]

    Args:
        thresholds: outputs above mean yes; a list gives a count for each.
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Input shape:
        targets and outputs of one shape, or ``(N,)`` beside ``(N, 1)``; targets other than 0 are yes.

    Raises:
        ArgumentError: a threshold is outside [0, 1].
        DataError: a target is negative, when the result is asked for.

    Examples:
        >>> TruePositives()([0, 1, 1, 1], [1, 0, 1, 1])
        2.0
        >>> TruePositives(thresholds=[0.0, 0.5])([0, 1, 1, 1], [0.4, 0.2, 0.9, 0.8]).tolist()
        [3.0, 2.0]
    """

    counted = ("true_positives",)


class FalsePositives(ConfusionCount):
    r"""How many noes were taken for yes.

    .. math:: \sum_n w_n [y_n = 0] [p_n > t]

    Args:
        thresholds: outputs above mean yes; a list gives a count for each.
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Input shape:
        targets and outputs of one shape, or ``(N,)`` beside ``(N, 1)``; targets other than 0 are yes.

    Raises:
        ArgumentError: a threshold is outside [0, 1].
        DataError: a target is negative, when the result is asked for.

    Examples:
        >>> FalsePositives()([0, 1, 0, 0], [0, 0, 1, 1])
        2.0
    """

    counted = ("false_positives",)


class TrueNegatives(ConfusionCount):
    r"""How many noes were found.

    .. math:: \sum_n w_n [y_n = 0] [p_n \le t]

    Args:
        thresholds: outputs above mean yes; a list gives a count for each.
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Input shape:
        targets and outputs of one shape, or ``(N,)`` beside ``(N, 1)``; targets other than 0 are yes.

    Raises:
        ArgumentError: a threshold is outside [0, 1].
        DataError: a target is negative, when the result is asked for.

    Examples:
        >>> TrueNegatives()([0, 1, 0, 0], [1, 1, 0, 0])
        2.0
    """

    counted = ("true_negatives",)


class FalseNegatives(ConfusionCount):
    r"""How many yeses were missed.

    .. math:: \sum_n w_n [y_n = 1] [p_n \le t]

    Args:
        thresholds: outputs above mean yes; a list gives a count for each.
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Input shape:
        targets and outputs of one shape, or ``(N,)`` beside ``(N, 1)``; targets other than 0 are yes.

    Raises:
        ArgumentError: a threshold is outside [0, 1].
        DataError: a target is negative, when the result is asked for.

    Examples:
        >>> FalseNegatives()([0, 1, 1, 1], [0, 1, 0, 0])
        2.0
    """

    counted = ("false_negatives",)
