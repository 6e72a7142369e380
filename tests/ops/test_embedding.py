from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.errors import DataError
from nervure.ops.embedding import EMBEDDING, whole_numbers
from tests.gradient_check import assert_near, check_gradients, normal
from tests.layers.layer_rules import assert_says


@settings(max_examples=25)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(1, 6), st.integers(1, 4), st.integers(0, 10**6))
def test_rows_are_taken_and_their_gradients_scattered_back(
    shape: list[int], num_rows: int, features: int, seed: int
) -> None:
    x = torch.from_numpy(np.random.default_rng(seed).integers(0, num_rows, shape))
    table = normal(seed, num_rows, features)
    y, cache = EMBEDDING.forward(x, table)
    expected = np.stack([table.numpy()[number] for number in x.numpy().ravel()]).reshape(*shape, features)
    assert np.array_equal(y, expected)
    dy = torch.cos(y)
    nothing, dtable = EMBEDDING.backward(dy, cache)
    assert nothing is None
    summed = np.zeros(table.shape)
    for place in np.ndindex(*shape):
        summed[int(x[place])] += dy[place].numpy()
    assert_near(dtable, summed, 1e-12, "table")
    check_gradients(EMBEDDING, (x.double(),), (table,))


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int16, torch.int32, torch.int64, torch.float32, torch.float64])
def test_numbers_of_any_type_are_taken(dtype: torch.dtype) -> None:
    table = normal(0, 5, 2)
    y, _ = EMBEDDING.forward(torch.tensor([[4, 0], [1, 4]]).to(dtype), table)
    assert torch.equal(y, table[torch.tensor([[4, 0], [1, 4]])])


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32, torch.float64])
def test_rows_and_gradients_have_the_type_of_the_table(dtype: torch.dtype) -> None:
    y, cache = EMBEDDING.forward(torch.tensor([1, 1]), normal(0, 3, 2).to(dtype))
    assert y.dtype == dtype
    dtable = EMBEDDING.backward(y, cache)[1]
    assert dtable is not None
    assert dtable.dtype == dtype


def test_a_frequent_row_adds_up_in_float32() -> None:
    _, cache = EMBEDDING.forward(torch.zeros(3000, dtype=torch.int64), torch.zeros(1, 1, dtype=torch.bfloat16))
    dtable = EMBEDDING.backward(torch.ones(3000, 1, dtype=torch.bfloat16), cache)[1]
    assert dtable is not None
    assert dtable.item() == 3008  # 3000 rounded once; added up in bfloat16 it would stay at 256


def test_nothing_is_taken_for_an_empty_batch() -> None:
    y, cache = EMBEDDING.forward(torch.zeros(0, 3, dtype=torch.int64), normal(0, 4, 2))
    assert y.shape == (0, 3, 2)
    dtable = EMBEDDING.backward(y, cache)[1]
    assert dtable is not None
    assert not dtable.any()


@pytest.mark.parametrize(
    ("numbers", "value", "place"),
    [([[0, 1], [2, 9]], "9", "x[1, 1]"), ([[0, -1], [2, 9]], "-1", "x[0, 1]"), ([5, 7], "5", "x[0]")],
)
def test_a_number_without_a_row_is_named_with_its_place(numbers: list, value: str, place: str) -> None:
    call = lambda: EMBEDDING.forward(torch.tensor(numbers), normal(0, 5, 2), where="Embedding 'words'")  # noqa: E731
    assert_says(DataError, call, "Embedding 'words'", f"{value} at {place}", "0 to 4", "input_dim")


def test_the_fix_names_the_size_that_would_do() -> None:
    assert_says(DataError, lambda: whole_numbers(torch.tensor([[3, 41]]), 5, where="E"), "at least 42")


def test_a_measured_number_is_no_row() -> None:
    call = lambda: whole_numbers(torch.tensor([[1.0], [2.5]]), 5, where="E")  # noqa: E731
    assert_says(DataError, call, "2.5 at x[1, 0]", "Dense")
    assert_says(DataError, lambda: whole_numbers(torch.tensor([torch.nan]), 5, where="E"), "nan")


def test_numbers_that_bfloat16_rounded_are_refused() -> None:
    small = torch.tensor([3.0, 256.0], dtype=torch.bfloat16)
    assert whole_numbers(small, 257, where="E").tolist() == [3, 256]
    assert_says(DataError, lambda: whole_numbers(small, 258, where="E"), "bfloat16", "float32")
