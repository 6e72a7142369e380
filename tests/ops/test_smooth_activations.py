from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.op import Op
from nervure.ops.smooth_activations import GELU, SIGMOID, SILU, SOFTPLUS, TANH
from tests.gradient_check import assert_near, normal
from tests.op_rules import check_rules
from tests.ops.test_rectifiers import check_pointwise
from tests.oracles import smooth_activations as oracle

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4)
seeds = st.integers(0, 10**6)
spreads = st.sampled_from([0.1, 1.0, 5.0])

CASES: dict[str, tuple[Op, Callable[..., float], Callable[..., float], dict[str, Any]]] = {
    "sigmoid": (SIGMOID, oracle.sigmoid, oracle.sigmoid_slope, {}),
    "tanh": (TANH, oracle.tanh, oracle.tanh_slope, {}),
    "softplus": (SOFTPLUS, oracle.softplus, oracle.softplus_slope, {}),
    "silu": (SILU, oracle.silu, oracle.silu_slope, {}),
    "gelu": (GELU, oracle.gelu, oracle.gelu_slope, {}),
    "gelu by tanh": (GELU, oracle.gelu, oracle.gelu_slope, {"approximate": True}),
}


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=8)
@given(shape=shapes, seed=seeds, spread=spreads)
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    name: str, shape: list[int], seed: int, spread: float
) -> None:
    op, value, slope, options = CASES[name]
    # Farther out gelu is a difference of nearly equal numbers, in torch as here: few of its digits are left.
    z = (normal(seed, *shape) * spread).clamp(-3.5, 3.5)
    check_pointwise(op, value, slope, z, **options)


@pytest.mark.parametrize("name", CASES)
def test_the_rules_of_every_operation_hold(name: str) -> None:
    op, _, _, options = CASES[name]
    check_rules(op, (normal(1, 3, 5),), **options)


@pytest.mark.parametrize("z", [-1000.0, -100.0, 30.0, 100.0, 1000.0])
def test_large_numbers_neither_overflow_nor_lose_their_digits(z: float) -> None:
    for dtype in (torch.float32, torch.float64):
        for name, (op, _, _, options) in CASES.items():
            y, cache = op.forward(torch.tensor([z], dtype=dtype), **options)
            (dz,) = op.backward(torch.ones(1, dtype=dtype), cache)
            assert y.isfinite().all(), f"{name} of {z}"
            assert dz.isfinite().all(), f"slope of {name} at {z}"
    y, _ = SOFTPLUS.forward(torch.tensor([z], dtype=torch.float64))
    assert y.item() == pytest.approx(oracle.softplus(z), rel=1e-14, abs=1e-300)


def test_sigmoid_and_tanh_keep_their_output_and_not_their_input() -> None:
    for op in (SIGMOID, TANH):
        y, cache = op.forward(normal(0, 3, 4))
        assert tuple(cache) == (y,)


def test_keras_gives_the_same_numbers() -> None:
    import keras

    z = normal(2, 50) * 3
    for name, (op, _, _, options) in CASES.items():
        function = getattr(keras.activations, name.split()[0])
        # torch's softplus, and so Keras', is a straight line from z = 20 on: 2e-9 away.
        assert_near(op.forward(z, **options)[0], function(z, **options), 1e-9, name)


def test_the_sigmoid_of_ln_3_is_three_quarters() -> None:
    y, _ = SIGMOID.forward(torch.tensor([0.0, math.log(3.0)], dtype=torch.float64))
    assert y.tolist() == pytest.approx([0.5, 0.75])
