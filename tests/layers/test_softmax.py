from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import AttachMask, Input, Masking, Softmax
from nervure.layers.masked_values import mask_of
from nervure.models import Model
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


@pytest.mark.parametrize("axis", [-1, 1, 2, [1]])
def test_softmax_keeps_the_rules_of_layers(axis: int | list[int]) -> None:
    check_layer_rules(lambda: Softmax(axis), (4, 5))


@pytest.mark.parametrize("axis", [-1, 1, -2])
def test_what_lies_along_the_axis_adds_up_to_one(axis: int) -> None:
    y = Softmax(axis)(numbers(0, 2, 4, 5))
    assert np.allclose(y.sum(axis), 1, atol=1e-6)
    assert (y > 0).all()


def test_an_axis_that_is_not_there_is_refused() -> None:
    assert_says(ShapeError, lambda: Softmax(2)(Input((5,))), "no axis 2", "-2 to 1")
    assert_says(ArgumentError, lambda: Softmax([1, 2]), "a single axis", "Reshape")
    assert_says(ArgumentError, lambda: Softmax("last"), "axis must be a whole number")


def test_masked_scores_get_nothing_in_a_graph_too_and_every_number_is_proved() -> None:
    scores, mask = Input((4,)), Input((4,))
    model = Model([scores, mask], Softmax(name="answer")(AttachMask()([scores, mask])))
    model.compile("sgd", "mse")
    x, real = numbers(0, 3, 4), np.array([[1, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0]], "float32")
    y = model.predict([x, real], verbose=0)
    np.testing.assert_allclose(y, Softmax()(x, mask=real != 0), atol=1e-6)
    exponentials = np.exp(x) * real
    np.testing.assert_allclose(y, exponentials / np.maximum(exponentials.sum(1, keepdims=True), 1e-9), atol=1e-5)
    model.explain([x, real], numbers(1, 3, 4)).verify()


def test_the_mask_of_time_steps_passes_and_that_of_scores_ends() -> None:
    x, steps = numbers(0, 2, 3, 4), np.array([[True, True, False], [True, False, False]])
    assert mask_of(Softmax()(Masking()(x * steps[..., None]))).tolist() == steps.tolist()
    assert mask_of(Softmax()(x, mask=np.ones((2, 3, 4)))) is None
