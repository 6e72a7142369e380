from __future__ import annotations

import pytest

from nervure.errors import ExplanationError
from nervure.explain.reading.tokens import Words


def sorts(formula: str, *letters: str) -> list[tuple[str, str]]:
    """Sort and text of each word but the last."""
    return [(token.sort, token.text) for token in Words(letters).of(formula)[:-1]]


def test_letters_are_those_of_the_legend_the_longest_first() -> None:
    assert sorts("σ² + σ² ·σ²[1]", "σ²") == [
        ("letter", "σ²"), ("sign", "+"), ("letter", "σ²"), ("sign", "·"), ("letter", "σ²"),
    ]  # fmt: skip
    assert sorts("σ²", "σ") == [("letter", "σ"), ("sign", "²")]
    assert sorts("my weight[0]·y′", "my weight", "y", "y′") == [
        ("letter", "my weight"), ("sign", "·"), ("letter", "y′"),
    ]  # fmt: skip


def test_indices_and_marks_belong_to_the_letter() -> None:
    token, *_ = Words(["w"]).of("w⁺[3,10]")
    assert (token.text, token.cell, token.is_new) == ("w", (3, 10), True)


def test_a_derivative_is_one_word_and_a_quotient_three() -> None:
    token, *_ = Words(["w", "E"]).of("dE/dw[0,1]")
    assert (token.sort, token.text, token.cell) == ("derivative", "w", (0, 1))
    assert [sort for sort, _ in sorts("w / E", "w", "E")] == ["letter", "sign", "letter"]


def test_numbers_functions_and_words_are_told_from_letters() -> None:
    assert sorts("exp(e) × 1.5e-7", "e") == [
        ("function", "exp"), ("letter", "e"), ("sign", ")"), ("sign", "×"), ("number", "1.5e-7"),
    ]  # fmt: skip
    assert sorts("{1 if z > 0, else 0}", "z")[2] == ("word", "if")
    assert sorts("{z > 0이면 1, 아니면 0}", "z")[4] == ("word", "이면")


@pytest.mark.parametrize("written", ["… (1,564 more: -2.5)", "… (외 1,564개: -2.5)"])
def test_terms_left_out_are_counted_in_both_languages(written: str) -> None:
    token, *_ = Words([]).of(written)
    assert (token.sort, token.text, token.others) == ("omitted", "1564", "-2.5")


def test_a_letter_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ExplanationError, match="what a letter of a formula stands for"):
        Words(["w"]).of("w·q")


def test_what_is_no_formula_is_refused() -> None:
    with pytest.raises(ExplanationError, match="cannot be read back"):
        Words(["w"]).of("w ; w")
