from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import LSTM, GRUCell, Input, LSTMCell, SimpleRNN, SimpleRNNCell
from nervure.layers.recurrent_cell import RecurrentCell, check_use_cudnn, gate_of
from nervure.ops.op import Context
from nervure.randomness import set_seed
from tests.layers.layer_rules import assert_says, numbers

X, H, C = numbers(0, 2, 4), numbers(1, 2, 3), numbers(2, 2, 3)
every_cell = pytest.mark.parametrize("kind", [SimpleRNNCell, LSTMCell, GRUCell])


@every_cell
def test_a_cell_gives_its_output_and_the_new_states(kind: type[RecurrentCell]) -> None:
    cell = kind(3)
    states = [H, C][: cell.num_states]
    y, new = cell(X, states)
    assert y.shape == (2, 3)
    assert [state.shape for state in new] == [(2, 3)] * cell.num_states
    assert np.array_equal(new[0], y)


def test_states_come_back_in_the_form_they_came_in() -> None:
    assert isinstance(GRUCell(3)(X, H)[1], np.ndarray)
    assert isinstance(GRUCell(3)(X, [H])[1], list)
    y, new = LSTMCell(3)(torch.from_numpy(X), [torch.from_numpy(H), torch.from_numpy(C)])
    assert isinstance(y, torch.Tensor)
    assert all(isinstance(state, torch.Tensor) for state in new)


@every_cell
def test_without_states_a_cell_begins_at_zero(kind: type[RecurrentCell]) -> None:
    cell = kind(3)
    zeros = [np.zeros((2, 3), "float32")] * cell.num_states
    assert np.array_equal(cell(X)[0], cell(X, zeros)[0])


@every_cell
def test_the_configuration_gives_the_cell_back(kind: type[RecurrentCell]) -> None:
    cell = kind(3, activation="relu", dropout=0.1, kernel_regularizer="l2", name="one")
    config = json.loads(json.dumps(cell.get_config()))
    twin = kind.from_config(config)
    assert json.loads(json.dumps(twin.get_config())) == config
    cell(X)
    twin(X)
    twin.set_weights(cell.get_weights())
    assert np.array_equal(twin(X)[0], cell(X)[0])


@every_cell
def test_the_pair_of_a_cell_is_its_step_with_the_gradients_by_name(kind: type[RecurrentCell]) -> None:
    cell = kind(3)
    states = [H, C][: cell.num_states]
    expected, _ = cell(X, states)
    tensors = tuple(torch.from_numpy(state) for state in states)
    y, new, cache = cell.forward(torch.from_numpy(X), tensors, Context())
    assert np.allclose(y, expected, atol=1e-6)
    dx, before, gradients = cell.backward(torch.ones(2, 3), tuple(torch.zeros_like(state) for state in new), cache)
    assert dx.shape == (2, 4)
    assert [state.shape for state in before] == [(2, 3)] * cell.num_states
    assert set(gradients) == {"kernel", "recurrent_kernel", "bias"}
    assert all(gradients[parameter.name].shape == parameter.shape for parameter in cell.parameters)


@every_cell
def test_the_sizes_of_keras_are_attributes(kind: type[RecurrentCell]) -> None:
    cell = kind(3)
    assert cell.output_size == 3
    assert cell.state_size == ([3, 3] if kind is LSTMCell else 3)


def test_the_same_context_drops_the_same_at_every_step() -> None:
    cell = LSTMCell(3, dropout=0.5, recurrent_dropout=0.5)
    cell(X)
    tensors = (torch.from_numpy(H), torch.from_numpy(C))
    drawn = [cell.forward(torch.from_numpy(X), tensors, Context(training=True, seed=n))[0] for n in (1, 1, 2)]
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])


def test_a_sequence_drops_what_its_cell_drops() -> None:
    set_seed(1)
    x = numbers(0, 2, 4, 3)
    for layer in (
        SimpleRNN(3, dropout=0.5, recurrent_dropout=0.5, seed=3),
        LSTM(3, dropout=0.5, recurrent_dropout=0.5, seed=3),
        LSTM(3, dropout=0.5, seed=3),
    ):
        whole = layer(x, training=True)
        states = None
        for t in range(4):
            y, states = layer.cell(x[:, t], states, training=True)  # type: ignore[operator]
        assert np.allclose(whole, y, atol=1e-6)
        assert not np.allclose(whole, layer(x), atol=1e-3)


def test_each_gate_drops_its_own_from_some_arguments_on() -> None:
    assert not LSTMCell(3, dropout=0.5).drops_per_gate
    assert LSTMCell(3, dropout=0.5, implementation=1).drops_per_gate
    assert LSTMCell(3, recurrent_dropout=0.5).drops_per_gate
    assert not SimpleRNNCell(3, recurrent_dropout=0.5).drops_per_gate


def test_an_activation_over_several_numbers_goes_step_by_step() -> None:
    assert LSTMCell(3).is_pointwise
    assert not LSTMCell(3, activation="softmax").is_pointwise
    assert not GRUCell(3, recurrent_activation="softmax").is_pointwise
    assert gate_of(None).name == "linear"


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: LSTMCell(3)(Input((4,))), "RNN(LSTMCell(...))")
    assert_says(ShapeError, lambda: LSTMCell(3)(numbers(0, 2, 5, 4)), "RNN(cell)")
    assert_says(ArgumentError, lambda: GRUCell(3, dropout=2), "dropout")
    assert_says(ArgumentError, lambda: check_use_cudnn("no", "LSTM"), "LSTM", "'no'")
    cell = GRUCell(3)
    cell(X)
    assert_says(ShapeError, lambda: cell(numbers(0, 2, 5)), "(N, ..., 4)")
