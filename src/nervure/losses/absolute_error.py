"""The mean absolute error."""

from __future__ import annotations

from typing import Any

from nervure.arguments import NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.ops.absolute_error import MEAN_ABSOLUTE_ERROR


class MeanAbsoluteError(Loss):
    r"""The mean of the absolute differences: less sensitive to outliers than the squared error.

    .. math:: E = \frac{1}{C} \sum_{j=1}^{C} |o_j - y_j|

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = sign(o_j - y_j) / C``, 0 where both are equal.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.

    Source:
        Laplace, "Théorie analytique des probabilités" (1812).

    Examples:
        >>> round(float(MeanAbsoluteError()([[1.0, 0.3, 1.0]], [[1.9, 0.3, 1.8]])), 6)
        0.566667
    """

    op = MEAN_ABSOLUTE_ERROR

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "mean_absolute_error",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)


def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """The mean absolute error of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> float(mean_absolute_error([1.0, 0.0], [0.0, 2.0]))
        1.5
    """
    return values_of(MeanAbsoluteError(), y_true, y_pred)
