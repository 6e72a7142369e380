from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from nervure.language.plain import is_harmless
from nervure.render.json_text import json_text

SIGNS = st.text(st.characters(), max_size=20)


@given(st.dictionaries(SIGNS, SIGNS | st.integers() | st.lists(SIGNS)), st.booleans(), st.sampled_from([None, 2]))
def test_programs_read_what_was_there_and_terminals_get_no_codes(
    values: dict[str, object], ascii_only: bool, indent: int | None
) -> None:
    written = json_text(values, ascii_only=ascii_only, indent=indent)
    assert json.loads(written) == values
    assert all(sign == "\n" or is_harmless(sign) for sign in written)
    assert not ascii_only or written.isascii()


def test_a_name_that_is_no_text_on_this_system_is_kept() -> None:
    written = json_text({"name": "1\udcff.png", "tag": "\U000e0041"})
    assert written == '{"name": "1\\udcff.png", "tag": "\\udb40\\udc41"}'
    assert json.loads(written) == {"name": "1\udcff.png", "tag": "\U000e0041"}


def test_letters_stay_letters() -> None:
    assert json_text({"이름": "각 🧨"}) == '{"이름": "각 🧨"}'
