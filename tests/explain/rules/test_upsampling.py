from __future__ import annotations

import pytest

from nervure.layers import Layer, UpSampling1D, UpSampling2D, UpSampling3D
from tests.explain.proving import assert_corruption_is_found, proved


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (UpSampling2D((2, 3)), (2, 2, 2)),
        (UpSampling1D(3), (2, 2)),
        (UpSampling3D(2), (1, 2, 1, 1)),
        (UpSampling2D((2, 1), interpolation="bilinear"), (3, 2, 1)),
        (UpSampling2D(3, interpolation="bilinear"), (2, 2, 1)),
        (UpSampling2D((3, 2), interpolation="bicubic"), (3, 2, 1)),
        (UpSampling2D((2, 1), interpolation="lanczos3"), (4, 1, 1)),
        (UpSampling2D((2, 2), interpolation="lanczos5"), (3, 2, 1)),
    ],
)
def test_every_number_agrees(layer: Layer, shape: tuple[int, ...]) -> None:
    proved(layer, shape)


def test_a_new_cell_is_made_of_those_around_it() -> None:
    explanation = proved(UpSampling2D(2, interpolation="bilinear", name="up"), (2, 2, 1))
    assert str(explanation.value_of("up/output", (0, 1, 1, 0))).splitlines()[1:3] == [
        "  o[0,1,1,0] = 0.75 × 0.75 × x[0,0,0,0] + 0.75 × 0.25 × x[0,0,1,0] + 0.25 × 0.75 × x[0,1,0,0]",
        "               + 0.25 × 0.25 × x[0,1,1,0]",
    ]


def test_a_repeated_cell_adds_up_the_gradients_of_its_copies() -> None:
    explanation = proved(UpSampling1D(2, name="up"), (2, 1))
    assert str(explanation.gradient_of("input", (0, 1, 0))).splitlines()[1] == (
        "  dE/dx[0,1,0] = dE/do[0,2,0] + dE/do[0,3,0]"
    )


def test_a_changed_number_is_found() -> None:
    explanation = proved(UpSampling2D(2, interpolation="bicubic", name="up"), (2, 2, 1))
    assert_corruption_is_found(explanation, "gradient", "input", (0, 1, 1, 0))
