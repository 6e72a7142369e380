from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers import RNN, SimpleRNN, SimpleRNNCell
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of


@pytest.mark.parametrize(
    ("options", "num_parameters"),
    [
        ({"units": 3}, 3 * (4 + 3 + 1)),
        ({"units": 3, "use_bias": False, "return_sequences": True}, 3 * (4 + 3)),
        ({"units": 2, "go_backwards": True, "activation": "relu"}, 2 * (4 + 2 + 1)),
        ({"units": 2, "activation": "softmax", "dropout": 0.2, "recurrent_dropout": 0.3}, 2 * (4 + 2 + 1)),
        ({"units": 1, "recurrent_regularizer": "l2", "bias_constraint": "non_neg"}, 4 + 1 + 1),
    ],
)
def test_simple_rnn_keeps_the_rules_of_layers(options: dict, num_parameters: int) -> None:
    check_layer_rules(lambda: SimpleRNN(**options), (5, 4), num_parameters=num_parameters)


def test_the_formula_is_computed_step_by_step() -> None:
    x = numbers(0, 2, 3, 4)
    layer = SimpleRNN(3, return_sequences=True)
    y = layer(x)
    kernel, recurrent, bias = layer.get_weights()
    h = np.zeros((2, 3), "float32")
    for t in range(3):
        h = np.tanh(x[:, t] @ kernel + h @ recurrent + bias)
        assert np.allclose(y[:, t], h, atol=1e-6)
    assert [step.name for step in steps_of(layer)] == ["simple_rnn/output"]


def test_a_cell_in_an_rnn_is_the_layer() -> None:
    x = numbers(0, 2, 5, 4)
    layer, rnn = SimpleRNN(3), RNN(SimpleRNNCell(3))
    layer(x)
    rnn(x)
    rnn.set_weights(layer.get_weights())
    assert np.array_equal(layer(x), rnn(x))


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: SimpleRNN(0), "units")
    assert_says(ArgumentError, lambda: SimpleRNN(3, recurrent_activation="sigmoid"), "recurrent_activation")
