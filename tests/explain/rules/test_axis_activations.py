from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import Activation, Dense
from tests.explain.proving import network_of, proved


@pytest.mark.parametrize("name", ["log_softmax", "sparsemax", "glu"])
@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_every_number_agrees(name: str, shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(0).normal(size=(4, *shape)) * 2
    proved([Dense(4, name="before"), Activation(name), Dense(2, name="after")], shape, x=x)


def test_sparsemax_is_shown_with_the_numbers_that_stay() -> None:
    network = network_of([Activation("sparsemax", name="sparsemax")], (3,))
    lines = str(network.explain([[1.0, 0.8, -1.0]], [[0.0] * 3]).value_of("sparsemax/output", (0, 0))).splitlines()
    assert lines[1] == "  o[0,0] = max(x[0,0] - (x[0,0] + x[0,1] - 1) / 2, 0)"
    assert lines[3] == "         = 0.6"


def test_the_gate_is_the_second_half() -> None:
    network = network_of([Activation("glu", name="glu")], (4,))
    explanation = network.explain([[1.0, 2.0, 3.0, 4.0]], [[0.0, 0.0]])
    assert str(explanation.value_of("glu/output", (0, 1))).splitlines()[1] == "  o[0,1] = x[0,1]·σ(x[0,3])"
