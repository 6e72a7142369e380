from __future__ import annotations

import functools
import inspect

import pytest

from nervure.errors import ShapeError
from nervure.layers import TABLE, Dense, Input
from nervure.layers.input_checks import (
    check_axis,
    check_channels,
    check_features,
    check_maps,
    check_one_input,
    check_pictures,
    check_window,
)
from tests.layers.layer_rules import assert_says

# These take lists: of values to merge, of a value and its mask, of a sequence and the states before it. And cells.
OF_SEVERAL = {
    "Add", "AdditiveAttention", "AttachMask", "Attention", "Average", "Bidirectional", "Concatenate", "Dot", "GRU",
    "LSTM", "Lambda", "Maximum", "Minimum", "MultiHeadAttention", "Multiply", "RNN", "SimpleRNN", "Subtract",
    "TorchModule", "TorchProgram",
}  # fmt: skip
CELLS = {"GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"}


@pytest.mark.parametrize("name", sorted(set(TABLE) - OF_SEVERAL - CELLS - {"InputLayer"}))
def test_a_list_of_inputs_is_refused_by_layers_of_one(name: str) -> None:
    given: dict[str, dict] = {
        "Activation": {"activation": "relu"},
        "Dense": {"units": 3},
        "Dropout": {"rate": 0.5},
        "Embedding": {"input_dim": 3, "output_dim": 2},
        "GaussianNoise": {"stddev": 0.5},
        "Maxout": {"units": 3},
        "Permute": {"dims": (2, 1, 3)},
        "RepeatVector": {"n": 2},
        "Rescaling": {"scale": 2.0},
        "Reshape": {"target_shape": (4,)},
        "TimeDistributed": {"layer": Dense(3)},
    }
    arguments = inspect.signature(TABLE[name]).parameters
    shared = {"filters": 2, "kernel_size": 1, "rate": 0.5}
    layer = TABLE[name](**given.get(name, {argument: shared[argument] for argument in shared if argument in arguments}))
    two = [Input((2, 2, 1)), Input((2, 2, 1))]
    assert_says(ShapeError, lambda: layer(two), layer.where, "Concatenate()", "[(N, 2, 2, 1), (N, 2, 2, 1)]")


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
        ((None, 1000), "Reshape((25, 40, 1))"),
        ((None, 7), "Reshape((1, 7, 1))"),
        ((None,), "before Flatten"),
        ((None, 1, 2, 3, 4, 5), "Reshape((28, 28, 1))"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_fix_for_it(shape: tuple[int | None, ...], fix: str) -> None:
    assert_says(ShapeError, lambda: check_pictures(shape, "Conv2D 'a'"), fix)


@pytest.mark.parametrize("num_axes", [1, 2, 3])
def test_sequences_pictures_and_volumes_of_any_size_pass(num_axes: int) -> None:
    assert check_maps((None, *(9,) * num_axes, 4), num_axes, "Conv") is None
    assert check_maps((None, *(None,) * num_axes, 4), num_axes, "Conv") is None


@pytest.mark.parametrize(
    ("shape", "num_axes", "fix"),
    [
        ((None, 100), 1, "input_shape=(100, 1) and x[..., None]"),
        ((None, 28, 28, 1), 1, "ends in 2D, or reshape the input to 3 axes: Reshape((steps, channels))"),
        ((None, 2, 3, 4, 5), 1, "Reshape the input to 3 axes"),
        ((None,), 1, "Reshape the input to 3 axes"),
        ((None, 28, 28), 2, "input_shape=(28, 28, 1)"),
        ((None, 8, 28, 28), 3, "input_shape=(8, 28, 28, 1) and x[..., None]"),
        ((None, 32, 8, 28, 28, 1), 3, "input_shape=(8, 28, 28, 1), if 32 is the batch size"),
        ((None, 100), 3, "5 axes: Reshape((depth, height, width, channels))"),
    ],
)
def test_what_has_other_axes_is_refused_with_the_fix_for_it(
    shape: tuple[int | None, ...], num_axes: int, fix: str
) -> None:
    assert_says(ShapeError, lambda: check_maps(shape, num_axes, "Conv 'a'"), fix)


def test_channels_must_be_known_and_as_many_as_before() -> None:
    assert check_channels((None, 9, 4), None, 1, "Conv1D") is None
    assert check_channels((None, 9, 4), (None, 7, 4), 1, "Conv1D") is None
    assert_says(ShapeError, lambda: check_channels((None, 9, None), None, 1, "Conv1D"), "(N, T, C)", "last number")
    for num_axes, axes in ((1, "(N, T, 3)"), (2, "(N, H, W, 3)"), (3, "(N, D, H, W, 3)")):
        shapes = [(None, *(9,) * num_axes, channels) for channels in (4, 3)]
        call = functools.partial(check_channels, *shapes, num_axes, "Conv")
        assert_says(ShapeError, call, "another number of channels: 3, not 4", axes)


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
    assert_says(ShapeError, lambda: check_window((None, 2, 1), (3,), "valid", "Conv1D"), "at least 3", "(N, 2, 1)")
    assert_says(ShapeError, lambda: check_window((None, 3, 3, 2, 1), (3, 3, 3), "valid", "Conv3D"), "3 x 3 x 3")
