from __future__ import annotations

import pytest

from nervure.explain.rules.softmax import along
from nervure.layers import Dense, Softmax
from tests.explain.proving import network_of, proved


@pytest.mark.parametrize("axis", [1, -1])
def test_every_number_agrees(axis: int) -> None:
    proved([Dense(4), Softmax(axis), Dense(2)], (3, 3), samples=2)


def test_the_shift_has_a_name_and_a_derivation_of_its_own() -> None:
    network = network_of([Softmax(name="softmax")], (3,))
    explanation = network.explain([[1.0, 2.0, 3.0]], [[0.0] * 3])
    lines = str(explanation.value_of("softmax/output", (0, 1))).splitlines()
    assert lines[1:3] == [
        "  o[0,1] = exp(x[0,1] - z_max[0]) / (exp(x[0,0] - z_max[0]) + exp(x[0,1] - z_max[0])",
        "           + exp(x[0,2] - z_max[0]))",
    ]
    assert str(explanation.value_of("softmax/shift", 0)).splitlines()[1] == "  z_max[0] = max(x[0,0], x[0,1], x[0,2])"


def test_large_numbers_overflow_nothing() -> None:
    network = network_of([Softmax(name="softmax")], (2,))
    explanation = network.explain([[2000.0, 1999.0]], [[0.0] * 2])
    explanation.verify(everything=True)


def test_the_neighbors_along_an_axis_are_itself_too() -> None:
    assert along((1, 2), -1, 3) == [(1, 0), (1, 1), (1, 2)]
