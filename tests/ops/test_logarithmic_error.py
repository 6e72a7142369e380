from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.logarithmic_error import MEAN_SQUARED_LOGARITHMIC_ERROR
from tests.gradient_check import apart, assert_near, normal
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(shape: list[int], seed: int) -> None:
    y_pred, y_true = apart(seed, *shape), normal(seed + 1, *shape)
    values, _ = MEAN_SQUARED_LOGARITHMIC_ERROR.forward(y_pred, y_true)
    expected = oracle.mean_squared_logarithmic_error(y_true.numpy(), y_pred.numpy())
    assert_near(values, expected, 1e-12, "logarithmic error", largest=1e-2)
    check_loss(MEAN_SQUARED_LOGARITHMIC_ERROR, y_pred, y_true)


def test_outputs_below_zero_count_as_zero_and_have_no_gradient() -> None:
    y_pred, y_true = torch.tensor([[-5.0], [0.0], [1.0]]), torch.tensor([[math.e - 1]] * 3)
    values, gradient = run(MEAN_SQUARED_LOGARITHMIC_ERROR, y_pred, y_true, {})
    assert values.tolist() == pytest.approx([1.0, 1.0, (1 - math.log(2)) ** 2], rel=1e-5)
    assert gradient.tolist()[:2] == [[0.0], [0.0]]
    assert gradient[2].item() == pytest.approx(math.log(2) - 1)
