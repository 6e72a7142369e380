from __future__ import annotations

from nervure.language import language, set_language
from nervure.report.both_languages import in_both


def test_each_language_says_it_its_own_way_and_the_one_in_use_stays() -> None:
    set_language("ko")
    assert in_both(language) == {"en": "en", "ko": "ko"}
    assert language() == "ko"
