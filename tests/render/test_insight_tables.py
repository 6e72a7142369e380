from __future__ import annotations

import pytest

from nervure.language import set_language
from nervure.records.confusion import ConfusionRecord
from nervure.render import insight_tables as tables
from tests.render import insight_records as records

ALL = [
    tables.confusion_text(records.CONFUSION),
    tables.predictions_text([records.RIGHT, records.WRONG]),
    tables.class_table_text(records.CLASSES),
    tables.calibration_text(records.CALIBRATION),
    tables.wrong_labels_text(records.WRONG_LABELS),
    tables.receptive_field_text(records.FIELD),
    tables.patches_text(records.PATCHES),
    tables.feature_maps_text(records.MAPS),
    tables.filters_text(records.FILTERS),
    tables.heat_map_text(records.HEAT),
    tables.randomised_check_text(records.CHECK),
]


@pytest.mark.parametrize("written", ALL, ids=range(len(ALL)))
def test_names_bring_no_control_codes(written: str) -> None:
    assert "\x1b" not in written


def test_numbers_stand_below_the_names_of_their_classes() -> None:
    lines = tables.confusion_text(ConfusionRecord(("a", "고양이"), ((12, 3), (0, 1000)))).splitlines()
    assert lines[:3] == ["true / predicted   a  고양이", "a                 12       3", "고양이             0   1,000"]
    assert lines[4:] == ["1,012 of 1,015 right (99.7 %)", "a mistaken for 고양이: 3"]


def test_names_that_have_no_room_above_their_columns_get_numbers() -> None:
    names = tuple(f"a_rather_long_name_of_a_class_{number}" for number in range(3))
    lines = tables.confusion_text(ConfusionRecord(names, ((7, 0, 1), (0, 5, 0), (0, 0, 3)))).splitlines()
    assert lines[0].split() == ["true", "/", "predicted", "0", "1", "2"]
    assert lines[1].split() == ["0", names[0], "7", "0", "1"]


def test_what_is_not_known_is_a_dash() -> None:
    lines = tables.class_table_text(records.CLASSES).splitlines()
    assert lines[2].split() == ["강아지", "0.0", "%", "-", "0.0", "%", "0"]
    assert lines[3].split()[-6:] == ["-", "0.0", "%", "0.0", "%", "9"]


def test_a_list_of_wrong_labels_says_what_it_cannot_know() -> None:
    lines = tables.wrong_labels_text(records.WRONG_LABELS).splitlines()
    assert lines[0] == "1 of 90 labels may be wrong, the most suspicious first:"
    assert "새 폴더/<i>.png" in lines[2]
    assert "it was trained on cannot be checked this way" in lines[3]


def test_a_field_says_where_it_begins_and_where_it_is_cut() -> None:
    assert "neighboring fields: 1 x 1; the first field starts at row 0, column 0" in tables.receptive_field_text(
        records.FIELD
    )


def test_a_check_that_cannot_compare_says_so() -> None:
    assert tables.randomised_check_text(records.CHECK).splitlines() == [
        "as trained: 1.00",
        "random from conv2d on",
        "With random weights every map was constant, so there is nothing to compare.",
    ]


def test_tables_speak_korean() -> None:
    set_language("ko")
    assert "$a$ & ?[31m을 <b>cat</b>로 봄: 1" in tables.confusion_text(records.CONFUSION)
    assert tables.heat_map_text(records.HEAT).startswith("$a$ & ?[31m (<1%)에 대한 Grad-CAM, conv2d_3")


def test_a_calibration_error_stands_beside_that_of_chance() -> None:
    error, chance = tables.calibration_text(records.CALIBRATION).splitlines()[-2:]
    assert error.startswith("Expected calibration error")
    assert f"chance alone gives about {100 * (records.CALIBRATION.chance_error() or 0):.1f} %" in chance
