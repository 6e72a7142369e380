from __future__ import annotations

import numpy as np
import pytest

from nervure.data.arguments import positive_count, whole_number, yes_or_no
from nervure.errors import ArgumentError


@pytest.mark.parametrize("value", [1, 32, np.int64(7), np.array(7), 2.0])
def test_whole_numbers_above_zero_count(value: int) -> None:
    made = positive_count(value, where="batch_size")
    assert made == value
    assert type(made) is int


@pytest.mark.parametrize("value", [0, -1, 2.5, "32", None, True])
def test_nothing_else_counts(value: object, messages) -> None:  # type: ignore[no-untyped-def]
    english, korean = messages(lambda: positive_count(value, where="batch_size"))
    assert isinstance(english, ArgumentError)
    assert english.where == "batch_size"
    assert english.got == repr(value)
    assert "batch_size=32" in english.fix
    assert "batch_size=32" in korean.fix


def test_a_whole_number_may_have_any_sign(messages) -> None:  # type: ignore[no-untyped-def]
    assert (whole_number(np.int64(-7), "randomness.seed", where="seed"), whole_number(0, "x", where="x")) == (-7, 0)
    english, _ = messages(lambda: whole_number(1.5, "randomness.seed", where="seed"))
    assert (english.where, english.got) == ("seed", "1.5")


def test_a_word_is_not_taken_for_true(messages) -> None:  # type: ignore[no-untyped-def]
    assert yes_or_no(np.True_, where="shuffle") is True
    english, _ = messages(lambda: yes_or_no("batch", where="shuffle"))
    assert english.got == "shuffle='batch'"
