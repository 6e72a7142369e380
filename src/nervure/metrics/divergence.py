"""How badly outputs predict a distribution, or a count."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nervure.metrics.mean import SampleMean
from nervure.ops.kl_divergence import kl_divergence_forward
from nervure.ops.poisson import poisson_forward


class KLDivergence(SampleMean):
    r"""The mean Kullback-Leibler divergence of output rows from target rows.

    .. math:: \frac{1}{N} \sum_{n,c} y_{nc} \log \frac{y_{nc}}{p_{nc}}, \qquad y, p \text{ clipped to } [10^{-7}, 1]

    Args:
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Examples:
        >>> round(KLDivergence()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 4)
        0.4581
    """

    direction = "down"

    def __init__(self, name: str | None = "kl_divergence", dtype: str | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return kl_divergence_forward(outputs, targets)[0]


class Poisson(SampleMean):
    r"""The mean Poisson loss of expected counts.

    .. math:: \frac{1}{N C} \sum_{n,j} o_{nj} - y_{nj} \log (o_{nj} + 10^{-7})

    Args:
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Examples:
        >>> round(Poisson()([[0, 1], [0, 0]], [[1, 1], [0, 0]]), 4)
        0.5
    """

    direction = "down"

    def __init__(self, name: str | None = "poisson", dtype: str | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return poisson_forward(outputs, targets)[0]
