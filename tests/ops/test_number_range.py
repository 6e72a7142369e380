from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError
from nervure.language import set_language
from nervure.ops.number_range import (
    FRACTION,
    FRACTION_ABOVE_ZERO,
    FRACTION_BELOW_ONE,
    INSIDE_ZERO_AND_ONE,
    NOT_NEGATIVE,
    POSITIVE,
    Range,
    number,
    plain_number,
    whole_number,
)


def test_numbers_of_python_numpy_and_torch_are_plain_numbers() -> None:
    for value in (2, 2.0, np.float32(2), np.array(2), torch.tensor(2)):
        assert plain_number(value) == 2.0
    for other in (None, "2", True, math.nan, math.inf, [2], np.array([2])):
        assert plain_number(other) is None


@pytest.mark.parametrize(
    ("allowed", "inside", "outside", "written"),
    [
        (POSITIVE, (1e-9, 3), (0, -1), "a > 0"),
        (NOT_NEGATIVE, (0, 3), (-1, math.nan), "a >= 0"),
        (FRACTION, (0, 1), (-0.1, 1.1), "0 <= a <= 1"),
        (FRACTION_BELOW_ONE, (0, 0.9), (1, -1), "0 <= a < 1"),
        (FRACTION_ABOVE_ZERO, (0.1, 1), (0, 2), "0 < a <= 1"),
        (INSIDE_ZERO_AND_ONE, (0.1, 0.9), (0, 1), "0 < a < 1"),
    ],
)
def test_a_range_holds_its_numbers_and_refuses_others_in_both_languages(
    allowed: Range, inside: tuple[float, ...], outside: tuple[object, ...], written: str
) -> None:
    for value in inside:
        assert number(value, allowed, "loss 'b'", "a") == float(value)
    for wrong in (*outside, "0.5", True):
        for language, sentence in (("en", "a is no number, or outside its range"), ("ko", "범위를 벗어났어요")):
            set_language(language)
            with pytest.raises(ArgumentError, match=sentence) as caught:
                number(wrong, allowed, "loss 'b'", "a")
            assert caught.value.expected == written


def test_a_whole_number_may_be_written_as_a_float() -> None:
    assert whole_number(3, 1, "metric 'a'", "k") == 3
    assert whole_number(np.float64(3.0), 1, "metric 'a'", "k") == 3
    for wrong in (0, 2.5, -1, "3", None):
        with pytest.raises(ArgumentError) as caught:
            whole_number(wrong, 1, "metric 'a'", "k")
        assert caught.value.expected == "k = 1, 2, 3, ..."
