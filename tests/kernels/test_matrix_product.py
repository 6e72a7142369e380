from __future__ import annotations

import pytest
import torch
from torch import Tensor

from nervure.kernels.matrix_product import add_matrix_product, matrix_product
from tests.gradient_check import assert_near, normal

both_sizes = pytest.mark.parametrize("rows", [3, 120])


def _factors(rows: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor, Tensor]:
    """120 rows are more than a million multiplications."""
    return normal(0, rows, 90).to(dtype), normal(1, 90, 100).to(dtype), normal(2, 100).to(dtype)


@both_sizes
@pytest.mark.parametrize("with_bias", [True, False])
def test_a_product_is_that_of_float64(rows: int, with_bias: bool) -> None:
    x, weight, bias = _factors(rows)
    expected = x.double() @ weight.double() + (bias.double() if with_bias else 0.0)
    assert_near(matrix_product(x, weight, bias if with_bias else None), expected, 1e-6, "product")


@both_sizes
def test_factors_may_be_turned_around_or_parts_of_others(rows: int) -> None:
    x, weight, _ = _factors(rows)
    turned, part = x.T.contiguous().T, torch.cat((weight, weight), 1)[:, :100]
    assert_near(matrix_product(turned, part), x.double() @ weight.double(), 1e-6, "views")
    assert_near(matrix_product(x.T, x), x.T.double() @ x.double(), 1e-6, "weight gradient")


@both_sizes
def test_a_product_is_added_to_part_of_a_tensor(rows: int) -> None:
    x, weight, _ = _factors(rows)
    room = torch.ones(rows, 102)
    add_matrix_product(room[:, 1:-1], x, weight)
    assert_near(room[:, 1:-1], 1 + x.double() @ weight.double(), 1e-6, "sum")
    assert bool((room[:, [0, -1]] == 1).all())


@both_sizes
def test_what_is_no_number_stays_in_its_row(rows: int) -> None:
    x, weight, bias = _factors(rows)
    x[1, 2] = torch.nan
    y = matrix_product(x, weight, bias)
    assert bool(y[1].isnan().all())
    assert not bool(torch.cat((y[:1], y[2:])).isnan().any())


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_other_types_are_left_to_torch(dtype: torch.dtype) -> None:
    x, weight, bias = _factors(120, dtype)
    assert torch.equal(matrix_product(x, weight, bias), torch.addmm(bias, x, weight))


def test_no_rows_have_no_products() -> None:
    _, weight, bias = _factors(3)
    assert matrix_product(torch.ones(0, 90), weight, bias).shape == (0, 100)
