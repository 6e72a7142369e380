from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.reshape import RESHAPE
from tests.gradient_check import check_gradients, normal
from tests.op_rules import check_rules


@settings(max_examples=10)
@given(st.permutations([1, 2, 3, 4]), st.permutations([2, 2, 3, 2]), st.integers(0, 4))
def test_numbers_keep_their_row_major_order(shape: list[int], target: list[int], unknown: int) -> None:
    sizes = tuple(-1 if i == unknown else size for i, size in enumerate(target))
    x = torch.arange(2.0 * math.prod(shape), dtype=torch.float64).view(2, *shape)
    y, _ = RESHAPE.forward(x, target_shape=sizes)
    assert y.shape == (2, *target)
    assert torch.equal(y.flatten(), x.flatten())
    check_gradients(RESHAPE, (x / 10,), target_shape=sizes)


@pytest.mark.parametrize("target_shape", [(-1,), (12,), (4, 3), (2, -1, 2)])
def test_the_rules_of_every_operation_hold(target_shape: tuple[int, ...]) -> None:
    check_rules(RESHAPE, (normal(0, 3, 2, 3, 2),), target_shape=target_shape)


def test_the_unknown_size_is_known_for_an_empty_batch_too() -> None:
    y, _ = RESHAPE.forward(torch.zeros(0, 4, 6), target_shape=(3, -1))
    assert y.shape == (0, 3, 8)


def test_one_number_a_sample_may_become_a_vector() -> None:
    y, cache = RESHAPE.forward(torch.ones(5), target_shape=(-1,))
    assert y.shape == (5, 1)
    assert RESHAPE.backward(y, cache)[0].shape == (5,)
