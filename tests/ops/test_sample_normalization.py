from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.op import Op
from nervure.ops.sample_normalization import (
    GROUP_NORMALIZATION,
    LAYER_NORMALIZATION,
    RMS_NORMALIZATION,
    UNIT_NORMALIZATION,
)
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles import sample_normalization as oracle

seeds = st.integers(0, 10**6)
epsilons = st.sampled_from([1e-3, 1e-6])


@st.composite
def shapes_and_axes(draw: st.DrawFn) -> tuple[list[int], tuple[int, ...]]:
    shape = draw(st.lists(st.integers(2, 4), min_size=2, max_size=4))
    axes = draw(st.sets(st.integers(1, len(shape) - 1), min_size=1))
    return shape, tuple(sorted(axes))


def spread(parameter: Tensor, axes: tuple[int, ...], rank: int) -> Any:
    sizes = [1] * rank
    for axis, size in zip(axes, parameter.shape, strict=True):
        sizes[axis] = size
    return parameter.numpy().reshape(sizes)


@settings(max_examples=25)
@given(shapes_and_axes(), epsilons, st.booleans(), st.booleans(), seeds)
def test_layer_normalization_is_that_of_the_oracle_and_of_both_witnesses(
    drawn: tuple[list[int], tuple[int, ...]], epsilon: float, scale: bool, center: bool, seed: int
) -> None:
    shape, axes = drawn
    x, sizes = normal(seed, *shape) * 2 + 1, [shape[axis] for axis in axes]
    parameters = tuple(normal(seed + 1 + i, *sizes) for i, wanted in enumerate((scale, center)) if wanted)
    options: dict[str, Any] = {"axis": axes, "epsilon": epsilon, "scale": scale, "center": center}
    y, _ = LAYER_NORMALIZATION.forward(x, *parameters, **options)
    expected = oracle.standardized(x.numpy(), axes, epsilon)
    if scale:
        expected = expected * spread(parameters[0], axes, x.ndim)
    if center:
        expected = expected + spread(parameters[-1], axes, x.ndim)
    assert_near(y, expected, 1e-12, "y", largest=1.0)
    check_gradients(LAYER_NORMALIZATION, (x,), parameters, most_places=10, **{**options, "epsilon": max(epsilon, 1e-3)})


@settings(max_examples=20)
@given(
    st.integers(1, 3), st.integers(1, 3), st.lists(st.integers(1, 3), max_size=2), st.integers(0, 2), epsilons,
    st.booleans(), st.booleans(), seeds,
)  # fmt: skip
def test_group_normalization_is_that_of_the_oracle_and_of_both_witnesses(
    groups: int, width: int, places: list[int], position: int, epsilon: float, scale: bool, center: bool, seed: int
) -> None:
    axis = 1 + position % (len(places) + 1)
    shape = [2, *places]
    shape.insert(axis, groups * width)
    x = normal(seed, *shape) * 2 + 1
    parameters = tuple(normal(seed + 1 + i, groups * width) for i, wanted in enumerate((scale, center)) if wanted)
    options: dict[str, Any] = {"groups": groups, "epsilon": epsilon, "scale": scale, "center": center}
    expected = oracle.in_groups(x.numpy(), groups, axis, epsilon)
    if scale:
        expected = expected * spread(parameters[0], (axis,), x.ndim)
    if center:
        expected = expected + spread(parameters[-1], (axis,), x.ndim)
    for number in (axis, axis - x.ndim):
        y, _ = GROUP_NORMALIZATION.forward(x, *parameters, axis=number, **options)
        assert_near(y, expected, 1e-12, "y", largest=1.0)
    if x.numel() > 4 * groups:  # a number alone is its own mean: nothing to compare
        options["epsilon"] = 1e-2
        check_gradients(GROUP_NORMALIZATION, (x,), parameters, most_places=10, axis=axis, **options)


@settings(max_examples=15)
@given(shapes_and_axes(), epsilons, seeds)
def test_rms_and_unit_normalization_are_those_of_the_oracle_and_of_both_witnesses(
    drawn: tuple[list[int], tuple[int, ...]], epsilon: float, seed: int
) -> None:
    shape, axes = drawn
    x, scale = normal(seed, *shape), normal(seed + 1, *(shape[axis] for axis in axes))
    y, _ = RMS_NORMALIZATION.forward(x, scale, axis=axes, epsilon=epsilon)
    expected = oracle.by_root_mean_square(x.numpy(), axes, epsilon) * spread(scale, axes, x.ndim)
    assert_near(y, expected, 1e-12, "y", largest=1.0)
    check_gradients(RMS_NORMALIZATION, (x,), (scale,), most_places=10, axis=axes, epsilon=1e-2)
    y, _ = UNIT_NORMALIZATION.forward(x, axis=axes)
    assert_near(y, oracle.by_norm(x.numpy(), axes), 1e-12, "y", largest=1.0)
    far = x + 2 * x.sign()  # near 0 the direction turns quickly
    check_gradients(UNIT_NORMALIZATION, (far,), most_places=10, axis=axes)


@pytest.mark.parametrize(
    ("op", "num_parameters", "options"),
    [
        (LAYER_NORMALIZATION, 2, {}),
        (LAYER_NORMALIZATION, 1, {"axis": (2,), "center": False}),
        (GROUP_NORMALIZATION, 2, {"groups": 2}),
        (GROUP_NORMALIZATION, 1, {"groups": 4, "axis": 1, "scale": False}),
        (RMS_NORMALIZATION, 1, {}),
        (UNIT_NORMALIZATION, 0, {"axis": (1, 2)}),
    ],
)
def test_the_rules_of_every_operation_hold(op: Op, num_parameters: int, options: dict[str, Any]) -> None:
    check_rules(op, (normal(0, 3, 4, 4),), tuple(normal(1 + i, 4) for i in range(num_parameters)), **options)


def test_a_sample_of_zeros_stays_zeros_and_has_no_gradient() -> None:
    y, cache = UNIT_NORMALIZATION.forward(torch.tensor([[0.0, 0.0], [3.0, 4.0]]))
    assert y.tolist() == [[0.0, 0.0], pytest.approx([0.6, 0.8])]
    (dx,) = UNIT_NORMALIZATION.backward(torch.ones(2, 2), cache)
    assert dx[0].tolist() == [0.0, 0.0]
    assert bool(dx[1].any())


def test_bfloat16_survives_a_mean_far_from_zero() -> None:
    x = (normal(0, 8, 64) * 8 + 256).to(torch.bfloat16)
    y, cache = LAYER_NORMALIZATION.forward(x, scale=False, center=False)
    exact = oracle.standardized(np.asarray(x.double()), (1,), 1e-3)
    assert cache.mean.dtype == torch.float32
    assert_near(y.double(), exact, 5e-3, "y")
