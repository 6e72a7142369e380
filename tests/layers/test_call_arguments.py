from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import (
    LSTM,
    Add,
    Dense,
    Dropout,
    GlobalAveragePooling1D,
    GRUCell,
    Input,
    LSTMCell,
    StackedRNNCells,
)
from nervure.layers.call_arguments import call_arguments

X = np.arange(12, dtype="float32").reshape(2, 3, 2)


def test_yes_and_no_are_training_and_numbers_are_a_mask() -> None:
    mask = np.ones((2, 3))
    for yes in (True, 1, np.True_, np.array(True), torch.tensor(True)):
        assert call_arguments(yes, None, "layer") == (True, None)
    for no in (False, 0, None, np.False_):
        assert call_arguments(no, mask, "layer") == (False, mask)
    assert call_arguments(mask, None, "layer") == (False, mask)


@pytest.mark.parametrize("wrong", ["yes", object(), 0.5])
def test_what_is_neither_is_refused(wrong: Any) -> None:
    with pytest.raises(ArgumentError, match="training sets whether"):
        Dropout(0.5)(X, wrong)


def test_training_and_a_mask_in_its_place_are_one_too_many() -> None:
    with pytest.raises(ArgumentError, match="training sets whether"):
        GlobalAveragePooling1D()(X, np.ones((2, 3)), mask=np.ones((2, 3)))


def test_a_mask_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ShapeError, match="the mask does not match") as found:
        LSTM(2)(X, mask=np.ones((2, 4)))
    assert "(2, 3)" in str(found.value)
    with pytest.raises(ArgumentError, match="more masks than inputs"):
        Add()([X, X], mask=[None, None, np.ones((2, 3))])


def test_a_mask_stretches_over_the_samples() -> None:
    one, each = np.array([[1, 0, 1]]), np.array([[1, 0, 1], [1, 0, 1]])
    pooling = GlobalAveragePooling1D()
    np.testing.assert_array_equal(pooling(X, one), pooling(X, mask=each))


def test_a_cell_takes_no_mask() -> None:
    for cell in (LSTMCell(2), StackedRNNCells([GRUCell(2)])):
        with pytest.raises(ArgumentError, match="a cell computes a single time step"):
            cell(X[:, 0], mask=np.ones(2))


def test_in_a_graph_a_mask_in_the_place_of_training_is_refused_with_the_way_that_works() -> None:
    entrance, mask = Input((3, 2)), Input((3,))
    with pytest.raises(ArgumentError, match="AttachMask"):
        GlobalAveragePooling1D()(entrance, mask)


def test_a_layer_without_use_for_a_mask_hands_it_on() -> None:
    mask = np.array([[True, True, False], [True, False, False]])
    hidden = Dense(2, kernel_initializer="ones")(X, mask)
    pooled = GlobalAveragePooling1D()(hidden)
    np.testing.assert_allclose(pooled, [[hidden[0, :2].mean(0)[0]] * 2, [hidden[1, 0, 0]] * 2])
