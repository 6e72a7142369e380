"""The mean squared logarithmic error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from nervure.arguments import NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.losses.value_checks import advise_negative
from nervure.ops.logarithmic_error import MEAN_SQUARED_LOGARITHMIC_ERROR


class MeanSquaredLogarithmicError(Loss):
    r"""The squared difference of logarithms, for non-negative values spanning orders of magnitude.

    .. math:: E = \frac{1}{C} \sum_{j=1}^{C} \bigl( \log (o_j + 1) - \log (y_j + 1) \bigr)^2

    As in Keras, outputs and targets below 1e-7 count as 1e-7; such an output has no gradient, so the last layer should
    not produce negative numbers (use ``softplus``).

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = 2 (log(o_j + 1) - log(y_j + 1)) / (C (o_j + 1))``, 0 for outputs below 1e-7.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.

    Source:
        Törnqvist, Vartia, Vartia, "How should relative changes be measured?" (1985),
        https://doi.org/10.1080/00031305.1985.10479385

    Examples:
        >>> round(float(MeanSquaredLogarithmicError()([[9.0, 99.0]], [[9.0, 9.0]])), 4)
        2.6509
    """

    op = MEAN_SQUARED_LOGARITHMIC_ERROR

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "mean_squared_logarithmic_error",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Advises if targets are below 0."""
        advise_negative(torch.as_tensor(y_true), where=self.where)


def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """The mean squared logarithmic error of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> round(float(mean_squared_logarithmic_error([9.0, 99.0], [9.0, 9.0])), 4)
        2.6509
    """
    return values_of(MeanSquaredLogarithmicError(), y_true, y_pred)
