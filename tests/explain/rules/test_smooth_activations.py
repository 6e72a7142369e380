from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.explain.rules.smooth_activations import RULES
from nervure.layers import Activation, Dense
from nervure.records.expression import Number
from tests.explain.networks import explained
from tests.explain.proving import proved


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "silu", "gelu"])
def test_every_number_agrees(name: str) -> None:
    proved([Dense(4, name="before"), Activation(name), Dense(2, name="after")], (3,), x=_spread())


def test_the_approximate_gelu_has_the_slope_of_its_own_form() -> None:
    rule = next(rule for op, rule in RULES.items() if op.name == "gelu")
    assert rule.pointwise is not None
    (z, h), options = (0.7, 1e-6), {"approximate": True}
    apart = [rule.pointwise.value(Number(z + d), options).value for d in (-h, h)]
    slope = rule.pointwise.slope(Number(z), Number(0.0), options).value
    assert slope == pytest.approx((apart[1] - apart[0]) / (2 * h))


def test_the_slope_of_the_sigmoid_is_shown_as_the_lecture_has_it() -> None:
    line = str(explained().gradient_of("output/z", (0, 1))).splitlines()[1]
    assert line == "  dE/dz[0,1] = dE/do[0,1]·o[0,1]·(1 - o[0,1])"


def test_large_numbers_overflow_nothing() -> None:
    for rule in RULES.values():
        assert rule.pointwise is not None
        for z in (-1000.0, 1000.0):
            value = rule.pointwise.value(Number(z), {})
            slope = rule.pointwise.slope(Number(z), Number(value.value), {})
            assert np.isfinite([value.value, slope.value]).all()


def _spread() -> Any:
    return np.random.default_rng(0).normal(size=(5, 3)) * 3
