from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.kl_divergence import KL_DIVERGENCE
from tests.gradient_check import assert_near, normal
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(2, 5), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], classes: int, seed: int
) -> None:
    y_pred = torch.from_numpy(np.random.default_rng(seed).uniform(0.1, 0.9, (*shape, classes)))
    y_true = normal(seed + 1, *shape, classes).softmax(-1)
    values, _ = KL_DIVERGENCE.forward(y_pred, y_true)
    assert_near(values, oracle.kl_divergence(y_true.numpy(), y_pred.numpy()), 1e-12, "divergence", largest=1e-2)
    check_loss(KL_DIVERGENCE, y_pred, y_true)


def test_equal_distributions_are_no_distance_apart() -> None:
    p = normal(0, 4, 3).softmax(-1)
    assert_near(run(KL_DIVERGENCE, p, p, {})[0], torch.zeros(4), 1e-12, "divergence", largest=1.0)


def test_a_target_of_zero_costs_nothing_and_an_output_of_zero_is_clipped() -> None:
    values, gradient = run(KL_DIVERGENCE, torch.tensor([[0.0, 1.0]]), torch.tensor([[1.0, 0.0]]), {})
    assert values.tolist() == pytest.approx([-math.log(1e-7)], rel=1e-5)
    assert gradient[0, 0].item() == 0.0
