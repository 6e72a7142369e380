from __future__ import annotations

import math

import pytest

from nervure.records.functions import FUNCTIONS, sigmoid

_POINTS = (0.37, 1.9)
_BEFORE, _AFTER = 1 - 1e-6, 1 + 1e-6


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@pytest.mark.parametrize("z", _POINTS)
def test_every_slope_is_that_of_its_function(name: str, z: float) -> None:
    function = FUNCTIONS[name]
    difference = function.value(z * _AFTER) - function.value(z * _BEFORE)
    assert function.slope(z) == pytest.approx(difference / (z * (_AFTER - _BEFORE)), rel=1e-6, abs=1e-9)


def test_the_sigmoid_overflows_nowhere() -> None:
    assert (sigmoid(-1000.0), sigmoid(1000.0), sigmoid(0.0)) == (0.0, 1.0, 0.5)


@pytest.mark.parametrize(
    ("name", "z", "value"),
    [("exp", 1000.0, math.inf), ("expm1", 1000.0, math.inf), ("ln", 0.0, -math.inf), ("log1p", -1.0, -math.inf)],
)
def test_what_python_refuses_is_infinite_as_in_the_engine(name: str, z: float, value: float) -> None:
    assert FUNCTIONS[name].value(z) == value


@pytest.mark.parametrize(
    ("name", "z"), [("ln", -1.0), ("log1p", -2.0), ("sqrt", -1.0), ("sin", math.inf), ("cos", -math.inf)]
)
def test_outside_its_range_a_function_is_no_number(name: str, z: float) -> None:
    assert math.isnan(FUNCTIONS[name].value(z))
