from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nervure.language import set_language
from nervure.records.audit_record import (
    AuditRecord,
    ClassCount,
    ColorStatistics,
    DuplicateGroup,
    ReadingSuggestion,
    SizeStatistics,
)
from nervure.records.picture_folder import LeftOut, Note


@pytest.fixture
def record() -> AuditRecord:
    return AuditRecord(
        path="pets",
        parts=("train", "test"),
        classes=(ClassCount("cat", (2, 1), 2), ClassCount("dog", (1, 0), 0)),
        num_files=6,
        num_bytes=4000,
        used=("train/cat/1.jpg", "train/cat/2.jpg", "test/cat/1.jpg", "train/dog/1.jpg"),
        left_out=(
            LeftOut.because("picture.damaged", path="train/cat/3.jpg", problem="cut off"),
            LeftOut.because("picture.hidden_file", path="train/cat/.DS_Store"),
        ),
        notes=(Note.because("picture.one_class", path="train/dog/1.jpg", name="dog"),),
        duplicates=(
            DuplicateGroup(("train/cat/1.jpg", "test/cat/1.jpg"), ("cat", "cat"), ("train", "test"), is_exact=True),
        ),
        sizes=SizeStatistics((28, 28), (30, 40), (480, 640), (30, 40), 3, 3),
        colors=ColorStatistics(1, (120.0, 110.0, 100.0), (60.0, 50.0, 40.0), {"RGB": 3, "L": 1}),
        formats={"JPEG": 4},
        suggestion=ReadingSuggestion(28, 28, "rgb", "pad"),
    )


def test_findings_are_all_but_what_nobody_meant_as_a_picture(record: AuditRecord) -> None:
    assert [each.kind for each in record.findings] == ["damaged", "one_class"]
    assert repr(record) == "AuditRecord('pets': 4 of 6 files used, 2 findings)"
    assert [each.total for each in record.classes] == [3, 1]
    assert not record.is_sound


def test_a_folder_is_sound_where_it_has_pictures_and_no_findings(record: AuditRecord) -> None:
    assert replace(record, left_out=record.left_out[1:], notes=()).is_sound
    assert not replace(record, left_out=(), notes=(), used=()).is_sound


def test_a_group_knows_whether_it_crosses_classes_and_parts(record: AuditRecord) -> None:
    (group,) = record.duplicates
    assert (group.crosses_classes, group.crosses_parts) == (False, True)
    alone = DuplicateGroup(("a/1.jpg", "b/1.jpg"), ("a", "b"), (), is_exact=False)
    assert (alone.crosses_classes, alone.crosses_parts) == (True, False)


def test_pictures_that_show_the_same_share_a_number(record: AuditRecord) -> None:
    assert record.groups(record.used) == [0, 1, 0, 2]
    assert record.groups(["test/cat/1.jpg", "train/dog/1.jpg"]) == [0, 1]


def test_a_record_is_plain_values_for_other_readers(record: AuditRecord) -> None:
    written = json.loads(json.dumps(record.to_json()))
    assert (written["num_used"], written["num_findings"], written["used"]) == (4, 2, list(record.used))
    assert written["classes"][0] == {"name": "cat", "used": [2, 1], "left_out": 2}
    assert written["duplicates"][0]["is_exact"] is True
    assert (written["sizes"]["largest"], written["suggestion"]["framing"]) == ([480, 640], "pad")
    empty = AuditRecord("none", (), (), 0, 0, (), (), (), (), None, None, {}, None).to_json()
    assert (empty["sizes"], empty["num_used"], empty["left_out"]) == (None, 0, [])


def test_json_says_each_path_with_its_reason_in_the_language_in_use(record: AuditRecord) -> None:
    set_language("ko")
    first = record.to_json()["left_out"][0]
    assert (first["path"], first["kind"]) == ("train/cat/3.jpg", "damaged")
    assert first["sentence"] == "손상되었거나 잘림 (cut off)"
