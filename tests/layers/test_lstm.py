from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, UnknownNameError
from nervure.layers import LSTM, RNN, LSTMCell
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of


@pytest.mark.parametrize(
    ("options", "num_parameters"),
    [
        ({"units": 3}, 12 * (4 + 3 + 1)),
        ({"units": 3, "use_bias": False, "return_sequences": True}, 12 * (4 + 3)),
        ({"units": 2, "go_backwards": True, "activation": "relu", "recurrent_activation": "tanh"}, 8 * (4 + 2 + 1)),
        ({"units": 2, "activation": "softmax", "dropout": 0.2, "recurrent_dropout": 0.3, "seed": 1}, 8 * (4 + 2 + 1)),
        ({"units": 1, "kernel_regularizer": "l2", "recurrent_constraint": "unit_norm"}, 4 * (4 + 1 + 1)),
    ],
)
def test_lstm_keeps_the_rules_of_layers(options: dict, num_parameters: int) -> None:
    check_layer_rules(lambda: LSTM(**options), (5, 4), num_parameters=num_parameters)


def test_the_whole_sequence_is_one_step() -> None:
    layer = LSTM(3, name="reader")
    layer(numbers(0, 2, 5, 4))
    assert [step.name for step in steps_of(layer)] == ["reader/output"]
    assert [parameter.name for parameter in layer.parameters] == ["kernel", "recurrent_kernel", "bias"]
    assert layer.owned_parameters("reader")[0].name == "reader/kernel"


def test_at_first_nothing_is_forgotten() -> None:
    layer = LSTM(3)
    layer(numbers(0, 2, 5, 4))
    assert layer.get_weights()[2].tolist() == [0] * 3 + [1] * 3 + [0] * 6
    layer = LSTM(3, unit_forget_bias=False)
    layer(numbers(0, 2, 5, 4))
    assert not layer.get_weights()[2].any()


def test_the_other_biases_are_drawn_as_they_should() -> None:
    layer = LSTM(3, bias_initializer="random_normal")
    layer(numbers(0, 2, 5, 4))
    bias = layer.get_weights()[2]
    assert bias[3:6].tolist() == [1, 1, 1]
    assert len(np.unique(bias)) == 10


def test_the_recurrent_kernel_begins_orthogonal() -> None:
    layer = LSTM(4)
    layer(numbers(0, 2, 5, 3))
    recurrent = layer.get_weights()[1].astype("float64")
    assert np.allclose(recurrent @ recurrent.T, np.eye(4), atol=1e-5)


def test_outputs_and_states_come_in_the_order_of_keras() -> None:
    x = numbers(0, 2, 5, 4)
    layer = LSTM(3, return_sequences=True, return_state=True)
    y, h, c = layer(x)
    assert (y.shape, h.shape, c.shape) == ((2, 5, 3), (2, 3), (2, 3))
    assert np.array_equal(y[:, -1], h)
    assert not np.allclose(h, c)
    again, _, _ = layer(x, initial_state=[h, c])
    assert not np.allclose(again, y)


def test_a_sequence_can_be_read_in_two_parts() -> None:
    x = numbers(0, 2, 6, 4)
    whole = LSTM(3, return_sequences=True, return_state=True)
    expected, h, c = whole(x)
    first = whole(x[:, :2])
    second = whole(x[:, 2:], first[1:])
    assert np.allclose(np.concatenate([first[0], second[0]], 1), expected, atol=1e-6)
    assert np.allclose(second[1], h, atol=1e-6)
    assert np.allclose(second[2], c, atol=1e-6)


def test_a_cell_in_an_rnn_is_the_layer() -> None:
    x = numbers(0, 2, 5, 4)
    layer, rnn = LSTM(3), RNN(LSTMCell(3))
    layer(x)
    rnn(x)
    rnn.set_weights(layer.get_weights())
    assert np.array_equal(layer(x), rnn(x))


def test_the_names_of_keras_are_attributes() -> None:
    layer = LSTM(3, activation="relu", use_bias=False)
    assert (layer.units, layer.use_bias, layer.state_size) == (3, False, [3, 3])
    assert layer.activation is not None
    assert layer.activation.name == "relu"
    assert layer.cell.name == "lstm_cell"


@pytest.mark.parametrize("units", [0, -1, 2.5, None, "3"])
def test_units_must_be_a_positive_whole_number(units: object) -> None:
    assert_says(ArgumentError, lambda: LSTM(units), "units must be a positive whole number")


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(UnknownNameError, lambda: LSTM(3, activation="tahn"), "'tanh'")
    assert_says(UnknownNameError, lambda: LSTM(3, recurrent_activation="sigmiod"), "'sigmoid'")
    assert_says(ArgumentError, lambda: LSTM(3, dropout=1.0), "dropout")
    assert_says(ArgumentError, lambda: LSTM(3, recurrent_dropout=-0.1), "recurrent_dropout")
    assert_says(ArgumentError, lambda: LSTM(3, use_cudnn="yes"), "use_cudnn")
    assert_says(ArgumentError, lambda: LSTM(3, return_sequence=True), "Did you mean 'return_sequences'?")


def test_switches_of_other_backends_change_nothing() -> None:
    x = numbers(0, 2, 5, 4)
    plain, switched = LSTM(3), LSTM(3, unroll=True, use_cudnn=False, implementation=1)
    plain(x)
    switched(x)
    switched.set_weights(plain.get_weights())
    assert np.array_equal(plain(x), switched(x))
