from __future__ import annotations

import pytest

from nervure.language import set_language
from nervure.records.lecture import Printed
from nervure.render.lecture import ABOUT, TITLES, line_text, remark, section_text
from nervure.tasks.lecture import worked_example


def test_a_line_is_as_on_the_blackboard() -> None:
    hidden, *_ = worked_example()
    first, *_ = hidden.lines
    assert line_text(first) == "    z1 = W1·x1 + W2·x2 = 0.3 × 0.1 + 0.25 × 0.2 = 0.08  (the lecture prints 0.08)"


def test_a_number_that_the_lecture_cut_off_is_beside_the_rounded_one() -> None:
    assert remark(Printed("0.51998", 0.5199893)) == (
        "(the lecture prints 0.51998, truncated after five decimals; correctly rounded it is 0.51999)"
    )
    assert "0.45 - 0.5 × 0.02592 = 0.43704" in "\n".join(section_text(section) for section in worked_example())


def test_in_korean_no_ending_hangs_on_the_sound_of_the_last_digit() -> None:
    set_language("ko")
    assert remark(Printed("0.51998", 0.5199893)).endswith("바르게 반올림한 값은 0.51999)")


@pytest.mark.parametrize(("language", "word"), [("en", "chain rule"), ("ko", "연쇄법칙")])
def test_every_section_has_a_title_and_an_introduction(language: str, word: str) -> None:
    set_language(language)
    sections = worked_example()
    assert [section.key for section in sections] == list(TITLES) == list(ABOUT)
    assert word in section_text(sections[3])
    assert all(mark in section_text(sections[3]) for mark in "①②③")
