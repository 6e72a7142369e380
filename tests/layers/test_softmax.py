from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Input, Softmax
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
    assert_says(ArgumentError, lambda: Softmax([1, 2]), "one axis", "Reshape")
    assert_says(ArgumentError, lambda: Softmax("last"), "axis must be a whole number")
