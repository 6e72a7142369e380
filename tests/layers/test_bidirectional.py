from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.layers import GRU, LSTM, RNN, Bidirectional, Dense, Input, LSTMCell, SimpleRNN
from tests.layers.cells import Leaky
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of

X = numbers(0, 2, 5, 4)


@pytest.mark.parametrize(
    ("make", "num_parameters"),
    [
        (lambda: Bidirectional(LSTM(3)), 2 * 96),
        (lambda: Bidirectional(GRU(2, return_sequences=True), "sum"), 2 * 48),
        (lambda: Bidirectional(SimpleRNN(3, return_sequences=True), "ave"), 2 * 24),
        (lambda: Bidirectional(RNN([LSTMCell(3)]), "mul", name="both"), 2 * 96),
        (lambda: Bidirectional(LSTM(3), backward_layer=GRU(2, go_backwards=True)), 96 + 48),
    ],
)
def test_bidirectional_keeps_the_rules_of_layers(make: Any, num_parameters: int) -> None:
    check_layer_rules(make, (5, 4), num_parameters=num_parameters)


def test_the_second_half_reads_from_the_end() -> None:
    layer = Bidirectional(LSTM(3, return_sequences=True))
    y = layer(X)
    forward, backward = LSTM(3, return_sequences=True), LSTM(3, return_sequences=True)
    for one, weights in ((forward, layer.get_weights()[:3]), (backward, layer.get_weights()[3:])):
        one(X)
        one.set_weights(weights)
    assert np.allclose(y[..., :3], forward(X), atol=1e-6)
    assert np.allclose(y[..., 3:], backward(X[:, ::-1].copy())[:, ::-1], atol=1e-6)


def test_both_directions_are_steps_by_name() -> None:
    layer = Bidirectional(LSTM(3), name="both")
    layer(X)
    names = [step.name for step in steps_of(layer)]
    assert names == ["both/forward_lstm/output", "both/backward_lstm/output", "both/output"]


def test_without_a_merge_mode_there_are_two_outputs() -> None:
    y, z = Bidirectional(GRU(3), merge_mode=None)(X)
    assert y.shape == z.shape == (2, 3)
    drawn = Bidirectional(GRU(3, return_sequences=True), merge_mode=None)(Input((5, 4)))
    assert [tensor.shape for tensor in drawn] == [(None, 5, 3)] * 2


def test_states_of_both_follow_the_output() -> None:
    layer = Bidirectional(LSTM(3, return_state=True))
    outputs = layer(X)
    assert [y.shape for y in outputs] == [(2, 6), (2, 3), (2, 3), (2, 3), (2, 3)]
    assert np.array_equal(outputs[0], np.concatenate([outputs[1], outputs[3]], -1))
    again = layer(X, initial_state=list(outputs[1:]))
    assert not np.allclose(again[0], outputs[0])
    assert len(layer(Input((5, 4)))) == 5


def test_the_layer_given_keeps_its_own_weights() -> None:
    lstm = LSTM(3)
    lstm(X)
    layer = Bidirectional(lstm)
    layer(X)
    before = layer(X)
    lstm.set_weights([2 * weight for weight in lstm.get_weights()])
    assert np.array_equal(layer(X), before)
    assert (layer.forward_layer.name, layer.backward_layer.name) == ("forward_lstm", "backward_lstm")


def test_first_weights_may_be_given() -> None:
    first = Bidirectional(LSTM(3))
    first(X)
    second = Bidirectional(LSTM(3), weights=first.get_weights())
    assert np.array_equal(second(X), first(X))
    assert second.get_config()["weights"] is None
    second.set_weights([2 * weight for weight in first.get_weights()])
    assert not np.array_equal(second(X), first(X))


def test_a_mask_leaves_padding_out_in_both_directions() -> None:
    mask = np.array([[0, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)
    layer = Bidirectional(LSTM(3, return_sequences=True))
    y = layer(X, mask=mask)
    assert np.allclose(y[:1, 1:3], layer(X[:1, 1:3]), atol=1e-6)
    assert not y[0, [0, 3, 4]].any()


def test_cells_of_your_own_read_both_ways() -> None:
    layer = Bidirectional(RNN(Leaky(3, keeps=0.25)))
    assert layer(X).shape == (2, 6)
    assert layer.backward_layer.cell.keeps == 0.25  # type: ignore[attr-defined]


def test_both_directions_carry_states() -> None:
    layer = Bidirectional(LSTM(3, stateful=True))
    first = layer(X)
    assert layer.states is not None
    assert len(layer.states) == 4
    assert not np.allclose(layer(X), first)
    layer.reset_states()
    assert np.allclose(layer(X), first, atol=1e-6)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: Bidirectional(Dense(3)), "Bidirectional(LSTM(32))")
    assert_says(ArgumentError, lambda: Bidirectional("lstm"), "LSTM(32)")
    assert_says(UnknownNameError, lambda: Bidirectional(LSTM(3), merge_mode="concatenate"), "'concat'")
    assert_says(ArgumentError, lambda: Bidirectional(LSTM(3), backward_layer=LSTM(3)), "go_backwards=True")
    other = LSTM(3, go_backwards=True, return_sequences=True)
    assert_says(ArgumentError, lambda: Bidirectional(LSTM(3), backward_layer=other), "return_sequences")
    same = LSTM(3, go_backwards=True, name="forward_lstm")
    assert_says(ArgumentError, lambda: Bidirectional(LSTM(3), backward_layer=same), "'forward_lstm'")
    sizes = Bidirectional(LSTM(3), "sum", backward_layer=LSTM(2, go_backwards=True))
    assert_says(ShapeError, lambda: sizes(X), "concat", "units=3 in both", "units=2 in backward_layer")
    assert_says(ShapeError, lambda: Bidirectional(LSTM(3))(X, [X[:, 0, :3]] * 3), "states: 3")
    assert_says(ShapeError, lambda: Bidirectional(LSTM(3))(X, [X[:, 0, :3]] * 2), "LSTM 'forward_lstm'")
