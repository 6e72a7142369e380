"""The four binary counts: true and false positives, true and false negatives."""

from __future__ import annotations

from typing import Any

from nervure.arguments import NumType, Probabilities, Word, checked
from nervure.metrics.thresholds import ThresholdMetric, thresholds_of
from nervure.ops.naming import name_of


class ConfusionCount(ThresholdMetric):
    """One of the four counts, which a subclass names in ``counted``."""

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
    r"""The number of true positives.

    .. math:: \sum_n w_n [y_n = 1] [p_n > t]

    Args:
        thresholds: outputs above it are positive; a list gives one count per threshold.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets and outputs of the same shape, or ``(N,)`` and ``(N, 1)``; nonzero targets are positive.

    Raises:
        ArgumentError: a threshold is outside [0, 1].
        DataError: a target is negative; raised when the result is read.

    Examples:
        >>> TruePositives()([0, 1, 1, 1], [1, 0, 1, 1])
        2.0
        >>> TruePositives(thresholds=[0.0, 0.5])([0, 1, 1, 1], [0.4, 0.2, 0.9, 0.8]).tolist()
        [3.0, 2.0]
    """

    counted = ("true_positives",)


class FalsePositives(ConfusionCount):
    r"""The number of false positives.

    .. math:: \sum_n w_n [y_n = 0] [p_n > t]

    Args:
        thresholds: outputs above it are positive; a list gives one count per threshold.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets and outputs of the same shape, or ``(N,)`` and ``(N, 1)``; nonzero targets are positive.

    Raises:
        ArgumentError: a threshold is outside [0, 1].
        DataError: a target is negative; raised when the result is read.

    Examples:
        >>> FalsePositives()([0, 1, 0, 0], [0, 0, 1, 1])
        2.0
    """

    counted = ("false_positives",)


class TrueNegatives(ConfusionCount):
    r"""The number of true negatives.

    .. math:: \sum_n w_n [y_n = 0] [p_n \le t]

    Args:
        thresholds: outputs above it are positive; a list gives one count per threshold.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets and outputs of the same shape, or ``(N,)`` and ``(N, 1)``; nonzero targets are positive.

    Raises:
        ArgumentError: a threshold is outside [0, 1].
        DataError: a target is negative; raised when the result is read.

    Examples:
        >>> TrueNegatives()([0, 1, 0, 0], [1, 1, 0, 0])
        2.0
    """

    counted = ("true_negatives",)


class FalseNegatives(ConfusionCount):
    r"""The number of false negatives.

    .. math:: \sum_n w_n [y_n = 1] [p_n \le t]

    Args:
        thresholds: outputs above it are positive; a list gives one count per threshold.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets and outputs of the same shape, or ``(N,)`` and ``(N, 1)``; nonzero targets are positive.

    Raises:
        ArgumentError: a threshold is outside [0, 1].
        DataError: a target is negative; raised when the result is read.

    Examples:
        >>> FalseNegatives()([0, 1, 1, 1], [0, 1, 0, 0])
        2.0
    """

    counted = ("false_negatives",)
