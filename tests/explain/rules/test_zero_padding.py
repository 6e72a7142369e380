from __future__ import annotations

from nervure.layers import Dense, ZeroPadding1D, ZeroPadding2D, ZeroPadding3D
from tests.explain.proving import assert_corruption_is_found, proved


def test_every_number_agrees() -> None:
    proved([ZeroPadding1D((1, 0)), Dense(1)], (3, 2))
    proved([ZeroPadding2D(((1, 2), (0, 1))), Dense(1)], (2, 3, 1))
    proved([ZeroPadding3D(1), Dense(1)], (1, 2, 1, 1))


def test_a_cell_inside_is_the_one_that_was_read() -> None:
    explanation = proved([ZeroPadding2D(((1, 0), (2, 0)), name="padded"), Dense(1)], (2, 2, 1))
    assert str(explanation.value_of("padded/output", (0, 2, 3, 0))).splitlines()[1] == "  h[0,2,3,0] = x[0,1,1,0]"
    assert str(explanation.gradient_of("input", (0, 1, 1, 0))).splitlines()[1] == "  dE/dx[0,1,1,0] = dE/dh[0,2,3,0]"


def test_a_changed_number_is_found() -> None:
    explanation = proved([ZeroPadding1D(1, name="padded"), Dense(1)], (2, 1))
    assert_corruption_is_found(explanation, "value", "padded/output", (0, 0, 0))
