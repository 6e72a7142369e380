from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, UnknownNameError
from nervure.layers import GRU, LSTM, RNN, Bidirectional, Dense, GRUCell, InputLayer, LSTMCell, TimeDistributed
from nervure.layers.nested import (
    fresh_copy,
    layer_of,
    num_positions,
    positions,
    set_trainable_flags,
    trainable_flags,
)
from nervure.models import Sequential
from tests.layers.cells import Leaky
from tests.layers.layer_rules import assert_says, numbers


def test_weights_are_those_of_the_layers_inside() -> None:
    layer = Bidirectional(LSTM(3), name="both")
    layer(numbers(0, 2, 5, 4))
    names = [owned.name for owned in layer.owned_parameters("both")]
    assert names[:3] == [f"both/forward_lstm/{name}" for name in ("kernel", "recurrent_kernel", "bias")]
    assert names[3:] == [f"both/backward_lstm/{name}" for name in ("kernel", "recurrent_kernel", "bias")]
    assert layer.parameters == tuple(owned.parameter for owned in layer.owned_parameters(""))
    assert len(set(names)) == 6


def test_a_layer_alone_inside_lends_its_weights_without_its_name() -> None:
    layer = TimeDistributed(Dense(3))
    layer(numbers(0, 2, 5, 4))
    assert [owned.name for owned in layer.owned_parameters("td")] == ["td/kernel", "td/bias"]


def test_each_layer_inside_is_drawn_at_a_position_of_its_own() -> None:
    layer = Bidirectional(LSTM(3))
    layer(numbers(0, 2, 5, 4))
    forward, backward = layer.get_weights()[0], layer.get_weights()[3]
    assert not np.allclose(forward, backward)


def test_a_layer_takes_as_many_positions_as_it_has_layers_inside() -> None:
    model = Sequential([Dense(3, input_shape=(4,)), Dense(2)])
    stack = RNN([LSTMCell(2), GRUCell(2)])
    assert [num_positions(layer) for layer in (Dense(3), LSTM(3), stack, Bidirectional(LSTM(3)), model)] == [
        1,
        1,
        2,
        2,
        2,
    ]
    assert num_positions(InputLayer((3,))) == 0
    assert [position for position, _ in positions([stack, model, Dense(1)])] == [0, 2, 4]


def test_freezing_reaches_every_layer_inside() -> None:
    layer = Bidirectional(GRU(3))
    layer.trainable = False
    assert not any(inner.trainable for inner in (*layer.inner_layers, layer.forward_layer.cell))
    assert TimeDistributed(Dense(3), trainable=False).layer.trainable is False


def test_a_fresh_copy_has_the_arguments_and_weights_of_its_own() -> None:
    layer = RNN([Leaky(3, keeps=0.25), GRUCell(2)], return_sequences=True)
    x = numbers(0, 2, 5, 4)
    layer(x)
    copy = fresh_copy(layer, go_backwards=True, name="other")
    assert isinstance(copy, RNN)
    assert (copy.name, copy.go_backwards, copy.return_sequences) == ("other", True, True)
    assert copy.cells[0].keeps == 0.25  # type: ignore[attr-defined]
    assert copy.cells[0] is not layer.cells[0]
    assert not copy.built


def test_a_layer_may_be_given_as_its_description() -> None:
    described = {"class_name": "Dense", "config": {"units": 3}}
    made = layer_of(described, "layer", "TimeDistributed", "Dense(10)")
    assert isinstance(made, Dense)
    assert layer_of(made, "layer", "TimeDistributed", "Dense(10)") is made


@pytest.mark.parametrize(
    ("wrong", "got"), [(3, "3"), (Dense, "Dense without ()"), ("dense", "'dense'"), (None, "None")]
)
def test_what_is_no_layer_is_refused(wrong: object, got: str) -> None:
    assert_says(ArgumentError, lambda: TimeDistributed(wrong), got, "Dense(10)")


def test_a_description_of_an_unknown_class_is_refused() -> None:
    described = {"class_name": "Densee", "config": {"units": 3}}
    assert_says(UnknownNameError, lambda: TimeDistributed(described), "TimeDistributed(layer=...)", "'Dense'")


def test_state_is_set_back_in_every_layer_inside() -> None:
    layer = Bidirectional(GRU(3, stateful=True))
    x = numbers(0, 2, 5, 4)
    first = layer(x)
    assert not np.allclose(layer(x), first)
    layer.reset_states()
    assert np.allclose(layer(x), first, atol=1e-6)


def test_wide_numbers_are_drawn_wide_in_every_layer_inside() -> None:
    layer = Bidirectional(LSTM(3))
    layer.ensure_built((None, 5, 4))
    layer.initialise(0, seed=1, dtype=torch.float64)
    assert {parameter.array.dtype for parameter in layer.parameters} == {torch.float64}


def test_one_flag_says_all_unless_a_layer_inside_differs() -> None:
    layer = Bidirectional(LSTM(3))
    assert trainable_flags(layer) is True
    layer.trainable = False
    assert trainable_flags(layer) is False
    layer.backward_layer.trainable = True
    # itself, the forward layer and its cell, the backward layer and its cell
    assert trainable_flags(layer) == [False, False, False, True, True]
    assert trainable_flags(Dense(3)) is True


def test_flags_are_set_as_they_were_found() -> None:
    one, other = Bidirectional(LSTM(3)), Bidirectional(LSTM(3))
    one.forward_layer.trainable = False
    set_trainable_flags(other, trainable_flags(one))
    assert not other.forward_layer.trainable
    assert not other.forward_layer.cell.trainable
    assert other.trainable
    assert other.backward_layer.trainable
    set_trainable_flags(other, False)
    assert trainable_flags(other) is False


def test_a_model_inside_keeps_the_flags_of_its_layers() -> None:
    model = Sequential([Dense(3, input_shape=(4,)), Dense(2)])
    layer = Bidirectional(RNN([LSTMCell(2), GRUCell(2)]))
    layer.forward_layer.cells[1].trainable = False
    around = TimeDistributed(model)
    model.layers[0].trainable = False
    assert trainable_flags(around) is True
    set_trainable_flags(around, [False, True])
    assert [inner.trainable for inner in model.layers] == [False, True]
    assert trainable_flags(layer) == [True, True, True, True, False, True, True, True, True]
