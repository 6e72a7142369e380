from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Input, Reshape
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


@pytest.mark.parametrize("target", [(3, 4), (-1, 2, 2), (12,), [6, -1], (2, None), (12, 1)])
@pytest.mark.parametrize("shape", [(12,), (2, 6), (1, 3, 4)])
def test_reshape_keeps_the_rules_of_layers(target: tuple[int, ...], shape: tuple[int, ...]) -> None:
    check_layer_rules(lambda: Reshape(target), shape)


def test_the_order_of_the_numbers_stays() -> None:
    x = numbers(0, 2, 12)
    assert np.array_equal(Reshape((3, 4))(x), x.reshape(2, 3, 4))


def test_a_size_that_follows_from_an_unknown_one_is_unknown() -> None:
    assert Reshape((-1, 3))(Input((None, 6))).shape == (None, None, 3)


def test_an_empty_batch_keeps_its_shape() -> None:
    assert Reshape((-1, 2))(np.zeros((0, 6), "float32")).shape == (0, 3, 2)


def test_numbers_that_do_not_fit_are_refused() -> None:
    assert_says(ShapeError, lambda: Reshape((3, 3))(Input((28,))), "28 values per sample", "(3, 3)", "(N, 28)")
    assert_says(ShapeError, lambda: Reshape((-1, 3))(Input((28,))), "28")


@pytest.mark.parametrize("target", [(-1, -1), (0, 2), (-2, 3), "12", 12, None, (2.5,), (None, -1)])
def test_what_is_no_shape_is_refused_at_once(target: object) -> None:
    assert_says(ArgumentError, lambda: Reshape(target), "target_shape is not a valid shape", repr(target))
