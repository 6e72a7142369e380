from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.prelu import PRELU
from tests.gradient_check import apart, assert_near, check_gradients, normal
from tests.op_rules import check_rules


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=3), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_formula_and_of_both_witnesses(
    sizes: list[tuple[int, bool]], seed: int
) -> None:
    x = apart(seed, 3, *(size for size, _ in sizes))
    alpha = normal(seed + 1, *(1 if shared else size for size, shared in sizes))
    y, _ = PRELU.forward(x, alpha)
    slopes = np.broadcast_to(alpha.numpy(), x.shape)
    expected = [max(z, 0) - a * max(-z, 0) for z, a in zip(x.numpy().flat, slopes.flat, strict=True)]
    assert_near(y, np.reshape(expected, x.shape), 1e-12, "y")
    check_gradients(PRELU, (x,), (alpha,), most_places=15)


def test_the_rules_of_every_operation_hold() -> None:
    check_rules(PRELU, (apart(0, 3, 5, 4),), (normal(1, 5, 4),))
    check_rules(PRELU, (apart(0, 3, 5, 4),), (normal(1, 1, 4),))


def test_at_zero_the_slope_is_that_of_keras() -> None:
    _, cache = PRELU.forward(torch.zeros(2, 3), torch.ones(3))
    dx, dalpha = PRELU.backward(torch.ones(2, 3), cache)
    assert not dx.any()
    assert not dalpha.any()
