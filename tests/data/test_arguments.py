from __future__ import annotations

import numpy as np
import pytest

from nervure.data.arguments import positive_count, yes_or_no
from nervure.errors import ArgumentError


@pytest.mark.parametrize("value", [1, 32, np.int64(7)])
def test_whole_numbers_above_zero_count(value: int) -> None:
    made = positive_count(value, where="batch_size")
    assert made == value
    assert type(made) is int


@pytest.mark.parametrize("value", [0, -1, 2.0, "32", None, True])
def test_nothing_else_counts(value: object, messages) -> None:  # type: ignore[no-untyped-def]
    english, korean = messages(lambda: positive_count(value, where="batch_size"))
    assert isinstance(english, ArgumentError)
    assert english.where == "batch_size"
    assert english.got == repr(value)
    assert "batch_size=32" in english.fix
    assert "batch_size=32" in korean.fix


def test_a_word_is_not_taken_for_true(messages) -> None:  # type: ignore[no-untyped-def]
    assert yes_or_no(np.True_, where="shuffle") is True
    english, _ = messages(lambda: yes_or_no("batch", where="shuffle"))
    assert english.got == "'batch'"
