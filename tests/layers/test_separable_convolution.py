from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Conv2D, DepthwiseConv2D, Input, SeparableConv1D, SeparableConv2D
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of


@pytest.mark.parametrize(
    ("options", "in_two", "in_one"),
    [
        ({"kernel_size": 3}, 27 + 12 + 4, 9 + 12 + 4),
        ({"kernel_size": 3, "padding": "same", "depth_multiplier": 2, "activation": "relu"}, 54 + 24 + 4, 18 + 24 + 4),
        ({"kernel_size": 2, "strides": 2, "use_bias": False}, 12 + 12, 6 + 12),
        ({"kernel_size": 2, "dilation_rate": 2, "strides": 2, "padding": "same"}, 12 + 12 + 4, 6 + 12 + 4),
    ],
)
def test_separable_convolutions_keep_the_rules_of_layers(options: dict, in_two: int, in_one: int) -> None:
    check_layer_rules(lambda: SeparableConv2D(4, **options), (6, 7, 3), num_parameters=in_two)
    check_layer_rules(lambda: SeparableConv1D(4, **options), (7, 3), num_parameters=in_one)


def test_it_is_a_depthwise_convolution_and_one_of_one_cell() -> None:
    x = numbers(0, 2, 6, 7, 3)
    separable = SeparableConv2D(4, 3, depth_multiplier=2, bias_initializer="random_normal")
    y = separable(x)
    depthwise, pointwise = DepthwiseConv2D(3, depth_multiplier=2, use_bias=False), Conv2D(4, 1)
    pointwise(depthwise(x))
    first, second, bias = separable.get_weights()
    assert (first.shape, second.shape, bias.shape) == ((3, 3, 3, 2), (1, 1, 6, 4), (4,))
    depthwise.set_weights([first])
    pointwise.set_weights([second, bias])
    assert np.allclose(pointwise(depthwise(x)), y, atol=1e-5)


def test_both_parts_are_steps_of_their_own() -> None:
    layer = SeparableConv1D(2, 3, activation="relu", name="a")
    layer(Input((8, 3)))
    assert [(step.name, step.op.name) for step in steps_of(layer)] == [
        ("a/depthwise", "depthwise_convolution"),
        ("a/z", "convolution"),
        ("a/output", "relu"),
    ]


def test_the_kernels_lie_in_memory_as_the_arithmetic_wants_them() -> None:
    layer = SeparableConv2D(4, 3, depth_multiplier=2)
    layer(numbers(0, 1, 5, 5, 3))
    assert layer.depthwise_kernel.array.permute(2, 3, 0, 1).is_contiguous()
    assert layer.pointwise_kernel.array.permute(3, 0, 1, 2).is_contiguous()


def test_inputs_of_unknown_size_are_drawn() -> None:
    assert SeparableConv1D(6, 3, 2, "same")(Input((None, 3))).shape == (None, None, 6)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: SeparableConv2D(0, 3), "filters")
    assert_says(ArgumentError, lambda: SeparableConv2D(4, 3, depth_multiplier=0), "depth_multiplier")
    assert_says(ShapeError, lambda: SeparableConv2D(4, (2, 5))(Input((4, 4, 1))), "at least 2 x 5", "(N, 4, 4, 1)")
