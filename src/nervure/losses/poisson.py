"""The Poisson loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from nervure.arguments import NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.losses.value_checks import check_counts
from nervure.ops.poisson import POISSON


class Poisson(Loss):
    r"""The negative log-likelihood of a count for a predicted rate, without the constant log-factorial term.

    .. math:: E = \frac{1}{C} \sum_{j=1}^{C} o_j - y_j \log (o_j + 10^{-7})

    Outputs must not be negative: use ``exponential`` or ``softplus`` in the last layer.

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = (1 - y_j / (o_j + 1e-7)) / C``.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.
        DataError: a target is below 0.

    Source:
        Nelder and Wedderburn, "Generalized linear models" (1972), https://doi.org/10.2307/2344614

    Examples:
        >>> round(float(Poisson()([[3.0], [1.0]], [[2.0], [1.0]])), 4)
        0.4603
    """

    op = POISSON
    refuses_values = True

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "poisson",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Counts must not be negative."""
        check_counts(torch.as_tensor(y_true), where=self.where)


def poisson(y_true: Any, y_pred: Any) -> Any:
    """The Poisson loss of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: counts.
        y_pred: expected counts; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> round(float(poisson([3.0, 1.0], [2.0, 1.0])), 4)
        0.4603
    """
    return values_of(Poisson(), y_true, y_pred)
