"""The hinges as metrics."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nervure.metrics.mean import SampleMean
from nervure.ops.hinge import categorical_hinge_forward, hinge_forward, squared_hinge_forward


class Hinge(SampleMean):
    r"""The mean hinge; targets are -1 and 1, or 0 and 1.

    .. math:: \frac{1}{N C} \sum_{n,j} \max(1 - y_{nj} o_{nj},\ 0)

    Args:
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Examples:
        >>> round(Hinge()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 4)
        1.3
    """

    direction = "down"

    def __init__(self, name: str | None = "hinge", dtype: str | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return hinge_forward(outputs, targets)[0]


class SquaredHinge(SampleMean):
    r"""The mean squared hinge; targets are -1 and 1, or 0 and 1.

    .. math:: \frac{1}{N C} \sum_{n,j} \max(1 - y_{nj} o_{nj},\ 0)^2

    Args:
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Examples:
        >>> round(SquaredHinge()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 4)
        1.86
    """

    direction = "down"

    def __init__(self, name: str | None = "squared_hinge", dtype: str | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return squared_hinge_forward(outputs, targets)[0]


class CategoricalHinge(SampleMean):
    r"""The mean hinge between the true class of a one-hot target and the best of the others.

    .. math:: \frac{1}{N} \sum_n \max\Bigl(\max_c\, (1 - y_{nc})\, o_{nc} - \sum_c y_{nc} o_{nc} + 1,\ 0\Bigr)

    Args:
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Examples:
        >>> round(CategoricalHinge()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 4)
        1.4
    """

    direction = "down"

    def __init__(self, name: str | None = "categorical_hinge", dtype: str | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return categorical_hinge_forward(outputs, targets)[0]
