from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Cropping1D, Cropping2D, Cropping3D, Input
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (Cropping1D, ()),
        (Cropping1D, ((0, 3),)),
        (Cropping1D, (2,)),
        (Cropping2D, ()),
        (Cropping2D, (1,)),
        (Cropping2D, ((1, 2),)),
        (Cropping2D, (((1, 0), (0, 2)),)),
        (Cropping3D, ()),
        (Cropping3D, ((1, 0, 2),)),
        (Cropping3D, (((1, 0), (0, 2), (1, 1)),)),
    ],
)
def test_croppings_keep_the_rules_of_layers(kind: type, arguments: tuple) -> None:
    check_layer_rules(lambda: kind(*arguments), (*(5, 6, 7)[-kind.num_axes :], 3))


def test_the_inner_part_is_left() -> None:
    x = numbers(0, 2, 6, 7, 3)
    assert np.array_equal(Cropping2D(((1, 2), (0, 3)))(x), x[:, 1:4, :4])
    assert np.array_equal(Cropping1D(1)(x[0]), x[0][:, 1:-1])
    assert Cropping2D()(x).shape == x.shape


def test_inputs_of_unknown_size_are_drawn() -> None:
    assert Cropping2D(2)(Input((None, 20, 3))).shape == (None, None, 16, 3)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: Cropping1D(-1), "Cropping1D", "cropping", "at least 0")
    assert_says(ArgumentError, lambda: Cropping2D((1, 2, 3)), "((1, 2), (1, 2))")
    assert_says(ArgumentError, lambda: Cropping3D(1, data_format="channels_first"), "channels last")
    assert_says(ShapeError, lambda: Cropping1D(2)(Input((4, 3))), "leaves nothing", "more than 4 cells", "(N, 4, 3)")
    assert_says(ShapeError, lambda: Cropping2D((1, 3))(Input((9, 6, 3))), "more than 2 x 6 cells")
    assert_says(ShapeError, lambda: Cropping2D(1)(Input((28, 28))), "`shape=(28, 28, 1)`")
