from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.softmax import SOFTMAX
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.softmax import softmax, softmax_gradient


@settings(max_examples=20)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data(), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], data: st.DataObject, seed: int
) -> None:
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    z = normal(seed, *shape).clamp(-2.5, 2.5)
    y, cache = SOFTMAX.forward(z, axis=axis)
    assert_near(y, softmax(z.numpy(), axis), 1e-12, "softmax")
    dy = torch.sin(3 * z)
    assert_near(
        SOFTMAX.backward(dy, cache)[0], softmax_gradient(dy.numpy(), z.numpy(), axis), 1e-12, "derivative", 0.01
    )
    check_gradients(SOFTMAX, (z,), axis=axis)


def test_the_rules_of_every_operation_hold() -> None:
    check_rules(SOFTMAX, (normal(1, 3, 5),))
    check_rules(SOFTMAX, (normal(1, 3, 5, 2),), axis=1)


@pytest.mark.parametrize("shift", [-1e4, 0.0, 1e4])
def test_adding_a_number_to_all_scores_changes_nothing_and_overflows_nothing(shift: float) -> None:
    z = torch.tensor([[1.0, 2.0, 3.0]], dtype=torch.float64)
    assert_near(SOFTMAX.forward(z + shift)[0], SOFTMAX.forward(z)[0], 1e-11, f"shift {shift}")


def test_minus_infinity_gets_probability_zero() -> None:
    y, _ = SOFTMAX.forward(torch.tensor([[0.0, -math.inf, 0.0]]))
    assert y.tolist() == [[0.5, 0.0, 0.5]]


def test_the_gradient_of_the_scores_sums_to_zero() -> None:
    z = normal(0, 6, 10)
    _, cache = SOFTMAX.forward(z)
    assert SOFTMAX.backward(normal(1, 6, 10), cache)[0].sum(1).abs().max() < 1e-15
