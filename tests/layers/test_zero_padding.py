from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Input, ZeroPadding1D, ZeroPadding2D, ZeroPadding3D
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (ZeroPadding1D, ()),
        (ZeroPadding1D, ((0, 3),)),
        (ZeroPadding1D, (0,)),
        (ZeroPadding2D, ()),
        (ZeroPadding2D, (2,)),
        (ZeroPadding2D, ((1, 2),)),
        (ZeroPadding2D, (((1, 0), (0, 2)),)),
        (ZeroPadding3D, ()),
        (ZeroPadding3D, ((1, 0, 2),)),
        (ZeroPadding3D, (((1, 0), (0, 2), (1, 1)),)),
    ],
)
def test_zero_paddings_keep_the_rules_of_layers(kind: type, arguments: tuple) -> None:
    check_layer_rules(lambda: kind(*arguments), (*(2, 3, 4)[-kind.num_axes :], 3))


def test_zeros_stand_around() -> None:
    x = numbers(0, 2, 6, 7, 3)
    assert np.array_equal(ZeroPadding2D(((1, 2), (0, 3)))(x), np.pad(x, ((0, 0), (1, 2), (0, 3), (0, 0))))
    assert np.array_equal(ZeroPadding1D((1, 2))(x[0]), np.pad(x[0], ((0, 0), (1, 2), (0, 0))))


def test_inputs_of_unknown_size_are_drawn() -> None:
    assert ZeroPadding2D(2)(Input((None, 20, 3))).shape == (None, None, 24, 3)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: ZeroPadding1D(-1), "ZeroPadding1D", "padding", "at least 0")
    assert_says(ArgumentError, lambda: ZeroPadding2D("same"), "padding='same'")
    assert_says(ArgumentError, lambda: ZeroPadding3D(1, data_format="channels_first"), "channels last")
    assert_says(ShapeError, lambda: ZeroPadding2D(1)(Input((28, 28))), "`shape=(28, 28, 1)`")
