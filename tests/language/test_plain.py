from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from nervure.language import text
from nervure.language.plain import is_harmless, one_line, plain

CODES = "\x00\x07\x1b\x7f\x85\x9b\u061c\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\U000e0041"


def test_no_code_that_moves_a_cursor_or_turns_the_order_around_is_left() -> None:
    assert one_line("a\x1b[31m\u202eb\n\r\u2028\tc") == "a?[31m?b    c"
    assert set(one_line(CODES)) == {"?", " "}
    assert plain("one\ntwo\x1b[2J\r\n") == "one\ntwo?[2J \n"


def test_letters_of_all_scripts_and_emoji_stay() -> None:
    for said in ("한글 이름", "각", "naïve", "日本語", "שלום", "عربي", "हिन्दी", "👩\u200d🚀", "a\u3000b"):
        assert one_line(said) == said


@given(st.text())
def test_a_line_has_as_many_signs_as_before_and_each_is_harmless(said: str) -> None:
    shown = one_line(said)
    assert len(shown) == len(said)
    assert all(map(is_harmless, shown))
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Zl", "Zp"}
    assert plain(said).count("\n") == said.count("\n")


def test_what_is_said_with_such_a_name_holds_none() -> None:
    assert "\x1b" not in text("cli.written", path="\x1b[31mred\u202e")
