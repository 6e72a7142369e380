from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    Layer,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
from tests.explain.proving import assert_corruption_is_found, network_of, proved

OPTIONS: list[tuple[Layer, tuple[int, ...]]] = [
    (MaxPooling2D(2), (5, 4, 2)),
    (MaxPooling2D((3, 2), strides=1, padding="same"), (3, 4, 1)),
    (MaxPooling2D(3, strides=2, padding="same"), (4, 5, 1)),
    (MaxPooling1D(3, strides=2, padding="same"), (6, 2)),
    (MaxPooling3D(2, padding="same"), (3, 2, 3, 1)),
    (AveragePooling2D(2), (5, 4, 2)),
    (AveragePooling2D((3, 2), strides=1, padding="same"), (3, 4, 1)),
    (AveragePooling1D(3, strides=2, padding="same"), (6, 2)),
    (AveragePooling3D((2, 2, 3), strides=(1, 1, 2), padding="same"), (3, 2, 4, 1)),
]


@pytest.mark.parametrize(("layer", "shape"), OPTIONS)
def test_every_number_agrees(layer: Layer, shape: tuple[int, ...]) -> None:
    proved(layer, shape)


def test_the_largest_number_of_a_window_is_found_and_handed_the_gradient() -> None:
    network = network_of(MaxPooling1D(2, name="pool"), (4, 1))
    explanation = network.explain([[[1.0], [3.0], [4.0], [2.0]]], [[[0.0], [0.0]]])
    assert str(explanation.value_of("pool/output", (0, 0, 0))).splitlines()[1:3] == [
        "  o[0,0,0] = max(x[0,0,0], x[0,1,0])",
        "           = max(1, 3)",
    ]
    assert str(explanation.gradient_of("input", (0, 1, 0))).splitlines() == [
        "dE/d input[0,1,0] = 3",
        "  dE/dx[0,1,0] = {dE/do[0,0,0] if x[0,1,0] = o[0,0,0], else 0}",
        "               = 3",
        "  o[n,i,c] is the largest x[n,2·i+a,c] over a: 0..1; places outside are left out",
        "  where x is input, o is pool/output, E is loss, n is the sample, i is the row or time step,",
        "  c is the channel, a is the row or time step in the window",
    ]
    assert explanation.gradient_of("input", (0, 0, 0)).value == 0


def test_of_equal_numbers_the_first_wins() -> None:
    explanation = proved(MaxPooling1D(2, name="pool"), (4, 1), x=np.zeros((1, 4, 1)))
    gradients = [explanation.gradient_of("input", (0, t, 0)).value for t in range(4)]
    assert gradients[1] == gradients[3] == 0
    assert gradients[0] != 0


def test_what_is_no_number_goes_through() -> None:
    x = np.arange(16.0).reshape(1, 4, 4, 1)
    x[0, 1, 1] = x[0, 2, 3] = np.nan
    for layer in (MaxPooling2D(2), MaxPooling2D(3, strides=1), AveragePooling2D(2)):
        network_of(layer, (4, 4, 1)).explain(x).verify(everything=True)


def test_the_mean_counts_the_cells_inside() -> None:
    explanation = proved(AveragePooling1D(3, strides=1, padding="same", name="pool"), (3, 1))
    assert str(explanation.value_of("pool/output", (0, 0, 0))).splitlines()[1] == (
        "  o[0,0,0] = (x[0,0,0] + x[0,1,0]) / 2"
    )
    assert str(explanation.gradient_of("input", (0, 0, 0))).splitlines()[1] == (
        "  dE/dx[0,0,0] = dE/do[0,0,0] / 2 + dE/do[0,1,0] / 3"
    )


def test_a_changed_number_is_found() -> None:
    for layer in (MaxPooling2D(2, name="pool"), AveragePooling2D(2, name="pool")):
        assert_corruption_is_found(proved(layer, (4, 4, 1)), "value", "pool/output", (0, 1, 1, 0))
        assert_corruption_is_found(proved(layer, (4, 4, 1)), "gradient", "input", (0, 1, 1, 0))
