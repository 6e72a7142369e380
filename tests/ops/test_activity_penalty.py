from __future__ import annotations

import pytest
import torch

from nervure.ops.activity_penalty import ACTIVITY_PENALTY
from nervure.regularizers import L1, L1L2, L2, Regularizer
from tests.gradient_check import check_gradients, normal


@pytest.mark.parametrize("regularizer", [L1(0.3), L2(0.2), L1L2(0.1, 0.4)])
def test_value_and_derivative_follow_the_formula(regularizer: Regularizer) -> None:
    x = normal(3, 4, 2, 5)
    penalty, _ = ACTIVITY_PENALTY.forward(x, regularizer=regularizer)
    assert float(penalty) == pytest.approx(regularizer(x) / 4, rel=1e-12)
    check_gradients(ACTIVITY_PENALTY, (x,), regularizer=regularizer)


def test_twice_the_samples_weigh_the_same() -> None:
    x = normal(1, 3, 4)
    once, _ = ACTIVITY_PENALTY.forward(x, regularizer=L2(0.1))
    twice, _ = ACTIVITY_PENALTY.forward(torch.cat([x, x]), regularizer=L2(0.1))
    assert float(once) == pytest.approx(float(twice), rel=1e-12)


def test_no_samples_have_no_penalty() -> None:
    penalty, cache = ACTIVITY_PENALTY.forward(torch.ones(0, 3), regularizer=L1(1.0))
    assert float(penalty) == 0.0
    assert ACTIVITY_PENALTY.backward(torch.tensor(1.0), cache)[0].shape == (0, 3)
