from __future__ import annotations

import re

import pytest

from benchmarks.harness.page import PLACES, filled
from benchmarks.report import PAGE
from tests.benchmarks.harness.results import entry, reading, result

MARKED = "# Page\n\n<!-- measured: goals -->\nstale\n<!-- /measured -->\n\nkept\n"


def test_marked_places_hold_what_was_measured_and_nothing_else() -> None:
    text = filled(MARKED, {"help": result("help", entry("nervure", 0.2, 0.21))})
    assert "stale" not in text
    assert "205 ms" in text
    assert text.endswith("<!-- /measured -->\n\nkept\n")


def test_without_results_the_place_says_so() -> None:
    assert "Not measured yet" in filled(MARKED, {})


def test_a_mark_of_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError, match="speed"):
        filled("<!-- measured: speed -->\n<!-- /measured -->", {})


def test_trainings_on_pictures_stand_with_their_accuracy_and_time() -> None:
    made = result("cartoon", entry("nervure"))
    made.entries[0].readings = [reading(431.0, accuracy=0.92)]
    text = filled("<!-- measured: pictures -->\n<!-- /measured -->", {"cartoon": made})
    assert "cartoon" in text
    assert "| nervure | 92.00 | 92.00 | 431 |" in text


def test_the_page_has_a_place_for_everything() -> None:
    marks = re.findall(r"<!-- measured: ([a-z-]+) -->", PAGE.read_text(encoding="utf-8"))
    assert sorted(marks) == sorted(PLACES)
