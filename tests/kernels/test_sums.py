from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.kernels.sums import column_sums, total
from tests.kernels.convolution_properties import threads


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 300_000))
def test_a_sum_is_near_the_one_in_float64_and_has_the_same_bits_with_every_number_of_threads(
    seed: int, count: int
) -> None:
    values = torch.randn(count, generator=torch.Generator().manual_seed(seed))
    with threads(1):
        alone = total(values)
    assert abs(alone.item() - values.double().sum().item()) < 1e-6 * values.double().abs().sum().item()
    for number in (2, 3, 4, 8):
        with threads(number):
            assert torch.equal(total(values), alone), number


@pytest.mark.parametrize("columns", [1, 2, 3, 7, 17, 33])
@pytest.mark.parametrize("rows", [3, 32_769, 100_003])
def test_sums_of_columns_have_the_same_bits_with_every_number_of_threads(rows: int, columns: int) -> None:
    values = torch.randn(rows, columns, generator=torch.Generator().manual_seed(rows))
    with threads(1):
        alone = column_sums(values)
    assert alone.shape == (columns,)
    assert (alone.double() - values.double().sum(0)).abs().max() < 1e-6 * values.abs().sum(0).max()
    for number in (2, 3, 4):
        with threads(number):
            assert torch.equal(column_sums(values), alone), number


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32, torch.float64, torch.int64, torch.bool])
def test_the_type_is_the_one_that_torch_gives(dtype: torch.dtype) -> None:
    values = torch.ones(70_001).to(dtype)
    assert total(values).dtype == values.sum().dtype
    assert total(values).item() == values.sum().item()


def test_numbers_scattered_in_memory_and_nan_are_summed_too() -> None:
    scattered = torch.ones(300, 400).T
    assert total(scattered).item() == 120_000
    scattered[3, 7] = torch.nan
    assert total(scattered).isnan()
