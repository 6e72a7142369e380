from __future__ import annotations

import numpy as np

from nervure.explain.matrix_rows import matrix_rows
from nervure.regularizers import L2, OrthogonalRegularizer

MATRIX = np.array([[3.0, 0.0], [4.0, 0.0]])


def test_rows_and_columns_have_lengths_and_angles() -> None:
    rows = matrix_rows(OrthogonalRegularizer(), MATRIX)
    assert rows is not None
    assert rows.lengths.tolist() == [3.0, 4.0]
    assert rows.cosines.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    columns = matrix_rows(OrthogonalRegularizer(mode="columns"), MATRIX)
    assert columns is not None
    assert columns.lengths.tolist() == [5.0, 1e-7]
    assert columns.cosines[0, 1] == 0.0


def test_other_penalties_look_at_no_rows() -> None:
    assert matrix_rows(L2(), MATRIX) is None
    assert matrix_rows(None, MATRIX) is None
