from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.op import Op
from nervure.ops.rectifiers import ELU, LEAKY_RELU, RELU, SELU, relu_from_output
from tests.gradient_check import apart, assert_near, check_gradients
from tests.op_rules import check_rules
from tests.oracles import rectifiers as oracle

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4)
seeds = st.integers(0, 10**6)
slopes = st.sampled_from([0.0, 0.1, 0.25, 1.0])


def check_pointwise(
    op: Op,
    value: Callable[..., float],
    slope: Callable[..., float],
    z: torch.Tensor,
    reference: Callable[..., Any] | None = None,
    **options: Any,
) -> None:
    """The value, and the derivative that ``op`` computes, number by number and against both witnesses."""
    y, cache = op.forward(z, **options)
    assert_near(y, np.vectorize(functools.partial(value, **options), otypes=[float])(z.numpy()), 1e-12, op.name)
    dy = torch.cos(torch.arange(z.numel(), dtype=torch.float64)).reshape(z.shape)
    (dz,) = op.backward(dy, cache)
    expected = dy.numpy() * np.vectorize(functools.partial(slope, **options), otypes=[float])(z.numpy())
    assert_near(dz, expected, 1e-12, f"derivative of {op.name}")
    check_gradients(op, (z,), reference=reference, **options)


@settings(max_examples=30)
@given(shapes, seeds, st.sampled_from([None, 0.5, 1.0, 6.0]), slopes, st.sampled_from([0.0, 0.3, 1.0]))
def test_relu_is_its_three_pieces(
    shape: list[int], seed: int, max_value: float | None, negative_slope: float, threshold: float
) -> None:
    z = _off_kinks(apart(seed, *shape), threshold, max_value)
    options = {"max_value": max_value, "negative_slope": negative_slope, "threshold": threshold}
    check_pointwise(RELU, oracle.relu, oracle.relu_slope, z, **options)


@settings(max_examples=12)
@given(shapes, seeds, slopes)
def test_leaky_relu_is_its_two_pieces(shape: list[int], seed: int, negative_slope: float) -> None:
    z = apart(seed, *shape)
    check_pointwise(LEAKY_RELU, oracle.leaky_relu, oracle.leaky_relu_slope, z, negative_slope=negative_slope)


@settings(max_examples=12)
@given(shapes, seeds, st.sampled_from([0.0, 0.5, 1.0, 2.0]))
def test_elu_is_its_two_pieces(shape: list[int], seed: int, alpha: float) -> None:
    check_pointwise(ELU, oracle.elu, oracle.elu_slope, apart(seed, *shape), alpha=alpha)


@settings(max_examples=8)
@given(shapes, seeds)
def test_selu_is_its_two_pieces(shape: list[int], seed: int) -> None:
    check_pointwise(SELU, oracle.selu, oracle.selu_slope, apart(seed, *shape))


@pytest.mark.parametrize(
    ("op", "options"),
    [
        (RELU, {}),
        (RELU, {"max_value": 1.0}),
        (RELU, {"threshold": 0.3}),
        (RELU, {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.3}),
        (LEAKY_RELU, {}),
        (ELU, {"alpha": 0.5}),
        (SELU, {}),
    ],
)
def test_the_rules_of_every_operation_hold(op: Op, options: dict[str, Any]) -> None:
    check_rules(op, (_off_kinks(apart(1, 3, 5, gap=0.3), 0.3, 1.0),), **options)


def test_at_the_bend_the_slope_is_the_one_below() -> None:
    z = torch.tensor([0.0, -0.0, 1.0])
    dz = {}
    for op, options in [
        (RELU, {}),
        (LEAKY_RELU, {"negative_slope": 0.1}),
        (ELU, {"alpha": 0.5}),
        (RELU, {"max_value": 1.0}),
    ]:
        _, cache = op.forward(z, **options)
        dz[op.name, *options] = op.backward(torch.ones(3), cache)[0].tolist()
    assert dz["relu",] == [0, 0, 1]
    assert dz["leaky_relu", "negative_slope"] == pytest.approx([0.1, 0.1, 1])
    assert dz["elu", "alpha"] == [0.5, 0.5, 1]
    assert dz["relu", "max_value"] == [0, 0, 0]  # saturated: no slope


@pytest.mark.parametrize(
    ("op", "left"), [(RELU, 0.0), (LEAKY_RELU, -math.inf), (ELU, -1.0), (SELU, -1.7580993408473766)]
)
def test_infinity_gives_the_limits(op: Op, left: float) -> None:
    y, cache = op.forward(torch.tensor([-math.inf, math.inf], dtype=torch.float64))
    assert y.tolist() == pytest.approx([left, math.inf])
    assert not op.backward(torch.ones(2, dtype=torch.float64), cache)[0].isnan().any()


def test_a_slope_of_zero_does_not_turn_infinity_into_nan() -> None:
    y, _ = RELU.forward(torch.tensor([-math.inf, 2.0]), threshold=1.0)
    assert y.tolist() == [0, 2]


def test_the_cache_holds_the_output_and_not_the_input() -> None:
    z = apart(0, 3, 4)
    for op in (RELU, LEAKY_RELU, ELU, SELU):
        y, cache = op.forward(z)
        tensors = [value for value in cache if isinstance(value, torch.Tensor)]
        assert len(tensors) == 1
        assert tensors[0] is y


def test_keras_gives_the_same_numbers_for_every_option_of_relu() -> None:
    import keras

    z = apart(3, 40)
    for max_value in (None, 0.5, 6.0):
        for negative_slope in (0.0, 0.1):
            for threshold in (0.0, 0.3):
                options = {"max_value": max_value, "negative_slope": negative_slope, "threshold": threshold}
                expected = keras.activations.relu(z, **options)
                assert_near(RELU.forward(z, **options)[0], expected, 1e-12, f"relu {options}")
    for op, function in ((LEAKY_RELU, "leaky_relu"), (ELU, "elu"), (SELU, "selu")):
        assert_near(op.forward(z)[0], getattr(keras.activations, function)(z), 1e-12, function)


def test_the_derivative_from_the_output_does_not_ask_for_the_threshold() -> None:
    z = _off_kinks(apart(5, 30), 0.4, None)
    y, cache = RELU.forward(z, threshold=0.4, negative_slope=0.1)
    dy = torch.ones_like(y)
    from_output = relu_from_output(dy, y, threshold=0.4, negative_slope=0.1)
    assert torch.equal(from_output, RELU.backward(dy, cache)[0])


def _off_kinks(z: torch.Tensor, *kinks: float | None) -> torch.Tensor:
    for kink in kinks:
        if kink is not None:
            z = torch.where((z - kink).abs() < 1e-3, z + 0.01, z)
    return z
