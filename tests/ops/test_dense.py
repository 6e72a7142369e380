from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.dense import DENSE
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.dense import dense, dense_gradients

sizes = st.integers(1, 5)


@settings(max_examples=20)
@given(st.lists(sizes, min_size=1, max_size=3), sizes, sizes, st.booleans(), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    leading: list[int], inputs: int, units: int, has_bias: bool, seed: int
) -> None:
    x, weight = normal(seed, *leading, inputs), normal(seed + 1, inputs, units)
    bias = normal(seed + 2, units) if has_bias else None
    z, cache = DENSE.forward(x, weight, bias)
    assert_near(z, dense(x.numpy(), weight.numpy(), None if bias is None else bias.numpy()), 1e-12, "z")
    dz = torch.cos(z)
    gradients = DENSE.backward(dz, cache)
    expected = dense_gradients(dz.numpy(), x.numpy(), weight.numpy())
    for gradient, oracle in zip(gradients, expected, strict=False):
        assert gradient is not None
        assert_near(gradient, oracle, 1e-12, "gradient")
    check_gradients(DENSE, (x,), (weight,) if bias is None else (weight, bias))


def test_the_rules_of_every_operation_hold() -> None:
    check_rules(DENSE, (normal(0, 3, 4),), (normal(1, 4, 2), normal(2, 2)))
    check_rules(DENSE, (normal(0, 3, 2, 4),), (normal(1, 4, 5),))


def test_without_dx_nothing_is_computed_for_the_input() -> None:
    x, weight = normal(0, 3, 4), normal(1, 4, 2)
    z, cache = DENSE.forward(x, weight)
    assert DENSE.backward(z, cache, needs_dx=False)[0] is None
