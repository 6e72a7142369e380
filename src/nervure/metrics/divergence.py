"""Divergences of predicted distributions and counts from the targets."""

from __future__ import annotations

from nervure.arguments import NumType, Word, checked
from nervure.metrics.mean import LossMean
from nervure.ops.kl_divergence import KL_DIVERGENCE
from nervure.ops.poisson import POISSON


class KLDivergence(LossMean):
    r"""The mean Kullback-Leibler divergence of output rows from target rows.

    .. math:: \frac{1}{N} \sum_{n,c} y_{nc} \log \frac{y_{nc}}{p_{nc}}, \qquad y, p \text{ clipped to } [10^{-7}, 1]

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> round(KLDivergence()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 4)
        0.4581
    """

    op = KL_DIVERGENCE

    @checked
    def __init__(self, name: Word | None = "kl_divergence", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)


class Poisson(LossMean):
    r"""The mean Poisson loss of expected counts.

    .. math:: \frac{1}{N C} \sum_{n,j} o_{nj} - y_{nj} \log (o_{nj} + 10^{-7})

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> round(Poisson()([[0, 1], [0, 0]], [[1, 1], [0, 0]]), 4)
        0.5
    """

    op = POISSON

    @checked
    def __init__(self, name: Word | None = "poisson", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)
