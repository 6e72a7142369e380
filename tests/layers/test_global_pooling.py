from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalAvgPool2D,
    GlobalMaxPool2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    Input,
)
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers

BOTH = (GlobalAveragePooling2D, GlobalMaxPooling2D)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("shape", [(7, 5, 3), (1, 1, 4)])
def test_global_poolings_keep_the_rules_of_layers(kind: type, keepdims: bool, shape: tuple[int, ...]) -> None:
    check_layer_rules(lambda: kind(keepdims=keepdims), shape)


@pytest.mark.parametrize("keepdims", [False, True])
def test_sequences_and_volumes_keep_the_rules_of_layers(keepdims: bool) -> None:
    for kind in (GlobalAveragePooling1D, GlobalMaxPooling1D):
        check_layer_rules(lambda made=kind: made(keepdims=keepdims), (7, 3))
    for kind in (GlobalAveragePooling3D, GlobalMaxPooling3D):
        check_layer_rules(lambda made=kind: made(keepdims=keepdims), (2, 3, 4, 3))


def test_each_channel_becomes_one_number() -> None:
    x = numbers(0, 2, 4, 5, 3)
    assert np.allclose(GlobalAvgPool2D()(x), x.mean((1, 2)), atol=1e-6)
    assert np.array_equal(GlobalMaxPool2D()(x), x.max((1, 2)))
    assert GlobalMaxPool2D(keepdims=True)(x).shape == (2, 1, 1, 3)
    assert np.allclose(GlobalAveragePooling1D()(x[0]), x[0].mean(1), atol=1e-6)
    assert GlobalMaxPooling3D(keepdims=True)(x[None]).shape == (1, 1, 1, 1, 3)


def test_pictures_of_any_size_end_at_one_shape() -> None:
    assert GlobalAveragePooling2D()(Input((None, None, 64))).shape == (None, 64)


@pytest.mark.parametrize("kind", BOTH)
def test_what_cannot_be_meant_is_refused(kind: type) -> None:
    assert_says(ArgumentError, lambda: kind(data_format="channels_first"), kind.__name__, "channels last")
    assert_says(ShapeError, lambda: kind()(numbers(0, 2, 7)), "not have the shape of images")
    assert_says(ShapeError, lambda: GlobalAveragePooling1D()(numbers(0, 2, 7)), "input_shape=(7, 1)")
    assert_says(ShapeError, lambda: GlobalMaxPooling3D()(numbers(0, 2, 7, 7, 3)), "(N, D, H, W, C)")


@pytest.mark.parametrize("keepdims", [False, True])
def test_the_mean_of_a_masked_sequence_is_that_of_keras(keepdims: bool) -> None:
    import keras
    import torch

    x, mask = numbers(0, 3, 5, 2), np.array([[1, 1, 0, 0, 0], [1, 0, 1, 0, 1], [1, 1, 1, 1, 1]], bool)
    expected = keras.layers.GlobalAveragePooling1D(keepdims=keepdims)(torch.from_numpy(x), mask=torch.from_numpy(mask))
    assert np.allclose(GlobalAveragePooling1D(keepdims=keepdims)(x, mask=mask), expected.numpy(), atol=1e-6)
    assert np.array_equal(GlobalMaxPooling1D(keepdims=keepdims)(x, mask=mask), GlobalMaxPooling1D(keepdims=keepdims)(x))
