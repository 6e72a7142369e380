"""The mean absolute percentage error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from nervure.arguments import NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.losses.value_checks import advise_zeros
from nervure.ops.percentage_error import MEAN_ABSOLUTE_PERCENTAGE_ERROR


class MeanAbsolutePercentageError(Loss):
    r"""The mean difference in percent of the target, for values of different magnitudes, none close to 0.

    .. math:: E = \frac{100}{C} \sum_{j=1}^{C} \frac{|o_j - y_j|}{\max(|y_j|,\ 10^{-7})}

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = 100 sign(o_j - y_j) / (C max(|y_j|, 1e-7))``, 0 where both are equal.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.

    Source:
        Makridakis, "Accuracy measures: theoretical and practical concerns" (1993),
        https://doi.org/10.1016/0169-2070(93)90079-3

    Examples:
        >>> round(float(MeanAbsolutePercentageError()([[10.0, 100.0]], [[11.0, 50.0]])), 4)
        30.0
    """

    op = MEAN_ABSOLUTE_PERCENTAGE_ERROR

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "mean_absolute_percentage_error",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Advises if a target is 0."""
        advise_zeros(torch.as_tensor(y_true), where=self.where)


def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """The mean absolute percentage error of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> round(float(mean_absolute_percentage_error([10.0, 100.0], [11.0, 50.0])), 4)
        30.0
    """
    return values_of(MeanAbsolutePercentageError(), y_true, y_pred)
