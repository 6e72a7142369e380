from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.curved_activations import CELU, EXPONENTIAL, LOG_SIGMOID, MISH, SOFTSIGN, SQUAREPLUS, TANH_SHRINK
from nervure.ops.op import Op
from tests.gradient_check import apart, assert_near
from tests.op_rules import check_rules
from tests.ops.test_rectifiers import check_pointwise
from tests.oracles import further_activations as oracle

CASES: list[tuple[Op, dict[str, Any]]] = [
    (EXPONENTIAL, {}),
    (CELU, {}),
    (CELU, {"alpha": 0.5}),
    (SOFTSIGN, {}),
    (LOG_SIGMOID, {}),
    (SQUAREPLUS, {}),
    (SQUAREPLUS, {"b": 0.5}),
    (TANH_SHRINK, {}),
    (MISH, {}),
]


def off_kinks(z: torch.Tensor) -> torch.Tensor:
    """Moved a little where it lies near a place where one of the functions bends."""
    for kink in (-3.0, -1.0, -0.5, -0.2, 0.0, 0.2, 0.4, 0.5, 1.0, 3.0, 6.0):
        z = torch.where((z - kink).abs() < 2e-3, z + 0.01, z)
    return z


@pytest.mark.parametrize(("op", "options"), CASES)
@settings(max_examples=8)
@given(
    shape=st.lists(st.integers(1, 4), min_size=1, max_size=3), seed=st.integers(0, 10**6),
    gap=st.sampled_from([0.05, 0.3]),
)  # fmt: skip
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    op: Op, options: dict[str, Any], shape: list[int], seed: int, gap: float
) -> None:
    z = off_kinks(apart(seed, *shape, gap=gap))
    if op.name == "tanh_shrink":
        z = z + 0.3 * z.sign()  # z - tanh(z) cancels near 0, where no digit of the difference is left to compare
    check_pointwise(op, getattr(oracle, op.name), getattr(oracle, f"{op.name}_slope"), z, **options)


@pytest.mark.parametrize(("op", "options"), CASES)
def test_the_rules_of_every_operation_hold(op: Op, options: dict[str, Any]) -> None:
    check_rules(op, (off_kinks(apart(1, 3, 5, gap=0.3)),), **options)


@pytest.mark.parametrize(("op", "options"), CASES)
def test_keras_gives_the_same_numbers(op: Op, options: dict[str, Any]) -> None:
    import keras

    z = apart(3, 60, gap=0.2)
    y, _ = op.forward(z, **options)
    assert_near(y, getattr(keras.activations, op.name)(z, **options), 1e-7, op.name)


@pytest.mark.parametrize("z", [-80.0, 80.0])
def test_large_numbers_stay_finite(z: float) -> None:
    for op, options in CASES:
        y, cache = op.forward(torch.tensor([z]), **options)
        (dz,) = op.backward(torch.ones(1), cache)
        assert bool(y.isfinite().all()), op.name
        assert bool(dz.isfinite().all()), op.name
