from __future__ import annotations

from nervure.language import set_language
from nervure.render.activations_page import activations_page


def test_the_page_carries_both_languages_and_starts_in_the_one_in_use() -> None:
    set_language("ko")
    html = activations_page()
    assert "<title>활성화 함수 여섯 가지</title>" in html
    assert "Six activation functions" in html
    assert '"language":"ko"' in html
    assert len(html) < 100_000
