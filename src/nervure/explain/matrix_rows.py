"""The rows of a matrix, or its columns, that a penalty wants at right angles: how long they are, and how they lie."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nervure.parameter import Penalty
from nervure.regularizers import EPSILON, OrthogonalRegularizer

Array = np.ndarray[Any, Any]
# Behind the name of the matrix: the length of each row, and the cosine of the angle between each two.
ROW_LENGTH, ROW_COSINE = "row_length", "row_cosine"


class MatrixRows(NamedTuple):
    """What is worked out before such a penalty.

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
