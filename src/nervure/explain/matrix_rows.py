"""The rows or columns of a matrix that a penalty makes orthogonal: their norms and the cosines between them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nervure.parameter import Penalty
from nervure.regularizers import EPSILON, OrthogonalRegularizer

Array = np.ndarray[Any, Any]
# Suffixes of the name of the matrix: the norm of each row, and the cosine of the angle between each pair.
ROW_LENGTH, ROW_COSINE = "row_length", "row_cosine"


class MatrixRows(NamedTuple):
    """The intermediate numbers of such a penalty.

    Attributes:
        lengths: (n,), at least 1e-7.
        cosines: (n, n).
    """

    lengths: Array
    cosines: Array


def matrix_rows(regularizer: Penalty | None, numbers: Array) -> MatrixRows | None:
    """Lengths and cosines of the rows of ``numbers``; None for other penalties.

    Examples:
        >>> rows = matrix_rows(OrthogonalRegularizer(), np.array([[3.0, 4.0], [0.0, 2.0]]))
        >>> rows.lengths.tolist(), float(rows.cosines[0, 1])
        ([5.0, 2.0], 0.8)
    """
    if type(regularizer) is not OrthogonalRegularizer:
        return None
    rows = numbers if regularizer.mode == "rows" else numbers.T
    lengths = np.maximum(np.sqrt(np.square(rows).sum(1)), EPSILON)
    directions = rows / lengths[:, None]
    return MatrixRows(lengths, directions @ directions.T)
