"""Similarity of two rows of numbers: cosine similarity, Pearson correlation, concordance."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nervure.arguments import Axis, NumType, Word, checked
from nervure.metrics.mean import SampleMean, values_of
from nervure.ops.cosine_similarity import cosine_similarity_forward
from nervure.ops.precision import widened

_EPSILON = 1e-7  # added to the divisor of the concordance, as in Keras


class CosineSimilarity(SampleMean):
    r"""The mean cosine of the angle between output and target: 1 is the same direction, -1 the opposite one.

    .. math:: \frac{1}{N} \sum_n \frac{o_n \cdot y_n}{\lVert o_n \rVert \lVert y_n \rVert}

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        axis: the axis of the vectors.

    Source:
        Salton, Wong, Yang, "A vector space model for automatic indexing" (1975),
        https://doi.org/10.1145/361219.361220

    Examples:
        >>> CosineSimilarity()([[0.0, 1.0], [1.0, 0.0]], [[0.0, 5.0], [0.0, 5.0]])
        0.5
    """

    direction = "up"

    @checked
    def __init__(self, name: Word | None = "cosine_similarity", dtype: NumType | None = None, axis: Axis = -1) -> None:
        super().__init__(name, dtype)
        self.axis = axis

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """Targets and outputs of the same shape give one value per vector."""
        targets, outputs = self.pair(y_true, y_pred)
        return -cosine_similarity_forward(outputs, targets, axis=self.axis)[0]


class PearsonCorrelation(SampleMean):
    r"""The mean of Pearson's correlation of each output row with its target row.

    .. math:: \frac{1}{N} \sum_n \frac{\operatorname{cov}(o_n, y_n)}{\sigma_{o_n} \sigma_{y_n}}

    A constant row has no correlation: NaN, as in Keras.

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        axis: the axis to correlate along.

    Source:
        Pearson, "Notes on regression and inheritance in the case of two parents" (1895),
        https://doi.org/10.1098/rspl.1895.0041

    Examples:
        >>> round(PearsonCorrelation()([[0.0, 1.0, 0.5]], [[0.1, 0.9, 0.5]]), 4)
        1.0
    """

    direction = "up"

    @checked
    def __init__(
        self, name: Word | None = "pearson_correlation", dtype: NumType | None = None, axis: Axis = -1
    ) -> None:
        super().__init__(name, dtype)
        self.axis = axis

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """Targets and outputs of the same shape give one value per row."""
        targets, outputs = (_centered(each, self.axis)[0] for each in self.pair(y_true, y_pred))
        lengths = targets.square().sum(self.axis).sqrt() * outputs.square().sum(self.axis).sqrt()
        return (targets * outputs).sum(self.axis) / lengths


class ConcordanceCorrelation(SampleMean):
    r"""The mean of Lin's concordance of output rows with target rows: correlation that penalizes level errors.

    .. math:: \frac{1}{N} \sum_n
        \frac{2 \operatorname{cov}(o_n, y_n)}{\sigma_{o_n}^2 + \sigma_{y_n}^2 + (\bar o_n - \bar y_n)^2 + 10^{-7}}

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        axis: the axis to correlate along.

    Source:
        Lin, "A concordance correlation coefficient to evaluate reproducibility" (1989),
        https://doi.org/10.2307/2532051

    Examples:
        >>> round(ConcordanceCorrelation()([[0.0, 1.0, 0.5]], [[0.1, 0.9, 0.5]]), 4)
        0.9756
    """

    direction = "up"

    @checked
    def __init__(
        self, name: Word | None = "concordance_correlation", dtype: NumType | None = None, axis: Axis = -1
    ) -> None:
        super().__init__(name, dtype)
        self.axis = axis

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """Targets and outputs of the same shape give one value per row."""
        (targets, true_mean), (outputs, pred_mean) = (_centered(each, self.axis) for each in self.pair(y_true, y_pred))
        spread = targets.square().mean(self.axis) + outputs.square().mean(self.axis)
        off = (true_mean - pred_mean).square().squeeze(self.axis)
        return 2 * (targets * outputs).mean(self.axis) / (spread + off + _EPSILON)


def _centered(numbers: Tensor, axis: int) -> tuple[Tensor, Tensor]:
    """The numbers minus their mean, and the mean, with the axis kept as 1."""
    wide = widened(numbers) if numbers.is_floating_point() else numbers.float()
    mean = wide.mean(axis, keepdim=True)
    return wide - mean, mean


def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Pearson's correlation of each output row with its target row: (N, C) and (N, C) -> (N,).

    Examples:
        >>> [round(float(value), 4) for value in pearson_correlation([[0.0, 1.0, 0.5]], [[0.1, 0.9, 0.5]])]
        [1.0]
    """
    return values_of(PearsonCorrelation(axis=axis), y_true, y_pred)


def concordance_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Lin's concordance of each output row with its target row: (N, C) and (N, C) -> (N,).

    Examples:
        >>> [round(float(value), 4) for value in concordance_correlation([[0.0, 1.0, 0.5]], [[0.1, 0.9, 0.5]])]
        [0.9756]
    """
    return values_of(ConcordanceCorrelation(axis=axis), y_true, y_pred)
