from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.layers import GRU, Dense
from tests.explain.asking import call_of
from tests.explain.proving import assert_corruption_is_found, data, network_of, proved
from tests.oracles.recurrent import gru_before_unit, gru_unit, recurrent

AFTER_AND_BEFORE = pytest.mark.parametrize("reset_after", [True, False])


@pytest.mark.covering
@AFTER_AND_BEFORE
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("recurrent_activation", ["sigmoid", "hard_sigmoid", "softsign"])
@pytest.mark.parametrize("use_bias", [True, False])
def test_every_number_agrees(reset_after: bool, activation: str, recurrent_activation: str, use_bias: bool) -> None:
    options: dict[str, Any] = {"activation": activation, "recurrent_activation": recurrent_activation}
    proved([GRU(2, reset_after=reset_after, use_bias=use_bias, **options), Dense(1)], (3, 2))


@AFTER_AND_BEFORE
def test_inputs_and_state_are_dropped(reset_after: bool) -> None:
    options: dict[str, Any] = {"dropout": 0.4, "recurrent_dropout": 0.4, "reset_after": reset_after}
    proved(GRU(2, **options), (3, 2))
    proved(GRU(2, implementation=1, go_backwards=True, **options), (3, 2))


def test_the_reset_gate_behind_the_product() -> None:
    explanation = proved(GRU(1, name="gru"), (2, 1), samples=1)
    assert _formula(explanation, "gru/h", (0, 1, 0)) == "h[0,1,0] = g_z[0,1,0]·h[0,0,0] + (1 - g_z[0,1,0])·h̃[0,1,0]"
    assert _formula(explanation, "gru/sums", (0, 1, 2)) == "z[0,1,2] = x[0,1,0]·w[0,2] + b[0,2] + g_r[0,1,0]·z_h[0,1,0]"
    assert _formula(explanation, "gru/recurrent", (0, 1, 0)) == "z_h[0,1,0] = h[0,0,0]·U[0,2] + b[1,2]"
    assert "gru/seen" not in explanation.names


def test_the_reset_gate_before_the_product() -> None:
    explanation = proved(GRU(1, reset_after=False, name="gru"), (2, 1), samples=1)
    assert _formula(explanation, "gru/sums", (0, 1, 2)) == "z[0,1,2] = x[0,1,0]·w[0,2] + b[2] + h_r[0,1,0]·U[0,2]"
    assert _formula(explanation, "gru/seen", (0, 1, 0)) == "h_r[0,1,0] = g_r[0,1,0]·h[0,0,0]"
    assert explanation.value_of("gru/seen", (0, 0, 0)).value == 0
    assert "gru/recurrent" not in explanation.names


@AFTER_AND_BEFORE
def test_states_are_those_of_a_slow_walk(reset_after: bool) -> None:
    network, x = network_of(GRU(3, reset_after=reset_after, name="gru"), (4, 2)), data((4, 2), 2)
    explanation = network.explain(x)
    weights = tuple(np.asarray(weight, np.float64) for weight in network.get_weights())
    states, _ = recurrent(gru_unit if reset_after else gru_before_unit, x, (np.zeros((2, 3)),), weights)
    np.testing.assert_allclose(call_of(explanation, "gru/output").kept_array("h"), states, rtol=1e-12)


@AFTER_AND_BEFORE
def test_changed_numbers_are_found(reset_after: bool) -> None:
    for kind, name, index in (
        ("value", "gru/output", (0, 1)),
        ("gradient", "gru/bias", (1, 5) if reset_after else (5,)),
        ("gradient", "gru/recurrent_kernel", (0, 5)),
        ("gradient", "input", (1, 0, 1)),
    ):
        network = network_of(GRU(2, reset_after=reset_after, name="gru"), (3, 2))
        explanation = network.explain(data((3, 2), 2), data((2,), 2))
        assert_corruption_is_found(explanation, kind, name, index)  # type: ignore[arg-type]


def _formula(explanation: Any, name: str, index: tuple[int, ...]) -> str:
    return str(explanation.value_of(name, index)).splitlines()[1].strip()
