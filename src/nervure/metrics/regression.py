"""How far numbers are off."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nervure.metrics.mean import SampleMean
from nervure.ops.absolute_error import mean_absolute_error_forward
from nervure.ops.squared_error import mean_squared_error_forward


class MeanSquaredError(SampleMean):
    r"""The mean of the squared differences.

    .. math:: \frac{1}{N C} \sum_{n,j} (o_{nj} - y_{nj})^2

    Args:
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Examples:
        >>> MeanSquaredError()([[0, 1], [0, 0]], [[1, 1], [0, 0]])
        0.25
    """

    direction = "down"

    def __init__(self, name: str | None = "mean_squared_error", dtype: str | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return mean_squared_error_forward(outputs, targets)[0]


class MeanAbsoluteError(SampleMean):
    r"""The mean of the absolute differences.

    .. math:: \frac{1}{N C} \sum_{n,j} |o_{nj} - y_{nj}|

    Args:
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Examples:
        >>> MeanAbsoluteError()([[0, 1], [0, 0]], [[1, 1], [0, 0]], sample_weight=[1, 0])
        0.5
    """

    direction = "down"

    def __init__(self, name: str | None = "mean_absolute_error", dtype: str | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return mean_absolute_error_forward(outputs, targets)[0]
