from __future__ import annotations

import json
import re
from typing import Any

import pytest

from nervure.language import set_language
from nervure.records.report import RunOrigin, RunReport
from nervure.report.page import payload_of, report_page
from tests.report.sample import LABELS, sample_report

SECTIONS = (
    "result", "network", "curves", "confusion", "mistakes", "wrong_labels", "classes", "calibration", "filters",
    "feature_maps", "patches", "heat_maps", "audit",
)  # fmt: skip
MOST_SCRIPT_AND_STYLE = 150_000


def carried(html: str) -> Any:
    found = re.search(r'<script type="text/plain" id="payload">(.*?)</script>', html)
    assert found is not None
    return json.loads(found[1])


def test_what_a_run_has_nothing_for_is_left_out() -> None:
    payload = payload_of(RunReport("first", RunOrigin("runs/first")))
    assert [payload[name] for name in SECTIONS] == [None] * len(SECTIONS)
    assert payload["pictures"] == []


def test_a_whole_run_has_every_section() -> None:
    payload = payload_of(sample_report())
    assert [name for name in SECTIONS if payload[name] is None] == []
    assert payload["labels"] == LABELS


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_can_be_read_back_and_begins_in_the_language_in_use(language: str) -> None:
    set_language(language)
    html = report_page(sample_report())
    assert f'<html lang="{language}">' in html
    payload = carried(html)
    assert payload["language"] == language
    assert payload["result"]["num_right"] == sample_report().result.num_right  # type: ignore[union-attr]


def test_names_full_of_markup_end_nothing() -> None:
    html = report_page(sample_report())
    assert html.count("</script>") == 3
    assert "<img" not in html
    assert "onerror=alert" in html, "the name itself is carried"
    assert "<title>심슨 &lt;b&gt;run&lt;/b&gt;" in html


def test_script_and_style_stay_within_their_budget() -> None:
    html = report_page(RunReport("first", RunOrigin("runs/first")))
    parts = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", html, re.DOTALL)
    assert sum(len(part.encode()) for part in parts) < MOST_SCRIPT_AND_STYLE


def test_nothing_from_outside_is_allowed() -> None:
    html = report_page(sample_report())
    assert "default-src 'none'" in html
    assert "http" not in re.sub(r"http-equiv|http://www\.w3\.org/[\w/]+", "", html)
