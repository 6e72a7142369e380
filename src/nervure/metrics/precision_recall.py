"""Precision and recall."""

from __future__ import annotations

from typing import Any

from nervure.arguments import FromZero, NumType, Probabilities, Word, checked
from nervure.metrics.thresholds import NEVER, ThresholdMetric, ratio, thresholds_of
from nervure.ops.naming import name_of


class PrecisionOrRecall(ThresholdMetric):
    """A ratio of true positives; a subclass names its counts in ``counted``."""

    direction = "up"

    @checked
    def __init__(
        self,
        thresholds: Probabilities | None = None,
        top_k: int | None = None,
        class_id: FromZero | None = None,
        name: Word | None = None,
        dtype: NumType | None = None,
    ) -> None:
        self.name = name or name_of(type(self))
        # All top k outputs are positive, unless a threshold is given as well.
        default = 0.5 if top_k is None else NEVER
        super().__init__(thresholds_of(thresholds, default), name, dtype, top_k, class_id)

    def result(self) -> Any:
        """The ratio so far, 0 if nothing counts; an array for several thresholds."""
        return self.at_thresholds(ratio(*self.counts(*self.counted)))


class Precision(PrecisionOrRecall):
    r"""The fraction of predicted positives that are positive.

    .. math:: \frac{TP}{TP + FP}

    Args:
        thresholds: outputs above it are positive; a list gives one precision per threshold.
        top_k: only the k largest outputs of a row can be positive (and are, unless ``thresholds`` is given).
        class_id: the only output column to evaluate.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets and outputs of the same shape, or ``(N,)`` and ``(N, 1)``; nonzero targets are positive.

    Raises:
        ArgumentError: a threshold is outside [0, 1], or there is no column ``class_id``.
        DataError: a target is negative; raised when the result is read.

    Source:
        Kent, Berry, Luehrs, Perry, "Machine literature searching VIII" (1955),
        https://doi.org/10.1002/asi.5090060209

    Examples:
        >>> round(Precision()([0, 1, 1, 1], [1, 0, 1, 1]), 4)
        0.6667
        >>> Precision(top_k=2)([[0, 0, 1, 1]], [[0.1, 0.3, 0.4, 0.2]])
        0.5
    """

    counted = ("true_positives", "false_positives")


class Recall(PrecisionOrRecall):
    r"""The fraction of positives that were found; also called sensitivity.

    .. math:: \frac{TP}{TP + FN}

    Args:
        thresholds: outputs above it are positive; a list gives one recall per threshold.
        top_k: only the k largest outputs of a row can be positive (and are, unless ``thresholds`` is given).
        class_id: the only output column to evaluate.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets and outputs of the same shape, or ``(N,)`` and ``(N, 1)``; nonzero targets are positive.

    Raises:
        ArgumentError: a threshold is outside [0, 1], or there is no column ``class_id``.
        DataError: a target is negative; raised when the result is read.

    Source:
        Kent, Berry, Luehrs, Perry, "Machine literature searching VIII" (1955),
        https://doi.org/10.1002/asi.5090060209

    Examples:
        >>> Recall()([0, 1, 1, 1, 1], [1, 0, 1, 1, 0])
        0.5
    """

    counted = ("true_positives", "false_negatives")
