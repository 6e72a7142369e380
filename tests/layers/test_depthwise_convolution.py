from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Conv2D, DepthwiseConv1D, DepthwiseConv2D, Input
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


@pytest.mark.parametrize(
    ("options", "per_channel"),
    [
        ({"kernel_size": 3}, (9 + 1, 3 + 1)),
        ({"kernel_size": 3, "padding": "same", "depth_multiplier": 2}, (20, 8)),
        ({"kernel_size": 2, "strides": 2, "activation": "relu"}, (5, 3)),
        ({"kernel_size": 2, "dilation_rate": 2, "use_bias": False}, (4, 2)),
        ({"kernel_size": 2, "dilation_rate": 2, "strides": 2, "padding": "same"}, (5, 3)),
    ],
)
def test_depthwise_convolutions_keep_the_rules_of_layers(options: dict, per_channel: tuple[int, int]) -> None:
    check_layer_rules(lambda: DepthwiseConv2D(**options), (6, 7, 3), num_parameters=3 * per_channel[0])
    check_layer_rules(lambda: DepthwiseConv1D(**options), (7, 3), num_parameters=3 * per_channel[1])


@pytest.mark.parametrize("multiplier", [1, 2])
def test_it_is_a_convolution_with_one_group_a_channel(multiplier: int) -> None:
    x = numbers(0, 2, 6, 7, 3)
    depthwise = DepthwiseConv2D(3, padding="same", depth_multiplier=multiplier, bias_initializer="random_normal")
    grouped = Conv2D(3 * multiplier, 3, padding="same", groups=3)
    y = depthwise(x)
    grouped(x)
    kernel, bias = depthwise.get_weights()
    grouped.set_weights([kernel.reshape(3, 3, 1, 3 * multiplier), bias])
    assert np.allclose(grouped(x), y, atol=1e-5)


def test_the_kernel_lies_in_memory_channel_by_channel() -> None:
    for kind in (DepthwiseConv1D, DepthwiseConv2D):
        layer = kind(2, depth_multiplier=3)
        layer(numbers(0, 1, *(4,) * kind.num_axes, 5))
        assert layer.kernel.shape == (*(2,) * kind.num_axes, 5, 3)
        assert layer.kernel.array.movedim((-2, -1), (0, 1)).is_contiguous()


def test_inputs_of_unknown_size_are_drawn() -> None:
    assert DepthwiseConv2D(3, 2, "same", 4)(Input((None, 20, 3))).shape == (None, None, 10, 12)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: DepthwiseConv2D(3, depth_multiplier=0), "depth_multiplier")
    assert_says(ShapeError, lambda: DepthwiseConv1D(5)(Input((4, 1))), "at least 5", "(N, 4, 1)")
