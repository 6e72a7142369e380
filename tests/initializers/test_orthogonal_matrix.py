from __future__ import annotations

import pytest
import torch

from nervure.errors import ShapeError
from nervure.initializers import Orthogonal


@pytest.mark.parametrize("shape", [(6, 6), (9, 4), (3, 3, 2, 5)])
def test_columns_are_orthogonal_and_as_long_as_the_gain(shape: tuple[int, ...]) -> None:
    matrix = Orthogonal(gain=1.5).draw(shape, key=4).reshape(-1, shape[-1])
    expected = 1.5**2 * torch.eye(shape[-1], dtype=torch.float64)
    torch.testing.assert_close(matrix.T @ matrix, expected, rtol=0, atol=1e-12)


def test_a_wide_matrix_has_orthogonal_rows() -> None:
    matrix = Orthogonal().draw((3, 8), key=4)
    torch.testing.assert_close(matrix @ matrix.T, torch.eye(3, dtype=torch.float64), rtol=0, atol=1e-12)


def test_keys_and_seeds_decide_the_matrix() -> None:
    assert not torch.equal(Orthogonal().draw((4, 4), 1), Orthogonal().draw((4, 4), 2))
    assert torch.equal(Orthogonal(seed=5).draw((4, 4), 1), Orthogonal(seed=5).draw((4, 4), 2))


def test_a_vector_is_refused() -> None:
    with pytest.raises(ShapeError, match="needs rows and columns"):
        Orthogonal().draw((4,), 1)
