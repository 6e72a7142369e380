from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.loss_op import LossOp
from nervure.ops.squared_error import HALF_SQUARED_ERROR, MEAN_SQUARED_ERROR
from tests.gradient_check import assert_near, normal
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle

PAIRS = [(MEAN_SQUARED_ERROR, oracle.mean_squared_error), (HALF_SQUARED_ERROR, oracle.half_squared_error)]


@settings(max_examples=15)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.sampled_from(PAIRS), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], pair: tuple[LossOp, type], seed: int
) -> None:
    op, value = pair
    y_pred, y_true = normal(seed, *shape), normal(seed + 1, *shape)
    values, _ = op.forward(y_pred, y_true)
    assert_near(values, value(y_true.numpy(), y_pred.numpy()), 1e-12, op.name)
    check_loss(op, y_pred, y_true)


@pytest.mark.parametrize("units", [1, 2, 10])
def test_half_the_sum_is_units_over_two_times_the_mean_of_keras(units: int) -> None:
    y_pred, y_true = normal(0, 5, units), normal(1, 5, units)
    for half, mean in zip(
        run(HALF_SQUARED_ERROR, y_pred, y_true, {}), run(MEAN_SQUARED_ERROR, y_pred, y_true, {}), strict=True
    ):
        assert_near(half, mean * units / 2, 1e-12, f"{units} units")


def test_the_error_of_the_lecture_and_its_factors() -> None:
    o, y = torch.tensor([[0.6184, 0.6734]], dtype=torch.float64), torch.tensor([[0.4, 0.6]], dtype=torch.float64)
    values, gradient = run(HALF_SQUARED_ERROR, o, y, {})
    assert_near(values, torch.tensor([0.5 * 0.2184**2 + 0.5 * 0.0734**2]), 1e-7, "E_total")
    assert_near(gradient, torch.tensor([[0.2184, 0.0734]]), 1e-6, "dE/do")
    assert gradient.dtype == torch.float64


def test_whole_number_targets_are_taken() -> None:
    values, _ = MEAN_SQUARED_ERROR.forward(torch.tensor([[0.5, 1.0]]), torch.tensor([[1, 1]], dtype=torch.uint8))
    assert values.tolist() == [0.125]
