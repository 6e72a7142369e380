"""Huber's loss."""

from __future__ import annotations

from typing import Any

from nervure.arguments import AboveZero, NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.ops.huber import HUBER


class Huber(Loss):
    r"""Quadratic near the target, linear far from it: smooth and robust to outliers.

    .. math::
        E = \frac{1}{C} \sum_{j=1}^{C} \begin{cases}
            \tfrac{1}{2} (o_j - y_j)^2 & |o_j - y_j| \le \delta \\
            \delta |o_j - y_j| - \tfrac{1}{2} \delta^2 & \text{else} \end{cases}

    Args:
        delta: the largest difference that is squared, in units of the targets.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = (o_j - y_j) / C``, limited to ``delta / C`` in size.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.
        ArgumentError: ``delta`` is not above 0.

    Source:
        Huber, "Robust estimation of a location parameter" (1964), https://doi.org/10.1214/aoms/1177703732

    Examples:
        >>> float(Huber()([[0.0, 0.0]], [[0.5, 3.0]]))
        1.3125
    """

    op = HUBER

    @checked
    def __init__(
        self,
        delta: AboveZero = 1.0,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "huber_loss",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)
        self.delta = delta
        self.options = {"delta": self.delta}


def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """Huber's loss of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.
        delta: see :class:`Huber`.

    Examples:
        >>> float(huber([0.0, 0.0], [0.5, 3.0]))
        1.3125
    """
    return values_of(Huber(delta), y_true, y_pred)
