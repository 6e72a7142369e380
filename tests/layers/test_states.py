from __future__ import annotations

import numpy as np

from nervure.errors import ArgumentError
from nervure.layers import GRU, LSTM, Bidirectional, Input
from nervure.layers.states import flat_states, several_shapes
from tests.layers.layer_rules import assert_says, numbers


def test_states_are_listed_one_by_one() -> None:
    assert flat_states(None) == []
    assert flat_states(1) == [1]
    assert flat_states([[1, 2], 3, (4,)]) == [1, 2, 3, 4]


def test_one_shape_and_several_are_told_apart() -> None:
    assert several_shapes((None, 5, 4)) == [(None, 5, 4)]
    assert several_shapes([(None, 5, 4), [None, 3]]) == [(None, 5, 4), (None, 3)]


def test_a_list_of_sequences_and_states_is_the_same_call() -> None:
    x, state = numbers(0, 2, 5, 4), numbers(1, 2, 3)
    layer = GRU(3)
    assert np.array_equal(layer([x, state]), layer(x, initial_state=state))


def test_a_mask_goes_with_initial_states() -> None:
    x, state = numbers(0, 2, 5, 4), numbers(1, 2, 3)
    layer = GRU(3)
    mask = np.array([[1, 1, 0, 0, 0], [1, 1, 1, 1, 1]], bool)
    y = layer(x, state, mask=mask)
    assert np.allclose(y[:1], layer(x[:1, :2], state[:1]), atol=1e-6)


def test_sequences_and_states_are_both_symbolic_or_neither() -> None:
    x, state = numbers(0, 2, 5, 4), numbers(1, 2, 3)
    assert_says(ArgumentError, lambda: GRU(3)(Input((5, 4)), state), "a symbolic sequence, states of data")
    assert_says(ArgumentError, lambda: GRU(3)(x, Input((3,))), "a sequence of data, symbolic states")


def test_only_a_stateful_layer_has_states_to_reset() -> None:
    assert_says(ArgumentError, lambda: Bidirectional(LSTM(3)).reset_state(), "stateful=True")
    assert_says(ArgumentError, lambda: LSTM(3).reset_states(), "stateful=True")
