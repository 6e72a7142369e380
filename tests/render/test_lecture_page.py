from __future__ import annotations

import json
import re
from typing import Any

import pytest

from nervure.language import set_language
from nervure.language.catalogue import MESSAGES
from nervure.render.lecture_page import lecture_page
from nervure.render.page import bundled, sentences
from nervure.tasks.lecture import given_numbers, worked_example


def _payload() -> dict[str, Any]:
    html = lecture_page(worked_example(), given_numbers())
    found = re.search(r'id="payload">(.*?)</script>', html)
    assert found is not None
    payload: dict[str, Any] = json.loads(found[1])
    return payload


def test_all_eighteen_printed_numbers_are_on_the_page_under_its_own_names() -> None:
    printed = _payload()["printed"]
    assert len(printed) == 18
    assert {"z1", "h2", "o1", "E1", "E", "d:o1", "slope:o1", "d:W5", "new:W8"} <= set(printed)
    assert sum(entry["isCutOff"] for entry in printed.values()) == 6
    assert printed["new:W5"]["byHand"] == "0.45 - 0.5 × 0.02592 = 0.43704"


def test_it_starts_at_the_lectures_numbers_in_the_language_in_use() -> None:
    set_language("ko")
    payload = _payload()
    assert payload["language"] == "ko"
    assert payload["start"] == {
        "x1": 0.1, "x2": 0.2, "W1": 0.3, "W2": 0.25, "W3": 0.4, "W4": 0.35, "W5": 0.45, "W6": 0.4, "W7": 0.7, "W8": 0.6,
        "y1": 0.4, "y2": 0.6, "a": 0.5,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_sentence_that_the_script_asks_for_is_there(language: str) -> None:
    script = bundled("lecture/page.js")
    assert sentences(script)
    assert set(re.findall(r'"(lecture\.\w+)"', script)) <= set(MESSAGES)
    assert all(message[language] for message in sentences(script).values())


def test_it_asks_for_nothing_from_outside() -> None:
    html = lecture_page(worked_example(), given_numbers())
    assert "default-src 'none'" in html
    assert re.findall(r"https?://[^\"' ]+", html.replace("http://www.w3.org/", "")) == []
    assert len(html.encode()) < 150_000
