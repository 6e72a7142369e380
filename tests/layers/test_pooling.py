from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import AveragePooling2D, AvgPool2D, Input, MaxPool2D, MaxPooling2D
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers

BOTH = (MaxPooling2D, AveragePooling2D)
FOUR = np.arange(16, dtype="float32").reshape(1, 4, 4, 1)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"pool_size": 3},
        {"pool_size": (2, 3), "strides": 1},
        {"pool_size": 3, "strides": (2, 1), "padding": "same"},
        {"pool_size": [2, 2], "padding": "Same", "name": "pool"},
    ],
)
def test_poolings_keep_the_rules_of_layers(kind: type, options: dict) -> None:
    check_layer_rules(lambda: kind(**options), (7, 8, 3))


@given(
    size=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    window=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    strides=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    padding=st.sampled_from(["valid", "same"]),
)
def test_the_promised_shape_is_the_real_one(size: tuple, window: tuple, strides: tuple, padding: str) -> None:
    x = numbers(0, 2, *size, 1)
    for kind in BOTH:
        layer = kind(window, strides, padding)
        if padding == "valid" and (window[0] > size[0] or window[1] > size[1]):
            with pytest.raises(ShapeError):
                layer(x)
        else:
            assert layer(x).shape == (2, *layer.output_shape(x.shape)[1:])


def test_windows_touch_by_default() -> None:
    assert MaxPool2D()(FOUR)[0, :, :, 0].tolist() == [[5, 7], [13, 15]]
    assert AvgPool2D()(FOUR)[0, :, :, 0].tolist() == [[2.5, 4.5], [10.5, 12.5]]


def test_the_mean_at_the_border_counts_only_what_is_inside() -> None:
    y = AveragePooling2D(3, strides=1, padding="same")(np.ones((1, 4, 4, 1), "float32"))
    assert np.allclose(y, 1)


def test_pictures_of_unknown_size_are_drawn() -> None:
    assert MaxPooling2D()(Input((None, 28, 3))).shape == (None, None, 14, 3)


@pytest.mark.parametrize("kind", BOTH)
def test_what_cannot_be_meant_is_refused(kind: type) -> None:
    name = kind.__name__
    assert_says(ArgumentError, lambda: kind(0), name, "pool_size")
    assert_says(ArgumentError, lambda: kind(2, strides=0), name, "strides")
    assert_says(ArgumentError, lambda: kind(padding="half"), name, "padding")
    assert_says(ArgumentError, lambda: kind(data_format="channels_first"), name, "channels last")
    assert_says(ShapeError, lambda: kind()(Input((1, 1, 8))), "nothing is left", "at least 2 x 2", "(N, 1, 1, 8)")
    assert_says(ShapeError, lambda: kind()(Input((28, 28))), "x[..., None]")
