from __future__ import annotations

import numpy as np

from nervure.errors import ArgumentError, UnknownNameError
from nervure.layers import Dense
from nervure.regularizers import L2
from tests.layers.layer_rules import assert_says


def test_a_misspelled_name_is_found_when_the_layer_is_made() -> None:
    made = lambda: Dense(2, kernel_initializer="he_norml")  # noqa: E731
    assert_says(UnknownNameError, made, "Dense(kernel_initializer=...)", "he_normal")
    assert_says(UnknownNameError, lambda: Dense(2, kernel_regularizer="l3"), "l3")
    assert_says(UnknownNameError, lambda: Dense(2, kernel_constraint="max_norms"), "max_norm")


def test_what_is_not_of_the_family_is_refused() -> None:
    assert_says(ArgumentError, lambda: Dense(2, kernel_initializer={1, 2}), "initializer")
    assert_says(ArgumentError, lambda: Dense(2, kernel_regularizer=3), "regularizer")
    assert_says(ArgumentError, lambda: Dense(2, kernel_constraint=3), "constraint")


def test_members_come_in_their_one_form() -> None:
    layer = Dense(2, kernel_regularizer="l2", kernel_initializer=np.float32(0.5))
    assert isinstance(layer.kernel_regularizer, L2)
    assert (layer(np.ones((1, 2))) == 1).all()
