"""The log-cosh loss."""

from __future__ import annotations

from typing import Any

from nervure.arguments import NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.ops.log_cosh import LOG_COSH


class LogCosh(Loss):
    r"""Half the squared difference near the target, the distance minus ``log 2`` far from it, with a smooth transition.

    .. math:: E = \frac{1}{C} \sum_{j=1}^{C} \log \cosh (o_j - y_j)

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = tanh(o_j - y_j) / C``.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.

    Source:
        Green, "Bayesian reconstructions from emission tomography data using a modified EM algorithm" (1990),
        https://doi.org/10.1109/42.52985

    Examples:
        >>> round(float(LogCosh()([[0.0, 0.0]], [[0.1, 10.0]])), 4)
        4.6559
    """

    op = LOG_COSH

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "log_cosh",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)


def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """The log-cosh loss of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> round(float(log_cosh([0.0, 0.0], [0.1, 10.0])), 4)
        4.6559
    """
    return values_of(LogCosh(), y_true, y_pred)
