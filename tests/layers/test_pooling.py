from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    AvgPool2D,
    Input,
    MaxPool2D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
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


@pytest.mark.parametrize("kinds", [(MaxPooling1D, MaxPooling3D), (AveragePooling1D, AveragePooling3D)])
@pytest.mark.parametrize(
    "options", [{}, {"pool_size": 3}, {"pool_size": 3, "strides": 1, "padding": "same"}, {"strides": 3}]
)
def test_poolings_of_sequences_and_volumes_keep_the_rules_of_layers(kinds: tuple[type, type], options: dict) -> None:
    of_sequences, of_volumes = kinds
    check_layer_rules(lambda: of_sequences(**options), (7, 3))
    check_layer_rules(lambda: of_volumes(**options), (5, 4, 6, 2))


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
            assert layer(x).shape == (2, *layer.compute_output_shape(x.shape)[1:])


def test_windows_touch_by_default() -> None:
    assert MaxPool2D()(FOUR)[0, :, :, 0].tolist() == [[5, 7], [13, 15]]
    assert AvgPool2D()(FOUR)[0, :, :, 0].tolist() == [[2.5, 4.5], [10.5, 12.5]]
    assert MaxPooling1D()(FOUR.reshape(1, 16, 1)).flatten().tolist() == [1, 3, 5, 7, 9, 11, 13, 15]
    assert AveragePooling3D()(FOUR.reshape(1, 4, 2, 2, 1)).flatten().tolist() == [3.5, 11.5]


def test_the_mean_at_the_border_counts_only_what_is_inside() -> None:
    for kind in (AveragePooling1D, AveragePooling2D, AveragePooling3D):
        for strides in (1, 2):
            y = kind(3, strides=strides, padding="same")(np.ones((1, *(4,) * kind.num_axes, 1), "float32"))
            assert np.allclose(y, 1)


def test_pictures_of_unknown_size_are_drawn() -> None:
    assert MaxPooling2D()(Input((None, 28, 3))).shape == (None, None, 14, 3)
    assert MaxPooling1D(3)(Input((None, 3))).shape == (None, None, 3)
    assert AveragePooling3D()(Input((8, None, 8, 3))).shape == (None, 4, None, 4, 3)


@pytest.mark.parametrize("kind", BOTH)
def test_what_cannot_be_meant_is_refused(kind: type) -> None:
    name = kind.__name__
    assert_says(ArgumentError, lambda: kind(0), name, "pool_size")
    assert_says(ArgumentError, lambda: kind(2, strides=0), name, "strides")
    assert_says(ArgumentError, lambda: kind(padding="half"), name, "padding")
    assert_says(ArgumentError, lambda: kind(data_format="channels_first"), name, "channels last")
    assert_says(
        ShapeError, lambda: kind()(Input((1, 1, 8))), "the output would be empty", "at least 2 x 2", "(N, 1, 1, 8)"
    )
    assert_says(ShapeError, lambda: kind()(Input((28, 28))), "`shape=(28, 28, 1)`")


def test_sequences_and_volumes_that_do_not_fit_are_refused() -> None:
    assert_says(ArgumentError, lambda: MaxPooling1D((2, 2)), "MaxPooling1D", "pool_size", "(3,)")
    assert_says(ArgumentError, lambda: MaxPooling3D(data_format="channels_first"), "x.transpose(0, 2, 3, 4, 1)")
    assert_says(ShapeError, lambda: MaxPooling1D(3)(Input((2, 8))), "at least 3", "(N, 2, 8)")
    assert_says(ShapeError, lambda: MaxPooling1D()(Input((28, 28, 1))), "MaxPooling1D", "Reshape((28, 28))")
    assert_says(ShapeError, lambda: AveragePooling3D()(Input((8, 28, 28))), "`shape=(8, 28, 28, 1)`")
