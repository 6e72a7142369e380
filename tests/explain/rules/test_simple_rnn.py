from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import Dense, SimpleRNN
from tests.explain.asking import call_of
from tests.explain.proving import assert_corruption_is_found, data, network_of, proved
from tests.oracles.recurrent import recurrent, simple_rnn_unit


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "linear", "elu", "selu", "softsign", "gelu", "silu"])
def test_every_number_agrees(activation: str) -> None:
    proved([SimpleRNN(2, activation=activation), Dense(1)], (4, 2))


def test_a_network_by_hand() -> None:
    network = network_of(SimpleRNN(1, activation="linear", name="rnn"), (3, 1))
    network.set_weights([[[2.0]], [[0.5]], [1.0]])
    explanation = network.explain([[[1.0], [2.0], [3.0]]], [[8.0]])
    assert [explanation.value_of("rnn/h", (0, t, 0)).value for t in range(3)] == [3.0, 6.5, 10.25]
    assert str(explanation.value_of("rnn/sums", (0, 2, 0))).splitlines() == [
        "rnn/sums[0,2,0] = 10.25",
        "  z[0,2,0] = x[0,2,0]·w[0,0] + h[0,1,0]·U[0,0] + b[0]",
        "           = 3 × 2 + 6.5 × 0.5 + 1",
        "           = 10.25",
        "  where z is rnn/sums, x is input, w is rnn/kernel, h is rnn/h, U is rnn/recurrent_kernel,",
        "  b is rnn/bias",
    ]
    # dE/dy = 2 (10.25 - 8) = 4.5; it is halved at every step back.
    assert [explanation.gradient_of("rnn/h", (0, t, 0)).value for t in range(3)] == [1.125, 2.25, 4.5]
    assert explanation.gradient_of("rnn/kernel", (0, 0)).value == 1.125 * 1 + 2.25 * 2 + 4.5 * 3
    assert str(explanation.gradient_of("rnn/recurrent_kernel", (0, 0))).splitlines()[1:4] == [
        "  dE/dU[0,0] = dE/dz[0,1,0]·h[0,0,0] + dE/dz[0,2,0]·h[0,1,0]",
        "             = 2.25 × 3 + 4.5 × 6.5",
        "             = 36",
    ]


def test_states_are_those_of_a_slow_walk() -> None:
    network, x = network_of(SimpleRNN(3, name="rnn"), (4, 2)), data((4, 2), 2)
    explanation = network.explain(x)
    weights = tuple(np.asarray(weight, np.float64) for weight in network.get_weights())
    states, _ = recurrent(simple_rnn_unit, x, (np.zeros((2, 3)),), weights)
    kept = call_of(explanation, "rnn/output").kept_array("h")
    np.testing.assert_allclose(kept, states, rtol=1e-12)


def test_changed_numbers_are_found() -> None:
    for kind, name, index in (
        ("value", "rnn/output", (0, 1)),
        ("gradient", "rnn/kernel", (1, 0)),
        ("gradient", "rnn/recurrent_kernel", (0, 1)),
        ("gradient", "input", (1, 0, 1)),
    ):
        explanation = network_of(SimpleRNN(2, name="rnn"), (3, 2)).explain(data((3, 2), 2), data((2,), 2))
        assert_corruption_is_found(explanation, kind, name, index)  # type: ignore[arg-type]
