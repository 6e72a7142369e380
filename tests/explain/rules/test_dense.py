from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import Dense
from tests.explain.proving import assert_corruption_is_found, network_of, proved


@pytest.mark.parametrize("has_bias", [False, True])
@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 1, 2)])
def test_every_number_agrees(shape: tuple[int, ...], has_bias: bool) -> None:
    proved([Dense(2, activation="tanh", use_bias=has_bias), Dense(1)], shape)


def test_a_value_is_inputs_times_weights_and_a_bias() -> None:
    network = network_of(Dense(1, activation="relu", name="dense"), (2,))
    network.set_weights([[[0.5], [-1.0]], [0.25]])
    explanation = network.explain([[1.0, 2.0], [3.0, 1.0]], [[0.0], [0.0]])
    assert str(explanation.value_of("dense/z", (1, 0))).splitlines()[1:3] == [
        "  z[1,0] = x[1,0]·w[0,0] + x[1,1]·w[1,0] + b[0]",
        "         = 3 × 0.5 + 1 × (-1) + 0.25",
    ]
    assert str(explanation.gradient_of("dense/kernel", (1, 0))).splitlines()[1] == (
        "  dE/dw[1,0] = dE/dz[0,0]·x[0,1] + dE/dz[1,0]·x[1,1]"
    )
    assert str(explanation.gradient_of("dense/bias", (0,))).splitlines()[1] == "  dE/db[0] = dE/dz[0,0] + dE/dz[1,0]"


def test_an_input_gets_the_errors_of_all_units_as_they_weighed_it() -> None:
    explanation = proved(Dense(2, activation="tanh", name="dense"), (3,), x=np.array([[1.0, 2.0, 3.0]]))
    assert str(explanation.gradient_of("input", (0, 1))).splitlines()[1] == (
        "  dE/dx[0,1] = dE/dz[0,0]·w[1,0] + dE/dz[0,1]·w[1,1]"
    )


def test_a_changed_number_is_found() -> None:
    assert_corruption_is_found(proved(Dense(2, name="dense"), (3,)), "value", "dense/output", (1, 1))
