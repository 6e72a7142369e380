from __future__ import annotations

import pytest

from nervure.explain.reading.spelling import Marked, by_spelling, spelled
from nervure.records.alphabet import ALPHABET


def test_no_two_letters_are_spelled_alike() -> None:
    letters = set(ALPHABET.values())
    assert len(by_spelling(letters)) == len(letters)


@pytest.mark.parametrize(
    ("letter", "expected"), [("w̄", "w̄"), ("h⁽⁴⁾", "h⁽⁴⁾"), ("W5′", "W_5′"), ("conv1_2", "conv1_2")]
)
def test_marks_and_numbers_behind_a_letter_stay(letter: str, expected: str) -> None:
    assert spelled(letter) == spelled(expected) == spelled(spelled(letter))


def marked(stem: str, *letters: str) -> Marked:
    return Marked(stem, by_spelling(letters), is_letter=True)


def test_what_stands_below_is_part_of_a_letter_only_where_there_is_one() -> None:
    beta = marked("β", "β₁", "β")
    beta.below("1")
    assert str(beta) == "β₁"
    other = marked("β", "β")
    other.below("1")
    assert str(other) == "β[1]"
    other.above("+")
    other.above("2")
    assert str(other) == "β⁺[1]^(2)"


def test_words_below_and_squares_are_part_of_a_letter() -> None:
    variance = marked("σ", "σ²′")
    variance.above("2")
    variance.primed()
    variance.below("0,1")
    assert str(variance) == "σ²′[0,1]"
    word = marked("w", "w")
    word.below("s")
    assert str(word) == "w_s"
    counted = marked("h", "h⁽⁴⁾")
    counted.above("(4)")
    assert str(counted) == "h⁽⁴⁾"


def test_what_is_no_letter_is_only_raised() -> None:
    number = Marked("0.9", {}, is_letter=False)
    number.above("t")
    assert str(number) == "0.9^(t)"
    assert not number.is_letter
