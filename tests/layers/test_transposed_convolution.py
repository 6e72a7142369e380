from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose, Input
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of


@pytest.mark.parametrize(
    ("options", "num_parameters"),
    [
        ({"filters": 4, "kernel_size": 3}, 76),
        ({"filters": 4, "kernel_size": (3, 2), "strides": 2, "padding": "same", "activation": "relu"}, 52),
        ({"filters": 4, "kernel_size": 2, "strides": (3, 2), "use_bias": False}, 32),
        ({"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 0}, 76),
        ({"filters": 4, "kernel_size": 3, "strides": 3, "output_padding": (2, 1)}, 76),
        ({"filters": 4, "kernel_size": 3, "dilation_rate": (2, 1), "padding": "SAME"}, 76),
    ],
)
def test_transposed_convolutions_keep_the_rules_of_layers(options: dict, num_parameters: int) -> None:
    check_layer_rules(lambda: Conv2DTranspose(**options), (4, 5, 2), num_parameters=num_parameters)


@pytest.mark.parametrize(
    "options", [{}, {"strides": 2}, {"strides": 2, "padding": "same"}, {"strides": 3, "output_padding": 1}]
)
def test_sequences_and_volumes_keep_the_rules_of_layers(options: dict) -> None:
    check_layer_rules(lambda: Conv1DTranspose(4, 3, **options), (5, 2), num_parameters=28)
    check_layer_rules(lambda: Conv3DTranspose(4, (1, 3, 2), **options), (3, 2, 4, 2), num_parameters=52)


@given(
    sizes=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    strides=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    dilation=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.sampled_from(["valid", "same"]),
    more=st.one_of(st.none(), st.tuples(st.integers(0, 2), st.integers(0, 2))),
)
def test_the_promised_shape_is_the_real_one(
    sizes: tuple, kernel: tuple, strides: tuple, dilation: tuple, padding: str, more: tuple | None
) -> None:
    if max(strides) > 1:
        dilation = (1, 1)
    if more is not None:
        more = tuple(min(each, step - 1) for each, step in zip(more, strides, strict=True))
    layer = Conv2DTranspose(2, kernel, strides, padding, more, dilation_rate=dilation)
    x = numbers(0, 2, *sizes, 1)
    if min(layer.compute_output_shape(x.shape)[1:3]) < 1:
        with pytest.raises(ShapeError):
            layer(x)
    else:
        assert layer(x).shape == (2, *layer.compute_output_shape(x.shape)[1:])


def test_every_cell_draws_the_kernel() -> None:
    layer = Conv2DTranspose(1, 2, strides=2, use_bias=False)
    x = np.array([[1.0, 2.0], [3.0, 4.0]], "float32").reshape(1, 2, 2, 1)
    layer(x)
    layer.set_weights([np.array([[1.0, 10.0], [100.0, 1000.0]]).reshape(2, 2, 1, 1)])
    assert layer(x)[0, :, :, 0].tolist() == [
        [1, 10, 2, 20],
        [100, 1000, 200, 2000],
        [3, 30, 4, 40],
        [300, 3000, 400, 4000],
    ]


def test_the_kernel_lies_in_memory_as_the_arithmetic_wants_it() -> None:
    for kind in (Conv1DTranspose, Conv2DTranspose, Conv3DTranspose):
        layer = kind(4, 2)
        layer(numbers(0, 1, *(3,) * kind.num_axes, 5))
        assert layer.kernel.shape == (*(2,) * kind.num_axes, 4, 5)
        assert layer.kernel.array.movedim(-1, 0).is_contiguous()


def test_the_sum_before_the_activation_is_a_step_of_its_own() -> None:
    layer = Conv2DTranspose(2, 3, activation="relu", name="up")
    layer(Input((8, 8, 1)))
    assert [(step.name, step.op.name) for step in steps_of(layer)] == [
        ("up/z", "transposed_convolution"),
        ("up/output", "relu"),
    ]


def test_inputs_of_unknown_size_are_drawn() -> None:
    assert Conv2DTranspose(8, 3, 2, "same")(Input((None, 20, 3))).shape == (None, None, 40, 8)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: Conv1DTranspose(0, 3), "Conv1DTranspose", "filters")
    assert_says(ArgumentError, lambda: Conv1DTranspose(2, 3, padding="causal"), "'valid' or 'same'")
    assert_says(ArgumentError, lambda: Conv2DTranspose(2, 3, output_padding=-1), "output_padding", "at least 0")
    assert_says(
        ArgumentError,
        lambda: Conv2DTranspose(2, 3, (2, 3), output_padding=2),
        "smaller than strides",
        "(2, 2)",
        "(2, 3)",
    )
    assert_says(
        ShapeError, lambda: Conv1DTranspose(2, 2, 2, "same", 0)(Input((1, 1))), "leaves no output", "(0,)", "(N, 1, 1)"
    )
