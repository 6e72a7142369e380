from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers.arguments import (
    as_written,
    axis_of,
    channels_last_only,
    fraction,
    left_at_default,
    not_negative,
    padding_of,
    pair,
    positive_integer,
    real_number,
    whole_number,
)
from tests.layers.layer_rules import assert_says


def test_long_values_are_shown_on_one_line() -> None:
    shown = as_written(np.zeros((50, 50)))
    assert "\n" not in shown
    assert len(shown) < 100
    assert shown.endswith("...")


@pytest.mark.parametrize("value", [3, 3.0, np.int64(3), np.float32(3)])
def test_whole_numbers_of_any_type_become_ints(value: object) -> None:
    number = positive_integer(value, "units", "Dense")
    assert number == 3
    assert type(number) is int
    assert type(whole_number(value, "seed", "Dropout")) is int
    assert axis_of(value, "Softmax") == 3


@pytest.mark.parametrize("value", [0, -1, 1.5, "3", None, True, [3], float("inf"), float("nan")])
def test_what_is_no_positive_whole_number_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: positive_integer(value, "units", "Dense"), "units", repr(value))


@pytest.mark.parametrize("value", [1.5, "3", None, True])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: whole_number(value, "seed", "Dropout"), "seed")
    assert_says(ArgumentError, lambda: axis_of(value, "Softmax"), "axis")


@pytest.mark.parametrize(("value", "expected"), [(3, (3, 3)), ((3, 5), (3, 5)), ([2, 1], (2, 1)), (2.0, (2, 2))])
def test_one_number_counts_for_both_axes(value: object, expected: tuple[int, int]) -> None:
    assert pair(value, "strides", "Conv2D") == expected


@pytest.mark.parametrize("value", [0, (3,), (1, 2, 3), (3, 0), (3, None), "33", None, (1.5, 2), ()])
def test_what_is_no_pair_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: pair(value, "strides", "Conv2D"), "strides", repr(value))


def test_padding_may_be_written_in_capitals() -> None:
    assert padding_of("SAME", "Conv2D") == "same"
    assert padding_of("valid", "Conv2D") == "valid"
    for value in ("full", "causal", None, 1, [1, 1]):
        assert_says(ArgumentError, lambda given=value: padding_of(given, "Conv2D"), "'valid' or 'same'")


def test_a_fraction_is_below_one() -> None:
    assert fraction(0, "rate", "Dropout") == 0.0
    assert fraction(0.999, "rate", "Dropout") == 0.999
    for value in (1, -0.1, 40, "0.5", None, float("nan"), True):
        assert_says(ArgumentError, lambda given=value: fraction(given, "rate", "Dropout"), "rate=0.4")


def test_numbers_are_told_from_words() -> None:
    assert real_number(-2, "scale", "Rescaling") == -2.0
    assert not_negative(0, "epsilon", "BatchNormalization") == 0.0
    assert_says(ArgumentError, lambda: real_number("2", "scale", "Rescaling"), "scale must be a number")
    assert_says(ArgumentError, lambda: not_negative(-1, "epsilon", "BatchNormalization"), "epsilon")


def test_channels_first_is_refused_with_the_way_out() -> None:
    channels_last_only(None, "Conv2D")
    channels_last_only("channels_last", "Conv2D")
    assert_says(ArgumentError, lambda: channels_last_only("channels_first", "Conv2D"), "x.transpose(0, 2, 3, 1)")
    assert_says(ArgumentError, lambda: channels_last_only("NHWC", "Conv2D"), "Leave data_format out")


def test_an_argument_without_effect_must_keep_its_default() -> None:
    left_at_default(None, None, "renorm", "BatchNormalization")
    assert_says(ArgumentError, lambda: left_at_default(True, False, "renorm", "BatchNormalization"), "renorm=True")
