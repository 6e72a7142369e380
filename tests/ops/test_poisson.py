from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.poisson import POISSON
from tests.gradient_check import assert_near
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(shape: list[int], seed: int) -> None:
    generator = np.random.default_rng(seed)
    y_pred = torch.from_numpy(generator.uniform(0.5, 4, shape))
    y_true = torch.from_numpy(generator.poisson(2.0, shape)).double()
    values, _ = POISSON.forward(y_pred, y_true)
    assert_near(values, oracle.poisson(y_true.numpy(), y_pred.numpy()), 1e-12, "poisson", largest=1e-1)
    check_loss(POISSON, y_pred, y_true)


def test_the_best_guess_is_the_count_itself() -> None:
    _, gradient = run(POISSON, torch.tensor([[3.0, 2.0, 4.0]]), torch.tensor([[3, 3, 3]]), {})
    assert abs(gradient[0, 0].item()) < 1e-6
    assert gradient[0, 1] < 0 < gradient[0, 2]
