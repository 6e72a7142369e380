"""Errors of regression."""

from __future__ import annotations

import math
from typing import Any

from torch import Tensor

from nervure.arguments import NumType, Word, checked
from nervure.metrics.mean import LossMean, SampleMean
from nervure.ops.absolute_error import MEAN_ABSOLUTE_ERROR
from nervure.ops.log_cosh import LOG_COSH
from nervure.ops.logarithmic_error import MEAN_SQUARED_LOGARITHMIC_ERROR
from nervure.ops.percentage_error import MEAN_ABSOLUTE_PERCENTAGE_ERROR
from nervure.ops.precision import widened_pair
from nervure.ops.squared_error import MEAN_SQUARED_ERROR


class MeanSquaredError(LossMean):
    r"""The mean of the squared differences.

    .. math:: \frac{1}{N C} \sum_{n,j} (o_{nj} - y_{nj})^2

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> MeanSquaredError()([[0, 1], [0, 0]], [[1, 1], [0, 0]])
        0.25
    """

    op = MEAN_SQUARED_ERROR

    @checked
    def __init__(self, name: Word | None = "mean_squared_error", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)


class MeanAbsoluteError(LossMean):
    r"""The mean of the absolute differences.

    .. math:: \frac{1}{N C} \sum_{n,j} |o_{nj} - y_{nj}|

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> MeanAbsoluteError()([[0, 1], [0, 0]], [[1, 1], [0, 0]], sample_weight=[1, 0])
        0.5
    """

    op = MEAN_ABSOLUTE_ERROR

    @checked
    def __init__(self, name: Word | None = "mean_absolute_error", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)


class RootMeanSquaredError(SampleMean):
    r"""The root of the mean of the squared differences: in units of the targets.

    .. math:: \sqrt{ \frac{1}{N C} \sum_{n,j} (o_{nj} - y_{nj})^2 }

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> RootMeanSquaredError()([[0, 1], [0, 0]], [[1, 1], [0, 0]])
        0.5
    """

    direction = "down"
    counts_masked = True  # as in Keras, which ignores padding only for means of a function

    @checked
    def __init__(self, name: Word | None = "root_mean_squared_error", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """Targets and outputs of the same shape give their squared differences, of that shape."""
        targets, outputs = self.pair(y_true, y_pred)
        wide, wide_targets = widened_pair(outputs, targets)
        return (wide - wide_targets).square()

    def result(self) -> float:
        """The root of the mean so far; 0 before the first value."""
        return math.sqrt(super().result())


class MeanAbsolutePercentageError(LossMean):
    r"""The mean difference in percent of the target.

    .. math:: \frac{100}{N C} \sum_{n,j} \frac{|o_{nj} - y_{nj}|}{\max(|y_{nj}|,\ 10^{-7})}

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> MeanAbsolutePercentageError()([[2.0], [4.0]], [[3.0], [4.0]])
        25.0
    """

    op = MEAN_ABSOLUTE_PERCENTAGE_ERROR

    @checked
    def __init__(self, name: Word | None = "mean_absolute_percentage_error", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)


class MeanSquaredLogarithmicError(LossMean):
    r"""The mean of the squared differences of logarithms.

    .. math:: \frac{1}{N C} \sum_{n,j} \bigl( \log (o_{nj} + 1) - \log (y_{nj} + 1) \bigr)^2

    Outputs and targets below 1e-7 count as 1e-7.

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> round(MeanSquaredLogarithmicError()([[0, 1], [0, 0]], [[1, 1], [0, 0]]), 4)
        0.1201
    """

    op = MEAN_SQUARED_LOGARITHMIC_ERROR

    @checked
    def __init__(self, name: Word | None = "mean_squared_logarithmic_error", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)


class LogCoshError(LossMean):
    r"""The mean logarithm of the hyperbolic cosine of the differences.

    .. math:: \frac{1}{N C} \sum_{n,j} \log \cosh (o_{nj} - y_{nj})

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> round(LogCoshError()([[0, 1], [0, 0]], [[1, 1], [0, 0]]), 4)
        0.1084
    """

    op = LOG_COSH

    @checked
    def __init__(self, name: Word | None = "logcosh", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)
