from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Conv1D, Conv2D, Conv3D, Convolution2D, Input
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of


@pytest.mark.parametrize(
    ("options", "shape", "num_parameters"),
    [
        ({"filters": 4, "kernel_size": 3}, (8, 8, 1), 40),
        ({"filters": 32, "kernel_size": (3, 3), "padding": "same", "activation": "relu"}, (8, 9, 3), 896),
        ({"filters": 4, "kernel_size": (2, 5), "strides": 2}, (9, 8, 2), 84),
        ({"filters": 4, "kernel_size": 3, "strides": (1, 2), "padding": "same", "use_bias": False}, (7, 8, 2), 72),
        ({"filters": 6, "kernel_size": 3, "groups": 2}, (6, 6, 4), 114),
        ({"filters": 4, "kernel_size": 3, "dilation_rate": (2, 1), "padding": "VALID"}, (7, 7, 1), 40),
    ],
)
def test_convolutions_keep_the_rules_of_layers(options: dict, shape: tuple[int, ...], num_parameters: int) -> None:
    check_layer_rules(lambda: Conv2D(**options), shape, num_parameters=num_parameters)


@pytest.mark.parametrize(
    ("options", "length", "num_parameters"),
    [
        ({"filters": 4, "kernel_size": 3}, 9, 28),
        ({"filters": 4, "kernel_size": 3, "padding": "causal", "activation": "relu"}, 9, 28),
        ({"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}, 5, 28),
        ({"filters": 4, "kernel_size": (2,), "padding": "causal", "strides": 3}, 8, 20),
        ({"filters": 4, "kernel_size": 4, "padding": "same", "groups": 2, "use_bias": False}, 6, 16),
    ],
)
def test_convolutions_of_sequences_keep_the_rules_of_layers(options: dict, length: int, num_parameters: int) -> None:
    check_layer_rules(lambda: Conv1D(**options), (length, 2), num_parameters=num_parameters)


@pytest.mark.parametrize(
    ("options", "num_parameters"),
    [
        ({"filters": 4, "kernel_size": 3}, 220),
        ({"filters": 4, "kernel_size": (1, 2, 3), "padding": "same", "activation": "relu"}, 52),
        ({"filters": 4, "kernel_size": 2, "strides": (1, 2, 2), "groups": 2}, 36),
        ({"filters": 4, "kernel_size": 2, "dilation_rate": 2, "use_bias": False}, 64),
    ],
)
def test_convolutions_of_volumes_keep_the_rules_of_layers(options: dict, num_parameters: int) -> None:
    check_layer_rules(lambda: Conv3D(**options), (4, 5, 6, 2), num_parameters=num_parameters)


@pytest.mark.parametrize("padding", ["valid", "same", "causal"])
@pytest.mark.parametrize(("strides", "dilation_rate"), [(1, 1), (2, 1), (3, 1), (1, 2)])
def test_the_promised_length_is_the_real_one(padding: str, strides: int, dilation_rate: int) -> None:
    layer = Conv1D(2, 3, strides, padding, dilation_rate=dilation_rate)
    for length in range(5, 12):
        x = numbers(0, 2, length, 1)
        assert layer(x).shape == (2, *layer.compute_output_shape(x.shape)[1:])


@given(
    height=st.integers(1, 12),
    width=st.integers(1, 12),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    strides=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    dilation=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.sampled_from(["valid", "same"]),
)
def test_the_promised_shape_is_the_real_one(
    height: int, width: int, kernel: tuple, strides: tuple, dilation: tuple, padding: str
) -> None:
    if max(strides) > 1 and max(dilation) > 1:
        dilation = (1, 1)
    layer = Conv2D(2, kernel, strides, padding, dilation_rate=dilation)
    x = numbers(0, 2, height, width, 1)
    extents = [rate * (size - 1) + 1 for rate, size in zip(dilation, kernel, strict=True)]
    if padding == "valid" and (extents[0] > height or extents[1] > width):
        with pytest.raises(ShapeError):
            layer(x)
    else:
        assert layer(x).shape == (2, *layer.compute_output_shape(x.shape)[1:])


def test_a_filter_of_one_cell_weighs_the_channels() -> None:
    layer = Conv2D(3, 1)
    x = numbers(0, 2, 4, 4, 2)
    y = layer(x)
    kernel, _ = layer.get_weights()
    assert kernel.shape == (1, 1, 2, 3)
    assert np.allclose(y, x @ kernel[0, 0], atol=1e-6)


def test_the_kernel_lies_in_memory_as_the_arithmetic_wants_it() -> None:
    layer = Conv2D(4, (2, 3))
    layer(numbers(0, 1, 5, 5, 3))
    layer.draw_missing()
    assert layer.kernel.shape == (2, 3, 3, 4)
    assert layer.kernel.array.permute(3, 0, 1, 2).is_contiguous()
    for kind in (Conv1D, Conv3D):
        layer = kind(4, 2)
        layer(numbers(0, 1, *(5,) * kind.num_axes, 3))
        assert layer.kernel.array.movedim(-1, 0).is_contiguous()


def test_the_sum_before_the_activation_is_a_step_of_its_own() -> None:
    layer = Conv2D(2, 3, activation="relu", name="conv")
    layer(Input((8, 8, 1)))
    assert [step.name for step in steps_of(layer)] == ["conv/z", "conv/output"]
    plain = Convolution2D(2, 3, name="plain")
    plain(Input((8, 8, 1)))
    assert [step.name for step in steps_of(plain)] == ["plain/output"]


def test_pictures_of_unknown_size_are_drawn() -> None:
    assert Conv2D(8, 3, strides=2, padding="same")(Input((None, 20, 3))).shape == (None, None, 10, 8)
    assert Conv1D(8, 3, strides=2, padding="causal")(Input((None, 3))).shape == (None, None, 8)
    assert Conv3D(8, 3)(Input((None, None, 20, 3))).shape == (None, None, None, 18, 8)


@pytest.mark.parametrize(
    ("call", "fragment"),
    [
        (lambda: Conv2D(0, 3), "filters"),
        (lambda: Conv2D(4, 0), "kernel_size"),
        (lambda: Conv2D(4, (3, 3, 3)), "kernel_size"),
        (lambda: Conv2D(4, 3, strides=-1), "strides"),
        (lambda: Conv2D(4, 3, data_format="channels_first"), "channels last"),
        (lambda: Conv2D(4, 3, strides=2, dilation_rate=2), "dilation_rate=(2, 2)"),
        (lambda: Conv2D(4, 3, groups=3), "filters=6"),
        (lambda: Conv2D(4, 3, groups=0), "groups"),
        (lambda: Conv2D(4, 3, padding="causal"), "'valid' or 'same'"),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused_at_once(call: object, fragment: str) -> None:
    assert_says(ArgumentError, call, "Conv2D", fragment)


def test_inputs_that_do_not_fit_are_refused_with_the_fix() -> None:
    built = Conv2D(4, 3, name="conv1")
    built(numbers(0, 1, 8, 8, 3))
    assert_says(ShapeError, lambda: built(numbers(0, 1, 8, 8, 1)), "Conv2D 'conv1'", "not 1", "3 for rgb")
    assert_says(ShapeError, lambda: Conv2D(4, 3)(numbers(0, 2, 28, 28)), "x[..., None]")
    assert_says(ShapeError, lambda: Conv2D(4, 3)(Input((32, 28, 28, 1))), "`shape=(28, 28, 1)`")
    assert_says(ShapeError, lambda: Conv2D(4, 3)(Input((28, 28, None))), "number of channels")
    assert_says(ShapeError, lambda: Conv2D(4, 3, groups=2)(Input((28, 28, 3))), "a multiple of 2 channels")
    assert_says(ShapeError, lambda: Conv2D(4, 3, dilation_rate=3)(Input((6, 7, 1))), "at least 7 x 7", "(N, 6, 7, 1)")
    assert_says(ShapeError, lambda: Conv1D(4, 5)(Input((4, 1))), "at least 5", "(N, 4, 1)")
    assert_says(ShapeError, lambda: Conv1D(4, 3, groups=2)(Input((9, 3))), "a multiple of 2 channels")
    assert_says(ShapeError, lambda: Conv3D(4, 3)(Input((4, 2, 4, 1))), "at least 3 x 3 x 3", "(N, 4, 2, 4, 1)")
    assert_says(ArgumentError, lambda: Conv1D(4, 3, padding="full"), "'valid', 'same' or 'causal'")
