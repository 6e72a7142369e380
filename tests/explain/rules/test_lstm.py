from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import LSTM, Dense
from tests.explain.asking import call_of
from tests.explain.proving import assert_corruption_is_found, data, network_of, proved
from tests.oracles.recurrent import lstm_unit, recurrent


@pytest.mark.covering
@pytest.mark.parametrize("activation", ["tanh", "relu", "softsign"])
@pytest.mark.parametrize("recurrent_activation", ["sigmoid", "hard_sigmoid", "tanh", "elu"])
def test_every_number_agrees(activation: str, recurrent_activation: str) -> None:
    proved([LSTM(2, activation=activation, recurrent_activation=recurrent_activation), Dense(1)], (3, 2))


def test_a_cell_by_hand() -> None:
    """Gates of sigmoid(0) = 1/2 and a candidate that is linear: everything can be done in the head."""
    network = network_of(LSTM(1, activation="linear", use_bias=False, name="lstm"), (2, 1))
    network.set_weights([[[0.0, 0.0, 1.0, 0.0]], [[0.0, 0.0, 1.0, 0.0]]])
    explanation = network.explain([[[4.0], [2.0]]], [[0.0]])
    # c_0 = 4/2, h_0 = 1; the candidate is 2 + 1, so c_1 = 2/2 + 3/2 and h_1 = 2.5/2.
    assert str(explanation.value_of("lstm/c", (0, 1, 0))).splitlines() == [
        "lstm/c[0,1,0] = 2.5",
        "  C[0,1,0] = g_f[0,1,0]·C[0,0,0] + g_i[0,1,0]·C̃[0,1,0]",
        "           = 0.5 × 2 + 0.5 × 3",
        "           = 2.5",
        "  where C is lstm/c, g_f is lstm/f, g_i is lstm/i, C̃ is lstm/c~",
    ]
    assert str(explanation.value_of("lstm/h", (0, 1, 0))).splitlines()[1:4] == [
        "  h[0,1,0] = g_o[0,1,0]·C[0,1,0]",
        "           = 0.5 × 2.5",
        "           = 1.25",
    ]
    # dE/dh_1 = 2 · 1.25; half of it goes to c_1, half of that to what was kept and to the candidate.
    assert explanation.gradient_of("lstm/c", (0, 1, 0)).value == 1.25
    assert explanation.gradient_of("lstm/c~", (0, 1, 0)).value == 0.625
    assert str(explanation.gradient_of("lstm/f", (0, 1, 0))).splitlines()[1:4] == [
        "  dE/dg_f[0,1,0] = dE/dC[0,1,0]·C[0,0,0]",
        "                 = 1.25 × 2",
        "                 = 2.5",
    ]
    assert str(explanation.gradient_of("lstm/c", (0, 0, 0))).splitlines()[1] == (
        "  dE/dC[0,0,0] = dE/dh[0,0,0]·g_o[0,0,0] + dE/dC[0,1,0]·g_f[0,1,0]"
    )
    assert explanation.gradient_of("lstm/f", (0, 0, 0)).value == 0


def test_states_are_those_of_a_slow_walk() -> None:
    network, x = network_of(LSTM(3, name="lstm"), (4, 2)), data((4, 2), 2)
    explanation = network.explain(x)
    weights = tuple(np.asarray(weight, np.float64) for weight in network.get_weights())
    states, (h, c) = recurrent(lstm_unit, x, (np.zeros((2, 3)), np.zeros((2, 3))), weights)
    call = call_of(explanation, "lstm/output")
    np.testing.assert_allclose(call.kept_array("h"), states, rtol=1e-12)
    np.testing.assert_allclose(call.kept_array("h")[:, -1], h, rtol=1e-12)
    np.testing.assert_allclose(call.kept_array("c")[:, -1], c, rtol=1e-12)


def test_changed_numbers_are_found() -> None:
    for kind, name, index in (
        ("value", "lstm/output", (0, 1)),
        ("gradient", "lstm/bias", (5,)),
        ("gradient", "lstm/recurrent_kernel", (0, 1)),
        ("gradient", "input", (1, 0, 1)),
    ):
        explanation = network_of(LSTM(2, name="lstm"), (3, 2)).explain(data((3, 2), 2), data((2,), 2))
        assert_corruption_is_found(explanation, kind, name, index)  # type: ignore[arg-type]
