from __future__ import annotations

from nervure.layers import Dense, Permute, RepeatVector
from tests.explain.proving import assert_corruption_is_found, proved


def test_every_number_agrees() -> None:
    proved([Permute((3, 1, 2)), Dense(1)], (2, 3, 4))
    proved([RepeatVector(3), Dense(1)], (2,))


def test_a_value_says_where_it_stood() -> None:
    explanation = proved([Permute((3, 1, 2), name="turned"), Dense(1)], (2, 3, 4))
    assert str(explanation.value_of("turned/output", (0, 3, 1, 2))).splitlines()[1] == "  h[0,3,1,2] = x[0,1,2,3]"
    assert str(explanation.gradient_of("input", (0, 1, 2, 3))).splitlines()[1] == "  dE/dx[0,1,2,3] = dE/dh[0,3,1,2]"


def test_a_changed_number_is_found() -> None:
    assert_corruption_is_found(proved([Permute((2, 1)), Dense(1)], (2, 3)), "gradient", "input", (0, 1, 2))
