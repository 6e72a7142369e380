from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.explain.digits import is_right, rounded
from nervure.render.formula.written import Written
from nervure.render.numbers import number


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_what_is_written_everywhere_is_rounded_correctly(value: float) -> None:
    assert is_right(Written(value, number(value)))


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        (0.5 + 2**-20, "0.500001"), (1234565.0, "1.23456e6"), (999999.5, "1e6"), (0.00009999995, "0.0001"),
        (123456.5, "123456"), (-2.5, "-2.5"), (100000.0, "100000"), (0.0001, "0.0001"), (0.00001, "1e-5"),
    ],
)  # fmt: skip
def test_ties_and_borders(value: float, digits: str) -> None:
    assert rounded(value) == digits


def test_a_digit_too_far_is_wrong() -> None:
    assert not is_right(Written(1 / 3, "0.333334"))
    assert not is_right(Written(0.5, "0.50"))
    assert is_right(Written(math.nan, "nan"))
