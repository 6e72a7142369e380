from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import LSTM, AttachMask, Dense, Input, Masking
from nervure.models import Model, Sequential
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of, walk

X = np.array([[[1, 0], [0, 0], [2, 3]], [[0, 0], [0, 5], [0, 0]]], "float32")


@pytest.mark.parametrize("options", [{}, {"mask_value": -1.5}, {"mask_value": [0.0, 1.0, 2.0, 3.0]}])
def test_masking_keeps_the_rules_of_layers(options: dict) -> None:
    check_layer_rules(lambda: Masking(**options), (3, 4))


def test_padding_becomes_zero_and_gets_no_gradient() -> None:
    x = numbers(0, 2, 3, 2)
    x[0, 1] = x[1, 2] = -1.0
    walked = walk(Masking(-1.0), [x])
    assert np.array_equal(np.asarray(walked.y == 0).all(-1), [[False, True, False], [False, False, True]])
    assert walked.dinputs[0] is not None
    assert np.array_equal(walked.dinputs[0][..., 0], [[1, 0, 1], [1, 1, 0]])


def test_each_feature_may_have_a_padding_of_its_own() -> None:
    x = np.array([[[7.0, 8.0], [7.0, 7.0], [8.0, 8.0]]], "float32")
    assert Masking([7.0, 8.0])(x).tolist() == [[[0, 0], [7, 7], [8, 8]]]


def test_the_mask_and_the_values_are_steps_by_name() -> None:
    layer = Masking(name="gaps")
    layer(X)
    assert [step.name for step in steps_of(layer)] == ["gaps/mask", "gaps/output"]


def test_layers_behind_leave_padding_out() -> None:
    model = Sequential([Input((3, 2)), Masking(), Dense(4, activation="tanh"), LSTM(2)])
    short = Sequential([Input((None, 2)), model.layers[1], model.layers[2]])
    assert np.allclose(model.predict(X, verbose=0)[:1], short.predict(X[:1, [0, 2]], verbose=0), atol=1e-6)
    assert np.allclose(model.predict(X, verbose=0)[1:], short.predict(X[1:, [1]], verbose=0), atol=1e-6)


def test_a_mask_is_taken_before_the_precision_rounds_the_values() -> None:
    model = Sequential([Input((2, 1)), Masking(1000.0), LSTM(2)])
    model.compile(precision="bfloat16")
    near = np.array([[[1000.5], [1000.0]]], "float32")  # both are 1000 in bfloat16
    trace = model.trace(near)
    assert trace["masking/mask"].tolist() == [[True, False]]


def test_a_mask_can_be_an_input_of_its_own() -> None:
    x, mask = Input((3, 2)), Input((3,))
    lstm = LSTM(2)
    model = Model([x, mask], lstm(AttachMask()([x, mask])))
    given = np.array([[1, 0, 1], [0, 1, 0]])
    expected = lstm(X, mask=given.astype(bool))
    assert np.allclose(model.predict([X, given], verbose=0), expected, atol=1e-6)
    assert np.allclose(model.predict([X, given.astype("float32")], verbose=0), expected, atol=1e-6)


def test_attaching_a_mask_changes_no_value() -> None:
    layer = AttachMask()
    x = numbers(0, 2, 3, 2)
    assert np.array_equal(layer([x, np.ones((2, 3))]), x)
    walked = walk(layer, [x, np.ones((2, 3))])
    assert walked.dinputs[0] is not None
    assert torch.equal(walked.dinputs[0], torch.ones(2, 3, 2))
    assert walked.dinputs[1] is None


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: Masking("zero"), "mask_value")
    assert_says(ShapeError, lambda: Masking()(np.zeros(3)), "(N,)", "Embedding(..., mask_zero=True)")
    assert_says(ShapeError, lambda: AttachMask()(X), "AttachMask()([x, mask])")
    assert_says(ShapeError, lambda: AttachMask()([X, np.ones((2, 5))]), "(N, 5)")
    assert_says(ShapeError, lambda: AttachMask()([X, X, X]), "(N, 3, 2)")
