from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.absolute_error import MEAN_ABSOLUTE_ERROR
from tests.gradient_check import apart, assert_near
from tests.loss_rules import check_loss, run
from tests.oracles.losses import mean_absolute_error


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(shape: list[int], seed: int) -> None:
    y_pred, y_true = apart(seed, *shape), torch.zeros(*shape, dtype=torch.float64)
    values, _ = MEAN_ABSOLUTE_ERROR.forward(y_pred, y_true)
    assert_near(values, mean_absolute_error(y_true.numpy(), y_pred.numpy()), 1e-12, "mean absolute error")
    check_loss(MEAN_ABSOLUTE_ERROR, y_pred, y_true)


def test_where_output_and_target_are_equal_nothing_pulls() -> None:
    _, gradient = run(MEAN_ABSOLUTE_ERROR, torch.tensor([[1.0, 3.0, 0.0]]), torch.tensor([[1.0, 2.0, 4.0]]), {})
    torch.testing.assert_close(gradient, torch.tensor([[0.0, 1 / 3, -1 / 3]]))
