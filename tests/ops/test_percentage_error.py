from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.percentage_error import MEAN_ABSOLUTE_PERCENTAGE_ERROR
from tests.gradient_check import apart, assert_near
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(shape: list[int], seed: int) -> None:
    y_true = apart(seed, *shape) + 0.006
    y_pred = y_true + apart(seed + 1, *shape)
    values, _ = MEAN_ABSOLUTE_PERCENTAGE_ERROR.forward(y_pred, y_true)
    expected = oracle.mean_absolute_percentage_error(y_true.numpy(), y_pred.numpy())
    assert_near(values, expected, 1e-12, "percentage error")
    # The rules compare types within absolute bounds: targets of size 100 keep the values near 1.
    check_loss(MEAN_ABSOLUTE_PERCENTAGE_ERROR, y_pred, torch.full_like(y_pred, 100.0))


def test_where_output_and_target_are_equal_nothing_pulls() -> None:
    y_pred, y_true = torch.tensor([[2.0, 3.0]]), torch.tensor([[2.0, 2.0]])
    values, gradient = run(MEAN_ABSOLUTE_PERCENTAGE_ERROR, y_pred, y_true, {})
    assert values.tolist() == [25.0]
    assert gradient.tolist() == [[0.0, 25.0]]


def test_a_target_of_zero_is_divided_by_a_ten_millionth() -> None:
    values, gradient = run(MEAN_ABSOLUTE_PERCENTAGE_ERROR, torch.tensor([[1.0]]), torch.tensor([[0]]), {})
    assert values.tolist() == pytest.approx([1e9])
    assert gradient.tolist() == [pytest.approx([1e9])]
