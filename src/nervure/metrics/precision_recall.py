"""Precision and recall."""

from __future__ import annotations

from typing import Any

from nervure.arguments import FromZero, NumType, Probabilities, Word, checked
from nervure.metrics.thresholds import NEVER, ThresholdMetric, ratio, thresholds_of
from nervure.ops.naming import name_of


class PrecisionOrRecall(ThresholdMetric):
    """A share of the true positives; a subclass names them and the others in ``counted``."""

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
        # Among the top k every output means yes, unless a threshold is given as well.
        default = 0.5 if top_k is None else NEVER
        super().__init__(thresholds_of(thresholds, default), name, dtype, top_k, class_id)

    def result(self) -> Any:
        """The share so far, 0 where nothing counts; an array for several thresholds."""
        return self.at_thresholds(ratio(*self.counts(*self.counted)))


class Precision(PrecisionOrRecall):
    r"""How much of what was called yes is yes.

    .. math:: \frac{TP}{TP + FP}

    Args:
        thresholds: outputs above mean yes; a list gives a precision for each.
        top_k: only the k largest outputs of a row can mean yes (and do, unless ``thresholds`` is given).
        class_id: only this column of the outputs counts.
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Input shape:
        targets and outputs of one shape, or ``(N,)`` beside ``(N, 1)``; targets other than 0 are yes.

    Raises:
        ArgumentError: a threshold is outside [0, 1], or there is no column ``class_id``.
        DataError: a target is negative, when the result is asked for.

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
    r"""How much of what is yes was found; the sensitivity.

    .. math:: \frac{TP}{TP + FN}

    Args:
        thresholds: outputs above mean yes; a list gives a recall for each.
        top_k: only the k largest outputs of a row can mean yes (and do, unless ``thresholds`` is given).
        class_id: only this column of the outputs counts.
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Input shape:
        targets and outputs of one shape, or ``(N,)`` beside ``(N, 1)``; targets other than 0 are yes.

    Raises:
        ArgumentError: a threshold is outside [0, 1], or there is no column ``class_id``.
        DataError: a target is negative, when the result is asked for.

    Source:
        Kent, Berry, Luehrs, Perry, "Machine literature searching VIII" (1955),
        https://doi.org/10.1002/asi.5090060209

    Examples:
        >>> Recall()([0, 1, 1, 1, 1], [1, 0, 1, 1, 0])
        0.5
    """

    counted = ("true_positives", "false_negatives")
