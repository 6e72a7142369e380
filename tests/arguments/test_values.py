from __future__ import annotations

import fractions

import numpy as np
import pytest
import torch

from nervure.arguments.values import as_written, listed, plain, plain_number, real, whole


def test_long_values_are_shown_on_one_line() -> None:
    shown = as_written(np.zeros((50, 50)))
    assert "\n" not in shown
    assert len(shown) < 100
    assert shown.endswith("...")


@pytest.mark.parametrize(
    "value", [3, 3.0, np.int64(3), np.float32(3), np.array(3), torch.tensor(3), fractions.Fraction(3)]
)
def test_numbers_of_any_type_are_plain(value: object) -> None:
    assert type(whole(value)) is int
    assert whole(value) == 3
    assert type(real(value)) is float
    assert real(value) == 3.0


@pytest.mark.parametrize("value", ["3", None, True, np.bool_(True), [3], np.array([3]), 3j, b"3", {}, int, object()])
def test_what_is_not_a_number_is_none(value: object) -> None:
    assert whole(value) is None
    assert real(value) is None


def test_infinite_numbers_are_real_and_not_plain() -> None:
    assert real(float("inf")) == float("inf")
    assert plain_number(float("inf")) is None
    assert plain_number(np.float64("nan")) is None
    assert whole(float("inf")) is None
    assert real(10**400) is None
    assert whole(10**400) == 10**400


def test_rows_are_lists_and_words_are_not() -> None:
    assert listed(np.array([1, 2])) == listed((1, 2)) == listed([1, 2]) == [1, 2]
    assert listed(torch.Size([1, 2])) == [1, 2]
    for value in ("ab", 3, None, np.eye(2), {"a": 1}, {1, 2}):
        assert listed(value) is None


def test_what_holds_one_number_gives_it_up() -> None:
    assert plain(np.array(True)) is True
    assert plain([1]) == [1]
