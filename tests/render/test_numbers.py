from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.language import set_language
from nervure.render import numbers


@given(st.floats(min_value=1e-4, max_value=999_999, allow_nan=False))
def test_six_digits_are_plain_decimals_and_correctly_rounded(value: float) -> None:
    written = numbers.number(value)
    exact = Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 5), rounding=ROUND_HALF_EVEN)
    assert "e" not in written
    assert Decimal(written) == rounded


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_reads_back_within_half_a_digit(value: float) -> None:
    assert math.isclose(float(numbers.number(value)), value, rel_tol=5.000001e-6, abs_tol=1e-310)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.2983711087600027, "0.298371"),
        (0.0001, "0.0001"),
        (0.00001234567, "1.23457e-5"),
        (999999.4, "999999"),
        (1234567.0, "1.23457e6"),
        (-0.0, "0"),
        (-2.5, "-2.5"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
        (3, "3"),
    ],
)
def test_numbers_are_written_so(value: float, written: str) -> None:
    assert numbers.number(value) == written


def test_zeros_at_the_end_stay_where_a_column_must_line_up() -> None:
    assert numbers.number(0.5, keep_zeros=True) == "0.500000"
    assert numbers.number(123456.0, keep_zeros=True) == "123456"
    assert numbers.number(0.0, keep_zeros=True) == "0.00000"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.08123, "0.0812"), (0.0, "0.0000"), (0.0002, "0.0002"), (2e-7, "2e-7"), (9.99, "9.9900"), (math.nan, "nan")],
)
def test_losses_have_four_decimals_where_they_say_something(value: float, written: str) -> None:
    assert numbers.measured(value) == written


@pytest.mark.parametrize(
    ("num_bytes", "written"),
    [
        (0, "0.00 B"),
        (1023, "1023.00 B"),
        (1024, "1.00 KB"),
        (65220, "63.69 KB"),
        (1048575, "1.00 MB"),
        (3 << 30, "3.00 GB"),
    ],
)
def test_sizes_are_those_of_keras_summary(num_bytes: int, written: str) -> None:
    assert numbers.byte_size(num_bytes) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0:00"),
        (7.4, "0:07"),
        (59.6, "1:00"),
        (3599.5, "1:00:00"),
        (3723, "1:02:03"),
        (None, "-:--"),
        (math.inf, "-:--"),
        (-1, "0:00"),
    ],
)
def test_a_clock_shows_minutes_and_hours_only_where_there_are_any(seconds: float | None, written: str) -> None:
    assert numbers.clock(seconds) == written


DURATIONS = {
    0.05: ("50 ms", "50밀리초"),
    0.0999: ("0.1 s", "0.1초"),
    12.34: ("12.3 s", "12.3초"),
    59.94: ("59.9 s", "59.9초"),
    59.96: ("1 min", "1분"),
    127.4: ("2 min 7 s", "2분 7초"),
    3599.4: ("59 min 59 s", "59분 59초"),
    3599.6: ("1 h", "1시간"),
    7260.0: ("2 h 1 min", "2시간 1분"),
    93_780.0: ("26 h 3 min", "26시간 3분"),
}


def test_durations_name_their_units_in_both_languages() -> None:
    assert [numbers.duration(seconds) for seconds in DURATIONS] == [written for written, _ in DURATIONS.values()]
    set_language("ko")
    assert [numbers.duration(seconds) for seconds in DURATIONS] == [written for _, written in DURATIONS.values()]


def test_an_estimated_duration_has_only_the_digits_that_say_something() -> None:
    estimates = (0.0123, 1.26, 39.97, 127.0, 59.8, 4321.0)
    written = [numbers.duration(seconds, digits=2) for seconds in estimates]
    assert written == ["12 ms", "1.3 s", "40 s", "2 min 10 s", "1 min", "1 h 12 min"]


@pytest.mark.parametrize(
    ("fraction", "written"),
    [(0, "0 %"), (0.001, "<1 %"), (0.5, "50 %"), (0.994, "99 %"), (0.996, ">99 %"), (1, "100 %"), (math.nan, "nan %")],
)
def test_a_share_is_a_round_hundred_only_where_it_is(fraction: float, written: str) -> None:
    assert numbers.percentage(fraction) == written


def test_shares_with_decimals_keep_the_same_promise() -> None:
    assert numbers.percentage(0.99996, 1) == ">99.9 %"
    assert numbers.percentage(0.98765, 1) == "98.8 %"
    set_language("ko")
    assert numbers.percentage(0.98765, 1) == "98.8%"


def test_thousands_are_separated() -> None:
    assert numbers.count(1234567) == "1,234,567"
    assert [numbers.rate(value) for value in (3412.4, 9.96, 9.94, 0.5)] == ["3,412", "10", "9.9", "0.5"]
