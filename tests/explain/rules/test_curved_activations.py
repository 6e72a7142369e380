from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import Activation, Dense
from tests.explain.proving import network_of, proved


@pytest.mark.parametrize(
    "name", ["exponential", "celu", "softsign", "log_sigmoid", "squareplus", "tanh_shrink", "mish"]
)
def test_every_number_agrees(name: str) -> None:
    x = np.random.default_rng(0).normal(size=(5, 3)) * 3
    proved([Dense(4, name="before"), Activation(name), Dense(2, name="after")], (3,), x=x)


def test_what_is_shown_is_the_formula_of_the_paper() -> None:
    network = network_of([Activation("squareplus", name="squareplus")], (1,))
    lines = str(network.explain([[1.5]], [[0.0]]).value_of("squareplus/output", (0, 0))).splitlines()
    assert lines[1:4] == [
        "  o[0,0] = (x[0,0] + √(x[0,0]² + b_curve)) / 2",
        "         = (1.5 + √(1.5² + 4)) / 2",
        "         = 2",
    ]
