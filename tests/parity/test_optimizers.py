"""Fifty steps beside Keras' own optimizers, from the same weights with the same gradients."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from nervure import constraints, optimizers
from tests.optimizers.cases import CASES, case_id
from tests.optimizers.weights import SHAPES, gradients_of_step, parameters, segment_of, set_gradients, values_of

keras = pytest.importorskip("keras")

STEPS = 50
NAMES = ["Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Lion", "Nadam", "RMSprop", "SGD"]
CONSTRAINTS: list[tuple[str, dict[str, Any]] | None] = [
    ("MaxNorm", {"max_value": 0.8, "axis": [0, 1, 2]}),
    ("NonNeg", {}),
    ("MinMaxNorm", {"min_value": 0.2, "max_value": 0.9, "rate": 0.5}),
    None,
]


@pytest.fixture(params=["float32", "float64"])
def dtype(request: pytest.FixtureRequest) -> Iterator[str]:
    """The type of weights, gradients and slots; Keras keeps its learning rate in its global type."""
    before = keras.config.floatx()
    keras.config.set_floatx(request.param)
    yield request.param
    keras.config.set_floatx(before)


def variables(values: list[Any], dtype: str) -> list[Any]:
    names = [parameter.name for parameter in parameters()]
    return [keras.Variable(value, dtype=dtype, name=name) for value, name in zip(values, names, strict=True)]


def array(variable: Any) -> Any:
    return variable.value.detach().cpu().numpy()


def train_keras(optimizer: Any, weights: list[Any], dtype: str) -> None:
    for step in range(STEPS):
        gradients = [torch.from_numpy(gradient.astype(dtype)) for gradient in gradients_of_step(SHAPES, step)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # how Keras' Nadam turns its numbers into arrays
            optimizer.apply(gradients, weights)


def train_ours(optimizer: optimizers.Optimizer, segment: Any) -> None:
    for step in range(STEPS):
        set_gradients(segment, gradients_of_step(SHAPES, step))
        optimizer.update(segment)


def tolerance(dtype: str, options: dict[str, Any], rounds_to_float32: bool = False) -> float:
    """How far from Keras the weights may be after all steps.

    In float32 Keras raises beta_2 to a power and subtracts it from 1 in float32: its steps are wrong by up to 1e-5 of
    the learning rate. In float64 its torch backend's ``maximum(float64, number)`` is float32, and clipping by norm and
    NonNeg go through it. Both of ours are held to 1e-12 by the oracles.
    """
    if dtype == "float32":
        return 1e-6 * max(1.0, float(options.get("learning_rate", 0.001)) / 0.003)
    return 1e-6 if rounds_to_float32 or {"clipnorm", "global_clipnorm"} & set(options) else 1e-10


def assert_equal(segment: Any, weights: list[Any], atol: float) -> None:
    for ours, theirs in zip(values_of(segment), map(array, weights), strict=True):
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours, theirs, rtol=1e-6 if ours.dtype == np.float32 else 0, atol=atol)


@pytest.mark.parametrize(("name", "options"), CASES, ids=case_id)
def test_weights_and_slots_equal_keras(name: str, options: dict[str, Any], dtype: str) -> None:
    segment = segment_of(dtype=getattr(torch, dtype))
    weights = variables(values_of(segment), dtype)
    ours, theirs = optimizers.TABLE[name](**options), getattr(keras.optimizers, name)(**options)
    train_keras(theirs, weights, dtype)
    train_ours(ours, segment)
    assert_equal(segment, weights, tolerance(dtype, options))
    assert ours.calls == int(theirs._iterations.value)
    assert ours.iterations == ours.calls // options.get("gradient_accumulation_steps", 1)

    counted = 3 if name == "Nadam" else 2  # iteration, learning_rate, and the product of Nadam's momenta
    assert len(theirs.variables) == counted + len(ours.slots) * len(SHAPES)
    for slot, flat in ours.slots.items():
        named = [f"{parameter.name}_{slot}" for parameter in segment.parameters]
        of_slot = [variable for variable in theirs.variables if variable.name.endswith(tuple(named))]
        for view, variable in zip(segment.views(flat), of_slot, strict=True):
            np.testing.assert_allclose(
                view.numpy(), array(variable), rtol=2e-5 if dtype == "float32" else 1e-6, atol=1e-6
            )


def test_weights_excluded_from_decay_equal_keras(dtype: str) -> None:
    segment = segment_of(dtype=getattr(torch, dtype))
    weights = variables(values_of(segment), dtype)
    ours, theirs = optimizers.AdamW(weight_decay=0.5), keras.optimizers.AdamW(weight_decay=0.5)
    ours.exclude_from_weight_decay(var_list=[segment.parameters[2]], var_names=["bias"])
    theirs.exclude_from_weight_decay(var_list=[weights[2]], var_names=["bias"])
    train_keras(theirs, weights, dtype)
    train_ours(ours, segment)
    assert_equal(segment, weights, tolerance(dtype, {}))


def test_constrained_weights_equal_keras(dtype: str) -> None:
    segment = segment_of(dtype=getattr(torch, dtype))
    weights = variables(values_of(segment), dtype)
    for parameter, weight, choice in zip(segment.parameters, weights, CONSTRAINTS, strict=True):
        if choice is not None:
            name, options = choice
            parameter.constraint = constraints.TABLE[name](**options)
            weight.constraint = getattr(keras.constraints, name)(**options)
    train_keras(keras.optimizers.SGD(0.01, momentum=0.9), weights, dtype)
    train_ours(optimizers.SGD(0.01, momentum=0.9), segment)
    assert_equal(segment, weights, tolerance(dtype, {}, rounds_to_float32=True))


def test_a_schedule_of_keras_gives_both_the_same_rates(dtype: str) -> None:
    segment = segment_of(dtype=getattr(torch, dtype))
    weights = variables(values_of(segment), dtype)
    schedule = keras.optimizers.schedules.ExponentialDecay(0.01, decay_steps=10, decay_rate=0.9)
    train_keras(keras.optimizers.Adam(schedule), weights, dtype)
    train_ours(optimizers.Adam(lambda step: 0.01 * 0.9 ** (step / 10)), segment)
    assert_equal(segment, weights, tolerance(dtype, {"learning_rate": 0.01}))


@pytest.mark.parametrize("name", NAMES)
def test_arguments_defaults_and_configuration_are_those_of_keras(name: str) -> None:
    ours = optimizers.TABLE[name]().get_config()  # type: ignore[call-arg]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # how Keras turns its learning rate into a number
        theirs = getattr(keras.optimizers, name)().get_config()
    assert set(ours) == set(theirs)
    for argument, value in theirs.items():
        if argument != "name":  # Keras numbers its names
            assert ours[argument] == pytest.approx(value), argument


@pytest.mark.parametrize("name", NAMES)
def test_arguments_come_in_the_order_of_keras(name: str) -> None:
    ours = inspect.signature(optimizers.TABLE[name]).parameters
    theirs = inspect.signature(getattr(keras.optimizers, name).__init__).parameters
    assert list(ours) == [argument for argument in theirs if argument != "self"]
