from __future__ import annotations

import functools

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers.arguments import (
    as_written,
    axis_of,
    channels_last_only,
    fraction,
    left_at_default,
    margins_of,
    not_negative,
    padding_of,
    positive_integer,
    real_number,
    sizes_of,
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


@pytest.mark.parametrize(
    ("value", "num_axes", "expected"),
    [
        (3, 2, (3, 3)),
        ((3, 5), 2, (3, 5)),
        ([2, 1], 2, (2, 1)),
        (2.0, 2, (2, 2)),
        (4, 1, (4,)),
        ((1, 2, 3), 3, (1, 2, 3)),
    ],
)
def test_one_number_counts_for_all_axes(value: object, num_axes: int, expected: tuple[int, ...]) -> None:
    assert sizes_of(value, num_axes, "strides", "Conv2D") == expected


@pytest.mark.parametrize("value", [0, (3,), (1, 2, 3), (3, 0), (3, None), "33", None, (1.5, 2), ()])
def test_what_is_no_number_for_each_axis_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: sizes_of(value, 2, "strides", "Conv2D"), "strides", repr(value), "(3, 3)")


def test_zero_counts_where_it_can_be_meant() -> None:
    assert sizes_of((0, 1), 2, "output_padding", "Conv2DTranspose", least=0) == (0, 1)
    assert_says(ArgumentError, lambda: sizes_of(-1, 1, "output_padding", "Conv1DTranspose", least=0), "at least 0")


@pytest.mark.parametrize(
    ("value", "num_axes", "expected"),
    [
        (2, 1, ((2, 2),)),
        ((1, 2), 1, ((1, 2),)),
        (0, 2, ((0, 0), (0, 0))),
        ((1, 2), 2, ((1, 1), (2, 2))),
        ([[1, 2], (0, 3)], 2, ((1, 2), (0, 3))),
        ((1, (0, 2), 3), 3, ((1, 1), (0, 2), (3, 3))),
    ],
)
def test_margins_may_be_written_in_the_ways_of_keras(value: object, num_axes: int, expected: object) -> None:
    assert margins_of(value, num_axes, "padding", "ZeroPadding2D") == expected


@pytest.mark.parametrize(
    ("value", "num_axes"),
    [(-1, 2), ((1, 2, 3), 2), (((1, 2), (3,)), 2), ("1", 2), (None, 1), ((1, 2, 3), 1), ((1, -2), 1), (1.5, 3)],
)
def test_what_are_no_margins_is_refused(value: object, num_axes: int) -> None:
    assert_says(ArgumentError, lambda: margins_of(value, num_axes, "cropping", "Cropping"), f"cropping={value!r}")


def test_padding_may_be_written_in_capitals() -> None:
    assert padding_of("SAME", "Conv2D") == "same"
    assert padding_of("valid", "Conv2D") == "valid"
    for value in ("full", "causal", None, 1, [1, 1]):
        assert_says(ArgumentError, lambda given=value: padding_of(given, "Conv2D"), "'valid' or 'same'")


def test_sequences_may_be_padded_on_one_side() -> None:
    allowed = ("valid", "same", "causal")
    assert padding_of("Causal", "Conv1D", allowed) == "causal"
    assert_says(ArgumentError, lambda: padding_of("full", "Conv1D", allowed), "'valid', 'same' or 'causal'")


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
    for num_axes, order in ((1, "0, 2, 1"), (3, "0, 2, 3, 4, 1")):
        call = functools.partial(channels_last_only, "channels_first", "Layer", num_axes)
        assert_says(ArgumentError, call, f"x.transpose({order})")
    assert_says(ArgumentError, lambda: channels_last_only("NHWC", "Conv2D"), "Leave data_format out")


def test_an_argument_without_effect_must_keep_its_default() -> None:
    left_at_default(None, None, "renorm", "BatchNormalization")
    assert_says(ArgumentError, lambda: left_at_default(True, False, "renorm", "BatchNormalization"), "renorm=True")
