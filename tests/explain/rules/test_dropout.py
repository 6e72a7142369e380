from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import Dense, Dropout, Layer, SpatialDropout1D, SpatialDropout2D
from tests.explain.proving import assert_corruption_is_found, data, network_of, proved


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Dropout(0.4), (5,)),
        (Dropout(0.5, noise_shape=(None, 1, None)), (3, 2)),
        (Dropout(0.0), (3,)),
        (SpatialDropout1D(0.5), (3, 4)),
        (SpatialDropout2D(0.3), (2, 2, 4)),
    ],
)
def test_every_number_agrees(layer: Layer, shape: tuple[int, ...]) -> None:
    proved([layer, Dense(2)], shape, samples=3)


def test_what_is_kept_is_scaled_up_and_the_mask_has_a_name() -> None:
    explanation = proved([Dropout(0.5, name="drop"), Dense(1)], (6,), x=np.ones((1, 6)))
    mask = [explanation.value_of("drop/mask", (0, i)).value for i in range(6)]
    assert set(mask) == {0.0, 1.0}
    kept, dropped = mask.index(1.0), mask.index(0.0)
    assert str(explanation.value_of("drop/output", (0, kept))).splitlines() == [
        "drop/output[0,0] = 2".replace("[0,0]", f"[0,{kept}]"),
        f"  h[0,{kept}] = {{0 if D[0,{kept}] = 0, else x[0,{kept}] / (1 - r)}}",
        "         = 1 / (1 - 0.5)",
        "         = 2",
        "  where h is drop/output, D is drop/mask, x is input, r is the rate of dropout",
    ]
    assert explanation.value_of("drop/output", (0, dropped)).value == 0
    assert explanation.gradient_of("input", (0, dropped)).value == 0
    assert "drawn at random" in str(explanation.value_of("drop/mask", (0, kept)))


def test_at_inference_nothing_is_dropped() -> None:
    explanation = network_of([Dropout(0.5, name="drop"), Dense(1)], (3,)).explain(data((3,), 2))
    assert "drop/mask" not in explanation.names
    assert str(explanation.value_of("drop/output", (0, 1))).splitlines()[1] == "  h[0,1] = x[0,1]"


def test_what_is_no_number_is_dropped_too() -> None:
    x = np.full((2, 6), np.nan)
    network = network_of([Dropout(0.5, name="drop"), Dense(1)], (6,))
    network.explain(x, [[0.0], [0.0]]).verify(everything=True)


def test_a_changed_number_is_found() -> None:
    explanation = proved([Dropout(0.5, name="drop"), Dense(1)], (6,))
    assert_corruption_is_found(explanation, "value", "drop/output", (0, 1))
