from __future__ import annotations

import math

import pytest

from nervure.explain.reading import measured
from nervure.explain.reading.measured import Measured


def test_a_number_of_the_engine_is_shown_with_six_digits() -> None:
    assert measured.of_engine(1 / 3) == Measured(1 / 3, 0.333333, 1 / 3, 0.0)


def test_fractions_may_be_rounded_and_small_whole_numbers_are_what_they_are() -> None:
    assert measured.of_digits("12").doubt == 0.0
    assert measured.of_digits("1.4812").doubt > 1e-6  # it may be 1.481204
    assert measured.of_digits("123456").doubt > 0.5
    assert 5e-7 < measured.of_digits("0.333333").doubt < 6e-7
    assert measured.of_digits("0.5", is_rounded=True).doubt > 0


def test_sums_add_sizes_while_values_cancel() -> None:
    found = measured.added([measured.of_engine(1.0), measured.of_engine(-1.0)])
    assert (found.full, found.size) == (0.0, 2.0)


@pytest.mark.parametrize("third", [1 / 3, 0.3333334, 0.3333325])
def test_the_doubt_covers_what_rounding_does(third: float) -> None:
    rounded, x = measured.of_digits("0.333333"), measured.of_engine(7.0)
    for found, exact in [
        (measured.multiplied(rounded, x), third * 7),
        (measured.divided(x, rounded), 7 / third),
        (measured.raised(x, rounded), 7**third),
        (measured.raised(rounded, x), third**7),
        (measured.applied("exp", rounded), math.exp(third)),
        (measured.added([x, rounded]), 7 + third),
        (measured.negated(rounded), -third),
    ]:
        assert abs(found.full - exact) <= 1.01 * found.doubt


def test_what_overflows_or_is_no_number_goes_through() -> None:
    zero, one = measured.of_engine(0.0), measured.of_engine(1.0)
    assert measured.divided(one, zero).full == math.inf
    assert math.isnan(measured.divided(zero, zero).full)
    assert measured.applied("exp", measured.of_engine(1e6)).full == math.inf
    assert math.isnan(measured.applied("√", measured.of_engine(-1.0)).full)
    assert measured.applied("ln", zero).full == -math.inf
    assert math.isnan(measured.compared("max", [one, measured.of_engine(math.nan)]).full)
    assert measured.raised(measured.of_engine(1e300), measured.of_engine(2.0)).full == math.inf


def test_a_sigmoid_of_a_large_negative_number_keeps_its_digits() -> None:
    assert measured.applied("σ", measured.of_engine(-50.0)).full == pytest.approx(math.exp(-50), rel=1e-14)
