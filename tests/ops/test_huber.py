from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.huber import HUBER
from tests.gradient_check import apart, assert_near
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle


@settings(max_examples=15)
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=4), st.sampled_from([0.05, 0.2, 1.0, 3.0]), st.integers(0, 10**6)
)
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], delta: float, seed: int
) -> None:
    y_pred, y_true = apart(seed, *shape), torch.zeros(*shape, dtype=torch.float64)
    values, _ = HUBER.forward(y_pred, y_true, delta=delta)
    assert_near(values, oracle.huber(y_true.numpy(), y_pred.numpy(), delta), 1e-12, "huber")
    check_loss(HUBER, y_pred, y_true, delta=delta)


def test_both_branches_meet_at_delta_in_value_and_in_slope() -> None:
    y_pred = torch.tensor([[2.0], [-2.0], [2.0 + 1e-9]], dtype=torch.float64)
    values, gradient = run(HUBER, y_pred, torch.zeros(3, 1), {"delta": 2.0})
    assert_near(values, torch.tensor([2.0, 2.0, 2.0]), 1e-8, "value")
    assert gradient.tolist() == [[2.0], [-2.0], [2.0]]


def test_a_large_delta_is_half_the_squared_error() -> None:
    y_pred = torch.tensor([[3.0, -4.0]])
    values, gradient = run(HUBER, y_pred, torch.zeros(1, 2), {"delta": 100.0})
    assert values.tolist() == [6.25]
    assert gradient.tolist() == [[1.5, -2.0]]
