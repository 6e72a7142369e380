from __future__ import annotations

import numpy as np
import pytest

from nervure.explain.rules.piecewise_activations import RULES
from nervure.layers import Activation, Dense
from nervure.ops.piecewise_activations import THRESHOLD
from nervure.records.expression import Number
from tests.explain.proving import network_of, proved

NAMES = [
    "relu6", "hard_tanh", "hard_sigmoid", "sparse_sigmoid", "sparse_plus", "hard_shrink", "soft_shrink", "hard_silu",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_number_agrees(name: str) -> None:
    x = np.random.default_rng(0).normal(size=(5, 3)) * 3
    proved([Dense(4, name="before"), Activation(name), Dense(2, name="after")], (3,), x=x)


@pytest.mark.parametrize("name", NAMES)
def test_corners_agree_too(name: str) -> None:
    network = network_of([Activation(name)], (8,))
    x = np.array([[-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0]])
    network.explain(x, np.full((1, 8), 0.3)).verify(everything=True)


def test_threshold_is_a_function_of_arrays_only() -> None:
    rule = RULES[THRESHOLD].pointwise
    assert rule is not None
    options = {"threshold": 1.0, "default_value": -2.0}
    assert [rule.value(Number(z), options).value for z in (0.5, 1.0, 1.5)] == [-2.0, -2.0, 1.5]
    assert [rule.slope(Number(z), Number(0.0), options).value for z in (0.5, 1.5)] == [0.0, 1.0]
