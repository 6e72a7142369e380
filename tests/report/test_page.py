from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nervure.language import set_language
from nervure.records.confusion import ConfusionExamples, ConfusionRecord
from nervure.records.feature_maps import FeatureMapsRecord, LayerMaps, UnitMap
from nervure.records.patches import LayerPatches, Patch, PatchesRecord, UnitPatches
from nervure.records.picture import Picture
from nervure.records.prediction import Prediction
from nervure.records.receptive_field import ReceptiveFieldRecord
from nervure.records.run_report import RunOrigin, RunReport
from nervure.records.value_map import ValueMap
from nervure.report.page import payload_of, report_page
from tests.report.sample import LABELS, sample_report

SECTIONS = (
    "result", "network", "curves", "confusion", "mistakes", "wrong_labels", "classes", "calibration", "filters",
    "feature_maps", "patches", "heat_maps", "audit",
)  # fmt: skip
MOST_SCRIPT_AND_STYLE, MOST_BYTES = 150_000, 5_000_000


def carried(html: str) -> Any:
    found = re.search(r'<script type="text/plain" id="payload">(.*?)</script>', html)
    assert found is not None
    return json.loads(found[1])


def photograph(number: int, side: int = 96) -> Picture:
    """Broad areas of color, some edges and a little noise."""
    chance = np.random.default_rng(number)
    broad = Image.fromarray(chance.integers(0, 256, (6, 6, 3), dtype=np.uint8)).resize((side, side))
    levels = np.asarray(broad, float) + chance.normal(0, 4, (side, side, 3))
    return Picture(levels.clip(0, 255).astype(np.uint8).tobytes(), side, side, 3)


def full_confusion() -> ConfusionRecord:
    names = tuple("abcdefghij")
    examples = tuple(
        ConfusionExamples(
            truth, label,
            tuple(Prediction(names[label], 0.5, photograph(100 * truth + label + 7 * place), names[truth], place)
                  for place in range(8)),
        )
        for truth in range(10)
        for label in range(10)
    )  # fmt: skip
    return ConfusionRecord(names, ((20,) * 10,) * 10, examples)


def full_patches() -> PatchesRecord:
    units = tuple(
        UnitPatches(unit, tuple(Patch(1.0, photograph(6 * unit + place), 0, 0, place) for place in range(6)))
        for unit in range(6)
    )
    field = ReceptiveFieldRecord("conv2d", 96, 96, 12, 12, 96, 96)
    return PatchesRecord(1000, (LayerPatches("conv2d", "Conv2D", 6, field, units),) * 8)


def full_maps() -> FeatureMapsRecord:
    levels = np.random.default_rng(0).integers(1, 256, (96, 96), dtype=np.uint8).tobytes()
    maps = tuple(UnitMap(unit, ValueMap(levels, 96, 96, 1.0)) for unit in range(12))
    field = ReceptiveFieldRecord("conv2d", 3, 3, 96, 96, 96, 96)
    return FeatureMapsRecord(photograph(0), "a", 0.5, (LayerMaps("conv2d", "Conv2D", 12, field, maps),) * 12)


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


def test_a_run_of_two_thousand_photographs_takes_less_than_five_megabytes() -> None:
    """As many pictures, patches and maps as a report shows at most, of networks that read 96 x 96 pixels."""
    report = dataclasses.replace(
        sample_report(), confusion=full_confusion(), patches=full_patches(), feature_maps=full_maps()
    )
    assert len(report_page(report).encode()) < MOST_BYTES


def test_nothing_from_outside_is_allowed() -> None:
    html = report_page(sample_report())
    assert "default-src 'none'" in html
    assert "http" not in re.sub(r"http-equiv|http://www\.w3\.org/[\w/]+", "", html)
