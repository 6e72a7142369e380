from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nervure.kernels import native
from nervure.kernels.permutation import permutation, permutation_in_torch


@given(key=st.integers(0, 2**32 - 1), count=st.integers(0, 5000))
def test_both_bodies_give_the_same_order(key: int, count: int) -> None:
    assert torch.equal(permutation(key, count), permutation_in_torch(key, count))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4096, 4097, 60_000])
def test_every_number_is_there_once(count: int) -> None:
    order = permutation(12345, count)
    assert order.dtype == torch.int64
    assert torch.equal(order.sort().values, torch.arange(count))


@pytest.mark.slow
def test_millions_of_numbers_are_sorted_bucket_by_bucket_into_the_same_order() -> None:
    assert torch.equal(permutation(3, 5_000_000), permutation_in_torch(3, 5_000_000))


@pytest.mark.skipif(not native.available(), reason="no native kernels in this process")
def test_the_native_body_refuses_what_it_cannot_write_into() -> None:
    with pytest.raises(TypeError):
        native.compiled().permutation(torch.empty(4, dtype=torch.int32), 1, 2)
