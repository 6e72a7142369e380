"""The Kullback-Leibler divergence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from nervure.arguments import NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.losses.value_checks import advise_rows
from nervure.ops.kl_divergence import KL_DIVERGENCE


class KLDivergence(Loss):
    r"""How far a distribution is from the target distribution: the cross-entropy minus the entropy of the targets.

    .. math:: E = \sum_c y_c \log \frac{y_c}{p_c}, \qquad y, p \text{ clipped to } [10^{-7}, 1]

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``, rows of probabilities.

    Backward:
        ``dE/dp_c = -y_c / p_c``, 0 for outputs outside [1e-7, 1].

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.

    Source:
        Kullback and Leibler, "On information and sufficiency" (1951), https://doi.org/10.1214/aoms/1177729694

    Examples:
        >>> round(float(KLDivergence()([[0.5, 0.5]], [[0.25, 0.75]])), 4)
        0.1438
    """

    op = KL_DIVERGENCE

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "kl_divergence",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Advises if rows do not sum to 1; rejects a single output."""
        targets = torch.as_tensor(y_true)
        if targets.ndim == len(y_pred_shape) and y_pred_shape[-1] != 1:
            advise_rows(targets, axis=-1, where=self.where)


def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """The Kullback-Leibler divergence of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: rows of probabilities.
        y_pred: rows of probabilities; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> round(float(kl_divergence([0.5, 0.5], [0.25, 0.75])), 4)
        0.1438
    """
    return values_of(KLDivergence(), y_true, y_pred)
