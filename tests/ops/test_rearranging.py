from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.rearranging import PERMUTE, REPEAT_VECTOR
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules


@settings(max_examples=20)
@given(st.permutations([1, 2, 3]), st.lists(st.integers(1, 4), min_size=3, max_size=3), st.integers(0, 10**6))
def test_a_permutation_moves_every_number_where_the_witnesses_say(dims: list[int], sizes: list[int], seed: int) -> None:
    x = normal(seed, 2, *sizes)
    y, _ = PERMUTE.forward(x, dims=tuple(dims))
    for place in np.ndindex(*y.shape):
        source = [place[0], 0, 0, 0]
        for position, axis in enumerate(dims, 1):
            source[axis] = place[position]
        assert y[place] == x[tuple(source)]
    check_gradients(PERMUTE, (x,), dims=tuple(dims), most_places=10)


@settings(max_examples=10)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10**6))
def test_a_vector_is_repeated_and_its_gradients_are_summed(features: int, n: int, seed: int) -> None:
    x = normal(seed, 2, features)
    y, cache = REPEAT_VECTOR.forward(x, n=n)
    assert_near(y, np.stack([x.numpy()] * n, 1), 1e-15, "y")
    check_gradients(REPEAT_VECTOR, (x,), n=n)
    assert_near(REPEAT_VECTOR.backward(torch.ones_like(y), cache)[0], np.full(x.shape, float(n)), 1e-12, "dx")


def test_the_rules_of_every_operation_hold() -> None:
    check_rules(PERMUTE, (normal(0, 3, 4, 2, 5),), dims=(3, 1, 2))
    check_rules(REPEAT_VECTOR, (normal(0, 3, 4),), n=3)


@pytest.mark.parametrize("dims", [(1, 2), (2, 1)])
def test_results_are_dense_in_memory(dims: tuple[int, int]) -> None:
    y, cache = PERMUTE.forward(normal(0, 2, 3, 4), dims=dims)
    assert y.is_contiguous()
    assert PERMUTE.backward(y, cache)[0].is_contiguous()
