from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from nervure.layers import (
    Activation,
    Add,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Input,
    Layer,
    LeakyReLU,
    Maxout,
    ReLU,
    Rescaling,
    Reshape,
    TorchModule,
)
from nervure.models import Model
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.smooth_activations import SIGMOID
from nervure.preflight.endings import EVERYTHING, Reach, before, reach, source
from tests.preflight.network_rules import chain, plan_of

UNUSUAL = {"glu", "linear"}  # halves its axis; does nothing


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - UNUSUAL))
def test_an_activation_stays_in_its_reach_and_comes_near_its_ends(name: str) -> None:
    model = chain(Activation(name), shape=(40,))
    plan = model.network().plan
    found = reach(plan, plan.outputs[0])
    assert found is not None
    x = np.random.default_rng(0).uniform(-60, 60, (100, 40)).astype("float32")
    y = model.predict(x, verbose=0)
    assert found.least <= y.min()
    assert y.max() <= found.most + 1e-6
    assert found.least > -math.inf or y.min() < -10
    assert found.most < math.inf or y.max() > 50


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([Dense(3)], EVERYTHING),
        ([Maxout(3, 2)], EVERYTHING),
        ([Dense(3, activation="sigmoid"), Dropout(0.5), Reshape((3, 1))], Reach(0, 1)),
        ([Dense(3), ReLU(max_value=1.0)], Reach(0, 1)),
        ([Dense(3), ReLU(negative_slope=0.1)], EVERYTHING),
        ([Dense(3), LeakyReLU()], EVERYTHING),
        ([Dense(3, activation="tanh"), Rescaling(0.5, 0.5)], Reach(0, 1)),
        ([Dense(3, activation="tanh"), Rescaling(-2.0)], Reach(-2, 2)),
        ([Dense(3, activation="log_softmax"), Activation("exponential")], Reach(0, 1)),
        ([Dense(3, activation="relu"), Activation("exponential")], Reach(0, math.inf)),
        ([Dense(3, activation="softmax"), BatchNormalization()], EVERYTHING),
        ([Rescaling(0.5)], None),
        ([Rescaling([0.5] * 6)], None),
        ([Dense(3), TorchModule(torch.nn.Softmax(dim=-1))], None),
        ([Reshape((3, 2))], None),
    ],
)
def test_the_reach_of_a_chain_is_known_where_its_end_decides_it(layers: list[Layer], expected: Reach | None) -> None:
    plan = plan_of(*layers)
    assert reach(plan, plan.outputs[0]) == expected


def test_what_joins_others_has_no_known_reach() -> None:
    x = Input((6,))
    plan = Model(x, Add()([Dense(2, activation="sigmoid")(x), Dense(2, activation="sigmoid")(x)])).network().plan
    assert reach(plan, plan.outputs[0]) is None


def test_the_source_is_found_behind_reshapes_and_dropout_the_step_before_only_behind_reshapes() -> None:
    plan = plan_of(Dense(4, activation="sigmoid", name="a"), Dropout(0.5), Reshape((2, 2, 1)), Conv2D(1, 1, name="c"))
    convolution = plan.writer(plan.outputs[0])
    assert convolution is not None
    found = source(plan, convolution.inputs[0])
    assert found is not None
    assert (found.layer, found.op is SIGMOID) == ("a", True)
    dropout = before(plan, convolution)
    assert dropout is not None
    assert dropout.layer == "dropout"
    assert source(plan, 0) is None


def test_probabilities_lie_between_0_and_1() -> None:
    assert Reach(0, 1).is_probability
    assert not Reach(0, 6).is_probability
    assert not Reach(-1, 1).is_probability
    assert EVERYTHING.is_everything
    assert not Reach(0, math.inf).is_everything
