"""Squared errors: Keras' mean over the outputs, and the lecture's half sum."""

from __future__ import annotations

from typing import Any

from nervure.arguments import NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.ops.squared_error import HALF_SQUARED_ERROR, MEAN_SQUARED_ERROR


class MeanSquaredError(Loss):
    r"""The mean of the squared differences; the usual loss for regression.

    .. math:: E = \frac{1}{C} \sum_{j=1}^{C} (o_j - y_j)^2

    The mean is over the last axis, then over the batch.

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = 2/C (o_j - y_j)``.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.

    Source:
        Gauss, "Theoria motus corporum coelestium" (1809).

    Examples:
        >>> round(float(MeanSquaredError()([[1.0, 0.0, 1.0]], [[0.9, 0.1, 0.8]])), 6)
        0.02
    """

    op = MEAN_SQUARED_ERROR

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "mean_squared_error",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)


class HalfSquaredError(Loss):
    r"""Half the sum of the squared differences: the error that the lecture backpropagates by hand.

    .. math:: E = \sum_{j=1}^{C} \tfrac{1}{2} (y_j - o_j)^2

    The sum is over the last axis, the mean over the batch. It is ``units / 2`` times Keras' mean squared error: equal
    for the two outputs of the lecture's network, five times as large, gradients included, for ten.

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = o_j - y_j``.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.

    Source:
        Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors" (1986),
        https://doi.org/10.1038/323533a0

    Examples:
        >>> o, y = [[0.6, 0.7]], [[0.4, 0.6]]
        >>> round(float(HalfSquaredError()(y, o)), 6), round(float(MeanSquaredError()(y, o)), 6)
        (0.025, 0.025)
    """

    op = HALF_SQUARED_ERROR

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "half_squared_error",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)


def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """The mean squared error of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> [round(float(value), 6) for value in mean_squared_error([[0.0, 0.0], [1.0, 1.0]], [[0.0, 2.0], [1.0, 1.0]])]
        [2.0, 0.0]
    """
    return values_of(MeanSquaredError(), y_true, y_pred)


def half_squared_error(y_true: Any, y_pred: Any) -> Any:
    """The lecture's error of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> float(half_squared_error([1.0, 0.0], [0.0, 2.0]))
        2.5
    """
    return values_of(HalfSquaredError(), y_true, y_pred)
