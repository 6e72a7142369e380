"""Every optimizer with every option, fifty steps beside Keras: weights, and averages of weights, within 1e-5."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
import torch

from nervure import optimizers
from nervure.optimizers import schedules
from tests.optimizers.cases import CASES, case_id
from tests.optimizers.weights import segment_of, values_of
from tests.parity.test_optimizers import NAMES, array, train_keras, train_ours, variables

keras = pytest.importorskip("keras")

NEAR = 1e-5
OF_ALL: list[dict[str, Any]] = [
    {"learning_rate": 0.02},
    {"weight_decay": 0.1},
    {"clipnorm": 0.7},
    {"clipvalue": 0.5},
    {"global_clipnorm": 0.7},
    {"use_ema": True},
    {"use_ema": True, "ema_momentum": 0.8},
    {"use_ema": True, "ema_momentum": 0.9, "ema_overwrite_frequency": 7},
    {"gradient_accumulation_steps": 4},
    {"loss_scale_factor": 8.0},
    {"gradient_accumulation_steps": 3, "use_ema": True, "ema_overwrite_frequency": 5, "weight_decay": 0.05},
    {"gradient_accumulation_steps": 2, "global_clipnorm": 0.5, "loss_scale_factor": 16.0},
    {"loss_scale_factor": 4.0, "clipvalue": 0.1, "use_ema": True, "weight_decay": 0.01, "ema_momentum": 0.5},
]
OF_ONE: list[tuple[str, dict[str, Any]]] = [
    *[("SGD", {"momentum": 0.9, "nesterov": nesterov, **more}) for nesterov in (False, True) for more in OF_ALL[1:]],
    *[("Adam", {"amsgrad": True, **more}) for more in OF_ALL],
    *[("AdamW", {"amsgrad": True, **more}) for more in OF_ALL],
    *[("RMSprop", {"centered": True, **more}) for more in OF_ALL],
    *[("RMSprop", {"momentum": 0.9, "centered": centered}) for centered in (False, True)],
    *[("RMSprop", {"rho": 0.6, "epsilon": 1e-4, "momentum": 0.5, "weight_decay": 0.1})],
    *[(name, {"beta_1": 0.7, "beta_2": 0.95}) for name in ("Adam", "AdamW", "Adamax", "Lion", "Nadam")],
    *[(name, {"epsilon": 1e-3}) for name in ("Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Nadam", "RMSprop")],
    ("Adadelta", {"learning_rate": 1.0, "rho": 0.8, "use_ema": True}),
    ("Adagrad", {"initial_accumulator_value": 0.5, "gradient_accumulation_steps": 2}),
]
ROWS = [*((name, options) for name in NAMES for options in OF_ALL), *OF_ONE]
# Fifty steps reach what is special about each: the next stair, the next piece, the next restart.
SCHEDULES: list[tuple[str, dict[str, Any]]] = [
    ("ExponentialDecay", {"initial_learning_rate": 0.01, "decay_steps": 10, "decay_rate": 0.9}),
    ("ExponentialDecay", {"initial_learning_rate": 0.01, "decay_steps": 20, "decay_rate": 0.5, "staircase": True}),
    ("InverseTimeDecay", {"initial_learning_rate": 0.01, "decay_steps": 10, "decay_rate": 0.5}),
    ("PolynomialDecay", {"initial_learning_rate": 0.01, "decay_steps": 20, "power": 2.0, "cycle": True}),
    ("PiecewiseConstantDecay", {"boundaries": [10, 30], "values": [0.01, 0.003, 0.001]}),
    ("CosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 30, "warmup_target": 0.01, "warmup_steps": 10}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.01, "first_decay_steps": 15, "t_mul": 1.5, "m_mul": 0.8}),
]


def check_fifty_steps(ours: Any, theirs: Any) -> None:
    """The weights after fifty steps, and what the average of them puts in their place."""
    segment = segment_of(dtype=torch.float32)
    weights = variables(values_of(segment), "float32")
    train_keras(theirs, weights, "float32")
    train_ours(ours, segment)
    assert_near(segment, weights)
    if ours.use_ema:
        theirs.finalize_variable_values(weights)
        ours.finalize_variable_values()
        assert_near(segment, weights)


def assert_near(segment: Any, weights: list[Any]) -> None:
    for mine, other in zip(values_of(segment), map(array, weights), strict=True):
        np.testing.assert_allclose(mine, other, rtol=0, atol=NEAR)


@pytest.mark.parametrize(("name", "options"), ROWS, ids=case_id)
def test_fifty_steps_end_where_those_of_keras_do(name: str, options: dict[str, Any]) -> None:
    check_fifty_steps(optimizers.TABLE[name](**options), getattr(keras.optimizers, name)(**options))


@pytest.mark.parametrize(("schedule", "options"), SCHEDULES, ids=case_id)
@pytest.mark.parametrize("name", NAMES)
def test_fifty_steps_at_rates_of_a_schedule_end_where_those_of_keras_do(
    name: str, schedule: str, options: dict[str, Any]
) -> None:
    ours = optimizers.TABLE[name](schedules.TABLE[schedule](**options))
    theirs = getattr(keras.optimizers, name)(getattr(keras.optimizers.schedules, schedule)(**options))
    check_fifty_steps(ours, theirs)


@pytest.mark.parametrize("name", ["SGD", "Adam", "Nadam"])
def test_a_schedule_counts_updates_or_calls_as_in_keras_where_gradients_are_gathered(name: str) -> None:
    options = {"initial_learning_rate": 0.02, "decay_steps": 10, "decay_rate": 0.5}
    more: dict[str, Any] = {"gradient_accumulation_steps": 4, "weight_decay": 0.1}
    ours = optimizers.TABLE[name](schedules.ExponentialDecay(**options), **more)
    check_fifty_steps(
        ours, getattr(keras.optimizers, name)(keras.optimizers.schedules.ExponentialDecay(**options), **more)
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_option_of_every_optimizer_is_stepped(name: str) -> None:
    stepped = {option for row, options in [*ROWS, *CASES] if row == name for option in options}
    assert set(inspect.signature(optimizers.TABLE[name]).parameters) - {"kwargs", "name"} <= stepped
