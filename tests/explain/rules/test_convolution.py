from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import Conv1D, Conv2D, Conv3D, Layer
from tests.explain.proving import assert_corruption_is_found, data, network_of, proved

OPTIONS: list[tuple[Layer, tuple[int, ...]]] = [
    (Conv2D(2, 2, activation="relu"), (3, 4, 2)),
    (Conv2D(2, 3, padding="same"), (3, 4, 1)),
    (Conv2D(2, (2, 3), strides=(2, 1), padding="same"), (4, 3, 2)),
    (Conv2D(3, 2, dilation_rate=2), (4, 4, 1)),
    (Conv2D(4, 2, groups=2, use_bias=False), (3, 3, 4)),
    (Conv1D(2, 3, padding="causal", dilation_rate=2), (6, 2)),
    (Conv1D(2, 2, strides=3), (7, 1)),
    (Conv3D(2, 2, padding="same"), (2, 3, 2, 1)),
]


@pytest.mark.parametrize(("layer", "shape"), OPTIONS)
def test_every_number_agrees(layer: Layer, shape: tuple[int, ...]) -> None:
    proved(layer, shape)


def test_a_value_is_patch_times_kernel_and_cells_outside_are_no_terms() -> None:
    network = network_of(Conv2D(1, 2, padding="same", activation="relu", name="conv"), (2, 2, 1))
    network.set_weights([np.array([1.0, 2, 3, 4]).reshape(2, 2, 1, 1), [0.5]])
    explanation = network.explain([[[[1.0], [2.0]], [[3.0], [4.0]]]], [[[[0.0], [0.0]], [[0.0], [0.0]]]])
    assert str(explanation.value_of("conv/z", (0, 0, 0, 0))).splitlines()[1:4] == [
        "  z[0,0,0,0] = x[0,0,0,0]·w[0,0,0,0] + x[0,0,1,0]·w[0,1,0,0] + x[0,1,0,0]·w[1,0,0,0]",
        "               + x[0,1,1,0]·w[1,1,0,0] + b[0]",
        "             = 1 × 1 + 2 × 2 + 3 × 3 + 4 × 4 + 0.5",
    ]
    assert str(explanation.value_of("conv/z", (0, 1, 1, 0))).splitlines()[1:4] == [
        "  z[0,1,1,0] = x[0,1,1,0]·w[0,0,0,0] + b[0]",
        "             = 4 × 1 + 0.5",
        "             = 4.5",
    ]


def test_the_gradient_of_a_weight_is_a_sum_over_samples_and_positions() -> None:
    explanation = proved(Conv2D(2, 2, activation="relu", name="conv"), (2, 3, 1), samples=2)
    lines = str(explanation.gradient_of("conv/kernel", (1, 0, 0, 1))).splitlines()
    assert lines[1:3] == [
        "  dE/dw[1,0,0,1] = dE/dz[0,0,0,1]·x[0,1,0,0] + dE/dz[0,0,1,1]·x[0,1,1,0] + dE/dz[1,0,0,1]·x[1,1,0,0]",
        "                   + dE/dz[1,0,1,1]·x[1,1,1,0]",
    ]
    answer = explanation.gradient_of("conv/kernel", (1, 0, 0, 1))
    assert sum(answer.by_sample.values()) == pytest.approx(answer.value)


def test_a_changed_number_is_found() -> None:
    assert_corruption_is_found(proved(Conv2D(2, 2, name="conv"), (3, 3, 1)), "value", "conv/output", (0, 1, 1, 0))
    explanation = network_of(Conv2D(2, 2, name="conv"), (3, 3, 1)).explain(np.ones((1, 3, 3, 1)), np.ones((1, 2, 2, 2)))
    assert_corruption_is_found(explanation, "gradient", "conv/kernel", (0, 1, 0, 1))


def test_wide_convolutions_agree_in_float32_where_all_terms_are_zero_too() -> None:
    network = network_of(
        [Conv2D(8, 3, padding="same", activation="relu"), Conv2D(8, 3, activation="relu")], (10, 10, 8)
    )
    x = data((10, 10, 8), 2)
    x[0, :5] = 0
    y = np.zeros((2, 8, 8, 8))
    network.explain(x, y, precision="float32").verify(num=400)
