from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.hinge import CATEGORICAL_HINGE, HINGE, SQUARED_HINGE, signed
from tests.gradient_check import apart, assert_near
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle

SHAPES = st.lists(st.integers(1, 4), min_size=2, max_size=4)


def signs(seed: int, shape: list[int]) -> Tensor:
    return torch.randint(0, 2, shape, generator=torch.Generator().manual_seed(seed)).double() * 2 - 1


@settings(max_examples=15)
@given(SHAPES, st.sampled_from([1, 2]), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], power: int, seed: int
) -> None:
    op = HINGE if power == 1 else SQUARED_HINGE
    # 1 - y o is 0.031 away from 0 at least, so that no number stands on the bend.
    y_true, y_pred = signs(seed, shape), apart(seed, *shape) + 0.006
    values, _ = op.forward(y_pred, y_true)
    assert_near(values, oracle.hinge(y_true.numpy(), y_pred.numpy(), power), 1e-12, op.name)
    check_loss(op, y_pred, y_true)


@settings(max_examples=15)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(2, 5), st.integers(0, 10**6))
def test_the_categorical_hinge_is_that_of_the_oracle_and_of_both_witnesses(
    shape: list[int], classes: int, seed: int
) -> None:
    y_pred = apart(seed, *shape, classes)
    labels = torch.randint(0, classes, shape, generator=torch.Generator().manual_seed(seed))
    y_true = torch.eye(classes, dtype=torch.float64)[labels]
    values, _ = CATEGORICAL_HINGE.forward(y_pred, y_true)
    assert_near(values, oracle.categorical_hinge(y_true.numpy(), y_pred.numpy()), 1e-12, "categorical hinge")
    check_loss(CATEGORICAL_HINGE, y_pred, y_true)


def test_beyond_the_margin_nothing_pulls_and_on_it_everything_does() -> None:
    y_pred, y_true = torch.tensor([[2.0, 1.0, 0.5]]), torch.tensor([[1.0, 1.0, 1.0]])
    values, gradient = run(HINGE, y_pred, y_true, {})
    assert values.tolist() == pytest.approx([0.5 / 3])
    torch.testing.assert_close(gradient, torch.tensor([[0.0, -1 / 3, -1 / 3]]))


def test_zeros_stand_for_minus_one_where_all_targets_are_zero_or_one() -> None:
    assert signed(torch.tensor([[0.0, 1.0], [1.0, 1.0]])).tolist() == [[-1.0, 1.0], [1.0, 1.0]]
    assert signed(torch.tensor([0.0, -1.0, 1.0])).tolist() == [0.0, -1.0, 1.0]
    assert signed(torch.tensor([1.0, 1.0])).tolist() == [1.0, 1.0]


def test_several_worst_classes_share_the_gradient() -> None:
    y_pred, y_true = torch.tensor([[1.0, 3.0, 3.0]]), torch.tensor([[1.0, 0.0, 0.0]])
    values, gradient = run(CATEGORICAL_HINGE, y_pred, y_true, {})
    assert values.tolist() == [3.0]
    assert gradient.tolist() == [[-1.0, 0.5, 0.5]]


def test_a_class_that_wins_by_the_margin_costs_nothing() -> None:
    values, gradient = run(CATEGORICAL_HINGE, torch.tensor([[3.0, 1.0]]), torch.tensor([[1.0, 0.0]]), {})
    assert values.tolist() == [0.0]
    assert gradient.tolist() == [[0.0, 0.0]]
