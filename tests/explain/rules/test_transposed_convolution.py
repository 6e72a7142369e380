from __future__ import annotations

import pytest

from nervure.layers import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose, Layer
from tests.explain.proving import assert_corruption_is_found, proved


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv2DTranspose(2, 3, strides=2, padding="same", activation="relu"), (2, 3, 2)),
        (Conv2DTranspose(2, 2, use_bias=False), (2, 2, 1)),
        (Conv2DTranspose(1, 2, dilation_rate=2), (2, 3, 2)),
        (Conv1DTranspose(2, 2, strides=3, output_padding=1), (3, 2)),
        (Conv1DTranspose(2, 1, strides=3, padding="same"), (3, 1)),
        (Conv3DTranspose(1, 2, strides=(2, 1, 1)), (2, 2, 1, 2)),
    ],
)
def test_every_number_agrees(layer: Layer, shape: tuple[int, ...]) -> None:
    proved(layer, shape)


def test_a_value_is_what_the_copies_of_the_kernel_lay_there() -> None:
    explanation = proved(Conv1DTranspose(1, 3, strides=2, activation="relu", name="up"), (3, 1))
    assert str(explanation.value_of("up/z", (0, 2, 0))).splitlines()[1] == (
        "  z[0,2,0] = x[0,0,0]·w[2,0,0] + x[0,1,0]·w[0,0,0] + b[0]"
    )
    assert str(explanation.value_of("up/z", (0, 3, 0))).splitlines()[1] == "  z[0,3,0] = x[0,1,0]·w[1,0,0] + b[0]"


def test_a_changed_number_is_found() -> None:
    explanation = proved(Conv1DTranspose(1, 3, name="up"), (3, 1))
    assert_corruption_is_found(explanation, "value", "up/output", (0, 4, 0))
