from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.log_cosh import LOG_COSH
from tests.gradient_check import assert_near, normal
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(shape: list[int], seed: int) -> None:
    y_pred, y_true = normal(seed, *shape), normal(seed + 1, *shape)
    values, _ = LOG_COSH.forward(y_pred, y_true)
    assert_near(values, oracle.log_cosh(y_true.numpy(), y_pred.numpy()), 1e-12, "log cosh", largest=1e-2)
    check_loss(LOG_COSH, y_pred, y_true)


@pytest.mark.parametrize("size", [100.0, 1e4, 1e30])
def test_large_errors_overflow_nothing(size: float) -> None:
    values, gradient = run(LOG_COSH, torch.tensor([[size], [-size]]), torch.zeros(2, 1), {})
    assert values.tolist() == pytest.approx([size - math.log(2)] * 2)
    assert gradient.tolist() == [[1.0], [-1.0]]
