from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import GRU, LSTM, RNN, Dense, GRUCell, Input, Layer, LSTMCell, SimpleRNNCell
from tests.layers.cells import Leaky, Mixing
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of

X = numbers(0, 2, 5, 4)


@pytest.mark.parametrize(
    ("make", "num_parameters"),
    [
        (lambda: RNN(LSTMCell(3)), 12 * 8),
        (lambda: RNN(GRUCell(3), return_sequences=True, go_backwards=True), 9 * 9),
        (lambda: RNN([SimpleRNNCell(3), LSTMCell(2)], return_sequences=True), 3 * 8 + 8 * 6),
        (lambda: RNN([LSTMCell(3), GRUCell(2, activation="softmax")]), 12 * 8 + 6 * 7),
    ],
)
def test_rnn_keeps_the_rules_of_layers(make: Any, num_parameters: int) -> None:
    check_layer_rules(make, (5, 4), num_parameters=num_parameters)


def test_a_cell_of_your_own_is_walked() -> None:
    layer = RNN(Leaky(3, keeps=0.5), return_sequences=True)
    y = layer(X)
    kernel = layer.get_weights()[0]
    h = np.zeros((2, 3), "float32")
    for t in range(5):
        h = 0.5 * h + X[:, t] @ kernel
        assert np.allclose(y[:, t], h, atol=1e-5)
    assert [step.op.name for step in steps_of(layer)] == ["Leaky"]


def test_an_output_may_have_another_size_than_the_state() -> None:
    layer = RNN(Mixing(3), return_sequences=True, return_state=True)
    y, s, m = layer(X)
    assert (y.shape, s.shape, m.shape) == ((2, 5, 6), (2, 3), (2, 3))
    assert RNN(Mixing(3))(Input((None, 4))).shape == (None, 6)


def test_each_cell_of_the_house_is_a_step_of_its_own() -> None:
    layer = RNN([LSTMCell(3), LSTMCell(2), Leaky(2)], name="deep")
    layer(X)
    assert [step.name for step in steps_of(layer)] == ["deep/lstm_cell", "deep/lstm_cell_1", "deep/output"]
    names = [owned.name for owned in layer.owned_parameters("deep")]
    assert names[0] == "deep/lstm_cell/kernel"
    assert names[3] == "deep/lstm_cell_1/kernel"
    assert names[-1] == "deep/leaky/kernel"


def test_stacked_cells_compute_what_layers_one_after_another_do() -> None:
    stacked = RNN([LSTMCell(3), GRUCell(2)], return_sequences=True, return_state=True)
    y, h, c, g = stacked(X)
    below, above = LSTM(3, return_sequences=True, return_state=True), GRU(2, return_sequences=True)
    above(below(X)[0])
    weights = stacked.get_weights()
    below.set_weights(weights[:3])
    above.set_weights(weights[3:])
    middle, expected_h, expected_c = below(X)
    assert np.array_equal(above(middle), y)
    assert np.array_equal(h, expected_h)
    assert np.array_equal(c, expected_c)
    assert np.array_equal(y[:, -1], g)


def test_initial_states_come_for_each_cell_or_one_by_one() -> None:
    layer = RNN([LSTMCell(3), GRUCell(2)])
    h, c, g = numbers(1, 2, 3), numbers(2, 2, 3), numbers(3, 2, 2)
    assert np.array_equal(layer(X, [[h, c], g]), layer(X, [h, c, g]))
    assert not np.allclose(layer(X, [h, c, g]), layer(X))


def test_a_stateful_layer_goes_on_where_the_last_batch_ended() -> None:
    whole, parts = LSTM(3, return_sequences=True), LSTM(3, return_sequences=True, stateful=True)
    expected = whole(X)
    parts(X[:, :2])
    parts.set_weights(whole.get_weights())
    parts.reset_state()
    assert np.allclose(parts(X[:, :2]), expected[:, :2], atol=1e-6)
    assert np.allclose(parts(X[:, 2:]), expected[:, 2:], atol=1e-6)
    assert parts.states is not None
    assert np.allclose(parts.states[0], expected[:, -1], atol=1e-6)
    parts.reset_states()
    assert np.allclose(parts(X[:, :2]), expected[:, :2], atol=1e-6)


@pytest.mark.parametrize(
    "make", [lambda: RNN(Leaky(3), stateful=True), lambda: RNN([Leaky(3), LSTMCell(2)], stateful=True)]
)
def test_cells_of_your_own_carry_their_states_too(make: Any) -> None:
    layer = make()
    first = layer(X)
    assert not np.allclose(layer(X), first)
    layer.reset_state()
    assert np.allclose(layer(X), first, atol=1e-6)


def test_carried_states_are_no_weights() -> None:
    layer = GRU(3, stateful=True)
    layer(X)
    assert len(layer.get_weights()) == 3
    assert layer.count_params() == 9 * 9
    carried = [owned for owned in layer.owned_parameters("gru") if owned.is_carried]
    assert [owned.name for owned in carried] == ["gru/state"]
    assert carried[0].parameter.shape == (2, 3)
    assert [owned.name for owned in _carried(LSTM(3, stateful=True))] == ["lstm/state", "lstm/state_1"]


def _carried(layer: Layer) -> list[Any]:
    layer(X)
    return [owned for owned in layer.owned_parameters("lstm") if owned.is_carried]


def test_states_can_be_set_to_given_numbers() -> None:
    layer, plain = GRU(3, stateful=True), GRU(3)
    layer(X)
    plain(X)
    plain.set_weights(layer.get_weights())
    state = numbers(5, 2, 3)
    layer.reset_state(states=[state])
    assert np.allclose(layer(X), plain(X, state), atol=1e-6)
    assert plain.states is None


def test_given_states_come_before_carried_ones() -> None:
    layer = GRU(3, stateful=True)
    layer(X)
    state = numbers(5, 2, 3)
    assert np.array_equal(layer(X, state), layer(X, state))


def test_a_frozen_layer_freezes_its_cell() -> None:
    layer = RNN(LSTMCell(3), trainable=False)
    assert not layer.cell.trainable
    layer.trainable = True
    assert layer.cell.trainable
    assert not LSTM(3, trainable=False).cell.trainable


def test_tensors_come_back_as_tensors_with_every_state() -> None:
    outputs = LSTM(3, return_state=True)(torch.from_numpy(X))
    assert [type(y) for y in outputs] == [torch.Tensor] * 3


def test_drawn_into_a_graph_it_has_as_many_outputs() -> None:
    y, h, c = LSTM(3, return_sequences=True, return_state=True)(Input((None, 4)))
    assert (y.shape, h.shape, c.shape) == ((None, None, 3), (None, 3), (None, 3))
    z = GRU(3)(y, initial_state=h)
    assert z.shape == (None, 3)
    assert z.node.inputs == (y, h)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ShapeError, lambda: LSTM(3)(numbers(0, 2, 5)), "(N, 5)", "x[..., None]")
    assert_says(ShapeError, lambda: LSTM(3)(numbers(0, 2, 5, 4, 1)), "TimeDistributed(Flatten())")
    assert_says(ShapeError, lambda: LSTM(3)(Input((None, None))), "features")
    assert_says(ShapeError, lambda: LSTM(3)(X, [X[:, 0]]), "[(N, 3), (N, 3)]", "[(N, 4)]")
    assert_says(ShapeError, lambda: LSTM(3, stateful=True)(Input((5, 4))), "Input(batch_shape=")
    assert_says(ArgumentError, lambda: LSTM(3)(Input((5, 4)), [X[:, 0, :3]] * 2), "Input((32,))")
    assert_says(ArgumentError, lambda: GRU(3)(X, Input((3,))), "Input((32,))")
    assert_says(ArgumentError, lambda: RNN(Dense(3)), "state_size", "LSTMCell(32)")
    assert_says(ArgumentError, lambda: RNN(3), "cell must be a layer")
    assert_says(ArgumentError, lambda: RNN(LSTMCell), "LSTMCell without ()")
    assert_says(ArgumentError, lambda: GRU(3).reset_state(), "stateful=True")


def test_a_stateful_layer_refuses_another_batch_size() -> None:
    layer = GRU(3, stateful=True)
    layer(X)
    assert_says(ShapeError, lambda: layer(numbers(0, 3, 5, 4)), "batch of 2", "batch of 3")
    assert_says(ShapeError, lambda: layer.reset_state(states=[numbers(0, 3, 3)]), "(2, 3)", "(3, 3)")
