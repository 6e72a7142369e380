from __future__ import annotations

from dataclasses import replace

from nervure.records.audit_record import DuplicateGroup
from nervure.records.picture_folder import LeftOut
from nervure.report.data import audit_payload
from tests.report.sample import sample_report


def test_every_file_stands_with_its_reason_in_both_languages() -> None:
    found = audit_payload(None, [LeftOut(f"{number}.png", "picture.hidden_folder") for number in range(150)])
    assert found is not None
    (kind,) = found["left_out"]["kinds"]
    assert found["left_out"]["count"] == kind["count"] == 150
    assert len(kind["entries"]) == 100, "a page lists so many of a kind"
    assert kind["title"] == {"en": "hidden folder", "ko": "숨김 폴더"}
    assert kind["entries"][0]["sentence"]["en"] == "hidden folder"
    assert kind["entries"][0]["sentence"]["ko"] != "hidden folder"


def test_without_anything_to_say_there_is_no_section() -> None:
    assert audit_payload(None, ()) is None


def test_groups_that_cross_classes_come_first() -> None:
    audit = sample_report().audit
    assert audit is not None
    harmless = DuplicateGroup(("a/1.png", "a/2.png"), ("a", "a"), (), is_exact=False)
    found = audit_payload(replace(audit, duplicates=(harmless, *audit.duplicates)), ())
    assert found is not None
    assert [group["crosses_classes"] for group in found["duplicates"]["groups"]] == [True, False]
    assert found["num_files"] == 125
    assert found["formats"] == [("PNG", 100), ("JPEG", 20)]
    assert found["duplicates"]["num_crossing_classes"] == 1


def test_how_pictures_are_read_is_said_in_words_of_each_language() -> None:
    found = audit_payload(sample_report().audit, ())
    assert found is not None
    assert found["suggestion"]["size"] == (64, 64)
    assert found["suggestion"]["reading"] == {
        "en": "in color (rgb), the whole image with a border (pad)",
        "ko": "컬러(rgb), 이미지 전체에 여백을 더함(pad)",
    }
