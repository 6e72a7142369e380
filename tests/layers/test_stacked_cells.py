from __future__ import annotations

import json

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers import RNN, Dense, GRUCell, LSTMCell, SimpleRNNCell, StackedRNNCells
from nervure.layers.stacked_cells import cells_of, is_cell, output_size, state_shapes
from tests.layers.cells import Leaky, Mixing
from tests.layers.layer_rules import assert_says, numbers

X = numbers(0, 2, 4)


def test_each_cell_reads_what_the_one_below_gives_out() -> None:
    stack = StackedRNNCells([LSTMCell(3), Leaky(2)])
    y, states = stack(X)
    below, above = stack.cells
    middle, lstm_states = below(X)  # type: ignore[operator]
    assert np.allclose(middle @ above.get_weights()[0], y, atol=1e-6)
    assert np.array_equal(states[0][1], lstm_states[1])
    again, _ = stack(X, states)
    assert not np.allclose(again, y)


def test_sizes_are_those_of_the_cells() -> None:
    stack = StackedRNNCells([LSTMCell(3), GRUCell(2), Mixing(4)])
    assert stack.state_size == [[3, 3], 2, [4, 4]]
    assert stack.output_size == 8
    assert stack.compute_output_shape((None, 4)) == (None, 8)
    assert [state_shapes(cell) for cell in stack.cells] == [[(3,), (3,)], [(2,)], [(4,), (4,)]]
    assert [output_size(cell) for cell in stack.cells] == [3, 2, 8]


def test_states_may_have_more_than_one_axis() -> None:
    cell = Leaky(3)
    cell.state_size = [(3, 4), 5]
    assert state_shapes(cell) == [(3, 4), (5,)]


def test_cells_without_a_name_are_numbered() -> None:
    stack = StackedRNNCells([LSTMCell(3), LSTMCell(3, name="lstm_cell_1"), LSTMCell(2), GRUCell(2)])
    assert [cell.name for cell in stack.cells] == ["lstm_cell", "lstm_cell_1", "lstm_cell_2", "gru_cell"]


def test_a_stack_in_a_stack_is_opened() -> None:
    inner = StackedRNNCells([GRUCell(3), GRUCell(2)])
    layer = RNN([SimpleRNNCell(4), inner])
    assert [cell.name for cell in cells_of(layer.cell)] == ["simple_rnn_cell", "gru_cell", "gru_cell_1"]
    assert layer(numbers(0, 2, 5, 4)).shape == (2, 2)


def test_the_configuration_gives_the_stack_back() -> None:
    stack = StackedRNNCells([LSTMCell(3, activation="relu"), GRUCell(2)])
    config = json.loads(json.dumps(stack.get_config()))
    twin = StackedRNNCells.from_config(config)
    assert json.loads(json.dumps(twin.get_config())) == config
    stack(X)
    twin(X)
    twin.set_weights(stack.get_weights())
    assert np.array_equal(twin(X)[0], stack(X)[0])


def test_a_frozen_stack_freezes_its_cells() -> None:
    stack = StackedRNNCells([LSTMCell(3), GRUCell(2)], trainable=False)
    assert not any(cell.trainable for cell in stack.cells)


def test_a_cell_has_states_and_a_pair_that_takes_them() -> None:
    assert is_cell(LSTMCell(3))
    assert is_cell(Leaky(3))
    assert is_cell(StackedRNNCells([GRUCell(2)]))
    assert not is_cell(Dense(3))


@pytest.mark.parametrize("cells", [[], LSTMCell(3), [Dense(3)], None])
def test_what_is_no_list_of_cells_is_refused(cells: object) -> None:
    assert_says(ArgumentError, lambda: StackedRNNCells(cells), "state_size")


def test_two_cells_of_one_name_are_refused() -> None:
    assert_says(ArgumentError, lambda: StackedRNNCells([GRUCell(2, name="a"), GRUCell(2, name="a")]), "'a'")
