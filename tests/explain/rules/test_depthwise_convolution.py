from __future__ import annotations

import pytest

from nervure.layers import DepthwiseConv1D, DepthwiseConv2D, Layer, SeparableConv2D
from tests.explain.proving import assert_corruption_is_found, proved


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (DepthwiseConv2D(2, depth_multiplier=2, activation="tanh"), (3, 3, 2)),
        (DepthwiseConv2D((2, 3), padding="same", strides=2, use_bias=False), (4, 3, 3)),
        (DepthwiseConv2D(2, dilation_rate=2), (4, 4, 1)),
        (DepthwiseConv1D(3, padding="same"), (5, 2)),
        (SeparableConv2D(3, 2, depth_multiplier=2), (3, 4, 2)),
    ],
)
def test_every_number_agrees(layer: Layer, shape: tuple[int, ...]) -> None:
    proved(layer, shape)


def test_a_value_sees_the_windows_of_one_channel_alone() -> None:
    explanation = proved(DepthwiseConv2D(2, depth_multiplier=2, activation="relu", name="conv"), (2, 3, 2))
    assert str(explanation.value_of("conv/z", (0, 0, 1, 3))).splitlines()[1:3] == [
        "  z[0,0,1,3] = x[0,0,1,1]·w[0,0,1,1] + x[0,0,2,1]·w[0,1,1,1] + x[0,1,1,1]·w[1,0,1,1]",
        "               + x[0,1,2,1]·w[1,1,1,1] + b[3]",
    ]


def test_a_changed_number_is_found() -> None:
    explanation = proved(DepthwiseConv2D(2, name="conv"), (3, 3, 1))
    assert_corruption_is_found(explanation, "gradient", "input", (0, 1, 1, 0))
