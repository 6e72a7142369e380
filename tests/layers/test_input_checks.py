from __future__ import annotations

import pytest

from nervure.errors import ShapeError
from nervure.layers import TABLE, Input
from nervure.layers.input_checks import check_axis, check_features, check_one_input, check_pictures, check_window
from tests.layers.layer_rules import assert_says


@pytest.mark.parametrize("name", sorted(set(TABLE) - {"Add", "Concatenate", "InputLayer", "TorchModule"}))
def test_a_list_of_inputs_is_refused_by_layers_of_one(name: str) -> None:
    given: dict[str, dict] = {
        "Activation": {"activation": "relu"},
        "Dense": {"units": 3},
        "Dropout": {"rate": 0.5},
        "Maxout": {"units": 3},
        "Rescaling": {"scale": 2.0},
        "Reshape": {"target_shape": (4,)},
        "Conv2D": {"filters": 2, "kernel_size": 1},
        "Convolution2D": {"filters": 2, "kernel_size": 1},
    }
    layer = TABLE[name](**given.get(name, {}))
    two = [Input((2, 2, 1)), Input((2, 2, 1))]
    assert_says(ShapeError, lambda: layer(two), layer.where, "Concatenate()([a, b])", "[(N, 2, 2, 1), (N, 2, 2, 1)]")


def test_one_input_of_any_shape_passes() -> None:
    assert check_one_input((None, 3, None), "Flatten") is None


def test_pictures_of_any_size_pass() -> None:
    assert check_pictures((None, 28, 28, 1), "Conv2D") is None
    assert check_pictures((None, None, None, 3), "Conv2D") is None


@pytest.mark.parametrize(
    ("shape", "fix"),
    [
        ((None, 28, 28), "input_shape=(28, 28, 1) and x[..., None]"),
        ((None, 32, 28, 28, 1), "Leave the batch size out of input_shape: input_shape=(28, 28, 1), if 32"),
        ((None, 784), "Reshape((28, 28, 1))"),
        ((None, 3072), "Reshape((32, 32, 3))"),
        ((None, 1000), "Reshape((height, width, channels))"),
        ((None,), "before Flatten"),
        ((None, 1, 2, 3, 4, 5), "Reshape((height, width, channels))"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_fix_for_it(shape: tuple[int | None, ...], fix: str) -> None:
    assert_says(ShapeError, lambda: check_pictures(shape, "Conv2D 'a'"), fix)


def test_features_must_be_there_and_as_many_as_before() -> None:
    assert check_features((None, 4), None, "Dense") is None
    assert check_features((None, 7, 4), (None, 4), "Dense") is None
    assert_says(ShapeError, lambda: check_features((None,), None, "Dense"), "(N,)")
    assert_says(ShapeError, lambda: check_features((None, None), None, "Dense"), "(N, ?)")
    assert_says(ShapeError, lambda: check_features((None, 5), (None, 4), "Dense"), "(N, ..., 4)")


def test_an_axis_must_be_there() -> None:
    assert check_axis(-2, (None, 4), "Softmax") is None
    assert_says(ShapeError, lambda: check_axis(-3, (None, 4), "Softmax"), "no axis -3")


def test_a_window_must_fit_unless_the_picture_is_padded() -> None:
    assert check_window((None, 3, 3, 1), (3, 3), "valid", "Conv2D") is None
    assert check_window((None, None, 3, 1), (9, 3), "valid", "Conv2D") is None
    assert check_window((None, 2, 2, 1), (3, 3), "same", "Conv2D") is None
    assert_says(ShapeError, lambda: check_window((None, 2, 5, 1), (3, 4), "valid", "Conv2D"), "3 x 4", "(N, 2, 5, 1)")
