from __future__ import annotations

import pytest

from nervure.render.formula.letters import stem_and_index


@pytest.mark.parametrize(
    ("letter", "parts"),
    [("W5", ("W", "5")), ("x₁₂", ("x", "12")), ("E_total", ("E", "total")), ("γ", ("γ", "")), ("w", ("w", ""))],
)
def test_what_stands_below_a_letter_is_taken_apart(letter: str, parts: tuple[str, str]) -> None:
    assert stem_and_index(letter) == parts
