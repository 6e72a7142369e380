"""The hinges as metrics."""

from __future__ import annotations

from nervure.arguments import NumType, Word, checked
from nervure.metrics.mean import LossMean
from nervure.ops.hinge import CATEGORICAL_HINGE, HINGE, SQUARED_HINGE


class Hinge(LossMean):
    r"""The mean hinge; targets are -1 and 1, or 0 and 1.

    .. math:: \frac{1}{N C} \sum_{n,j} \max(1 - y_{nj} o_{nj},\ 0)

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> round(Hinge()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 4)
        1.3
    """

    op = HINGE

    @checked
    def __init__(self, name: Word | None = "hinge", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)


class SquaredHinge(LossMean):
    r"""The mean squared hinge; targets are -1 and 1, or 0 and 1.

    .. math:: \frac{1}{N C} \sum_{n,j} \max(1 - y_{nj} o_{nj},\ 0)^2

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> round(SquaredHinge()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 4)
        1.86
    """

    op = SQUARED_HINGE

    @checked
    def __init__(self, name: Word | None = "squared_hinge", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)


class CategoricalHinge(LossMean):
    r"""The mean hinge between the true class of a one-hot target and the best other class.

    .. math:: \frac{1}{N} \sum_n \max\Bigl(\max_c\, (1 - y_{nc})\, o_{nc} - \sum_c y_{nc} o_{nc} + 1,\ 0\Bigr)

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> round(CategoricalHinge()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 4)
        1.4
    """

    op = CATEGORICAL_HINGE

    @checked
    def __init__(self, name: Word | None = "categorical_hinge", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)
