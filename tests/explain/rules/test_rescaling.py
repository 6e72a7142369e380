from __future__ import annotations

import numpy as np

from nervure.layers import Dense, Rescaling
from tests.explain.proving import assert_corruption_is_found, proved


def test_every_number_agrees() -> None:
    proved([Rescaling(0.5, -1.0), Dense(1)], (3,))
    proved([Rescaling([0.5, 2.0], [0.0, 1.0]), Dense(1)], (3, 2))
    proved([Rescaling(1 / 255), Dense(1)], (3,), x=np.array([[0, 255, 17]], dtype=np.uint8))


def test_a_value_is_scale_and_offset() -> None:
    explanation = proved([Rescaling(0.5, -1.0, name="scaled"), Dense(1)], (2,), x=np.array([[3.0, 4.0]]))
    assert str(explanation.value_of("scaled/output", (0, 1))).splitlines()[1:3] == [
        "  h[0,1] = 0.5 × x[0,1] - 1",
        "         = 0.5 × 4 - 1",
    ]


def test_a_changed_number_is_found() -> None:
    assert_corruption_is_found(proved([Rescaling(0.5), Dense(1)], (3,)), "gradient", "input", (0, 1))
