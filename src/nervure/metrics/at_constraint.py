"""The best value of one rate while another reaches a minimum, over many thresholds."""

from __future__ import annotations

from typing import ClassVar

import torch

from nervure.arguments import Fraction, FromZero, NumType, Thresholds, Word, checked
from nervure.metrics.thresholds import ThresholdMetric, ratio
from nervure.ops.naming import name_of

SENSITIVITY = ("true_positives", "false_negatives")  # true positive rate: the recall
SPECIFICITY = ("true_negatives", "false_positives")  # true negative rate: the specificity
PRECISION = ("true_positives", "false_positives")  # the precision


class AtConstraint(ThresholdMetric):
    """The largest value of the rate ``wanted`` where ``constrained`` is at least ``value``."""

    direction = "up"
    constrained: ClassVar[tuple[str, str]]
    wanted: ClassVar[tuple[str, str]]

    def __init__(
        self,
        value: float,
        argument: str,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: str | None = None,
    ) -> None:
        self.name = name or name_of(type(self))
        self.value = value
        self.num_thresholds = num_thresholds
        steps = self.num_thresholds - 1
        thresholds = [step / steps for step in range(self.num_thresholds)] if steps else [0.5]
        super().__init__(thresholds, name, dtype, class_id=class_id)
        self.even = steps > 0

    def result(self) -> float:
        """The best so far; 0 if no threshold meets the constraint."""
        constrained, wanted = (ratio(*self.counts(*kinds)) for kinds in (self.constrained, self.wanted))
        return float(torch.where(constrained >= self.value, wanted, 0.0).max())


class SensitivityAtSpecificity(AtConstraint):
    r"""The best sensitivity (recall) while the specificity is at least the given value.

    .. math:: \max_t \frac{TP_t}{TP_t + FN_t} \quad \text{where} \quad \frac{TN_t}{TN_t + FP_t} \ge s

    Args:
        specificity: the required specificity, in [0, 1].
        num_thresholds: the number of evenly spaced thresholds from 0 to 1 to try; 1 tries 0.5.
        class_id: the only output column to evaluate.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Raises:
        ArgumentError: ``specificity`` is outside [0, 1], or there is no column ``class_id``.

    Source:
        Yerushalmy, "Statistical problems in assessing methods of medical diagnosis" (1947),
        https://doi.org/10.2307/4586294

    Examples:
        >>> SensitivityAtSpecificity(0.5)([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8])
        0.5
    """

    constrained, wanted = SPECIFICITY, SENSITIVITY

    @checked
    def __init__(
        self,
        specificity: Fraction,
        num_thresholds: Thresholds = 200,
        class_id: FromZero | None = None,
        name: Word | None = None,
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(specificity, "specificity", num_thresholds, class_id, name, dtype)


class SpecificityAtSensitivity(AtConstraint):
    r"""The best specificity while the sensitivity (recall) is at least the given value.

    .. math:: \max_t \frac{TN_t}{TN_t + FP_t} \quad \text{where} \quad \frac{TP_t}{TP_t + FN_t} \ge s

    Args:
        sensitivity: the required true positive rate, in [0, 1].
        num_thresholds: the number of evenly spaced thresholds from 0 to 1 to try; 1 tries 0.5.
        class_id: the only output column to evaluate.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Raises:
        ArgumentError: ``sensitivity`` is outside [0, 1], or there is no column ``class_id``.

    Source:
        Yerushalmy, "Statistical problems in assessing methods of medical diagnosis" (1947),
        https://doi.org/10.2307/4586294

    Examples:
        >>> round(SpecificityAtSensitivity(0.5)([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]), 4)
        0.6667
    """

    constrained, wanted = SENSITIVITY, SPECIFICITY

    @checked
    def __init__(
        self,
        sensitivity: Fraction,
        num_thresholds: Thresholds = 200,
        class_id: FromZero | None = None,
        name: Word | None = None,
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(sensitivity, "sensitivity", num_thresholds, class_id, name, dtype)


class PrecisionAtRecall(AtConstraint):
    r"""The best precision while the recall is at least the given value.

    .. math:: \max_t \frac{TP_t}{TP_t + FP_t} \quad \text{where} \quad \frac{TP_t}{TP_t + FN_t} \ge r

    Args:
        recall: the required true positive rate, in [0, 1].
        num_thresholds: the number of evenly spaced thresholds from 0 to 1 to try; 1 tries 0.5.
        class_id: the only output column to evaluate.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Raises:
        ArgumentError: ``recall`` is outside [0, 1], or there is no column ``class_id``.

    Source:
        Kent, Berry, Luehrs, Perry, "Machine literature searching VIII" (1955),
        https://doi.org/10.1002/asi.5090060209

    Examples:
        >>> PrecisionAtRecall(0.5)([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8])
        0.5
    """

    constrained, wanted = SENSITIVITY, PRECISION

    @checked
    def __init__(
        self,
        recall: Fraction,
        num_thresholds: Thresholds = 200,
        class_id: FromZero | None = None,
        name: Word | None = None,
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(recall, "recall", num_thresholds, class_id, name, dtype)


class RecallAtPrecision(AtConstraint):
    r"""The best recall while the precision is at least the given value.

    .. math:: \max_t \frac{TP_t}{TP_t + FN_t} \quad \text{where} \quad \frac{TP_t}{TP_t + FP_t} \ge p

    Args:
        precision: the required precision, in [0, 1].
        num_thresholds: the number of evenly spaced thresholds from 0 to 1 to try; 1 tries 0.5.
        class_id: the only output column to evaluate.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Raises:
        ArgumentError: ``precision`` is outside [0, 1], or there is no column ``class_id``.

    Source:
        Kent, Berry, Luehrs, Perry, "Machine literature searching VIII" (1955),
        https://doi.org/10.1002/asi.5090060209

    Examples:
        >>> RecallAtPrecision(0.8)([0, 0, 1, 1], [0, 0.5, 0.3, 0.9])
        0.5
    """

    constrained, wanted = PRECISION, SENSITIVITY

    @checked
    def __init__(
        self,
        precision: Fraction,
        num_thresholds: Thresholds = 200,
        class_id: FromZero | None = None,
        name: Word | None = None,
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(precision, "precision", num_thresholds, class_id, name, dtype)
