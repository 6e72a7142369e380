from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len

from nervure.language import set_language
from nervure.language.catalogue.audit import MESSAGES
from nervure.records.audit_record import AuditRecord, ClassCount, ColorStatistics, ReadingSuggestion, SizeStatistics
from nervure.records.picture_folder import LeftOut, Note
from nervure.render.audit_text import audit_text, left_out_csv, print_audit

PLAIN = """\
pets: 903 of 1,205 files used

  Classes  images
  cat         900  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
  dog           3  ────────────────────────────────

  Size       10 x 20 to 480 x 640 pixels, median 30 x 40
  Color      902 in color, 1 gray; levels from 0 to 255: mean 120 110 100,
             standard deviation 60 50 40
  Files      JPEG 900, PNG 3; 3.91 KB
  Alike      no two images look the same
  Suggested  28 x 28 pixels, in color (rgb), the center (crop)

Not used: 3
  2  damaged or truncated             cat/1.jpg, cat/2.jpg
  1  hidden file                      cat/.DS_Store

Used, but worth a look: 1
  1  class with few images            dog"""


@pytest.fixture
def record() -> AuditRecord:
    return AuditRecord(
        path="pets",
        parts=(),
        classes=(ClassCount("cat", (900,), 3), ClassCount("dog", (3,), 0)),
        num_files=1205,
        num_bytes=4000,
        used=tuple(f"{number}.jpg" for number in range(903)),
        left_out=(
            LeftOut.because("picture.hidden_file", path="cat/.DS_Store"),
            LeftOut.because("picture.damaged", path="cat/1.jpg", problem="cut off"),
            LeftOut.because("picture.damaged", path="cat/2.jpg", problem="cut off"),
        ),
        notes=(Note.because("audit.rare_class", path="dog", count=3, largest=900),),
        duplicates=(),
        sizes=SizeStatistics((10, 20), (30, 40), (480, 640), (30, 40), 3, 3),
        colors=ColorStatistics(1, (120.0, 110.0, 100.0), (60.0, 50.0, 40.0), {"RGB": 902, "L": 1}),
        formats={"JPEG": 900, "PNG": 3},
        suggestion=ReadingSuggestion(28, 28, "rgb", "crop"),
    )


def test_the_table_shows_classes_facts_and_findings(record: AuditRecord) -> None:
    assert audit_text(record) == PLAIN


def test_no_bars_go_into_a_pipe_and_doubtful_pairs_are_counted(record: AuditRecord) -> None:
    held = io.StringIO()
    print_audit(replace(record, doubtful=(("cat/1.jpg", "cat/2.jpg"),)), held)
    assert not set(held.getvalue()) & set("━╸─=")
    assert "pairs that may be the same but count as different: 1" in " ".join(held.getvalue().split())
    assert "━" in audit_text(record)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_line_is_longer_than_the_screen(record: AuditRecord, width: int, language: str) -> None:
    set_language(language)
    long = "강아지/" + "아주 긴 이름 " * 20 + ".jpg"
    notes = [Note.because("audit.copy", path=long, other=long), Note.because("audit.alike", path="a/1.jpg", other=long)]
    classes = tuple(ClassCount("클래스 이름이 아주 긴 것 " * 3 + str(number), (number,), 0) for number in range(40))
    full = replace(record, notes=tuple(notes), classes=classes, formats=dict.fromkeys("ABCDEFGHIJKLMNOPQ", 10_000))
    lines = audit_text(full, width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert any("…" in line or "..." in line for line in lines)


def test_what_pictures_are_like_is_told_whole_on_a_narrow_screen(record: AuditRecord) -> None:
    wide, narrow = (" ".join(audit_text(record, width).split()) for width in (200, 40))
    start = wide.index("levels from")
    assert wide[start : wide.index("Files")] in narrow


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_is_said_of_a_kind_is_never_cut_off(language: str) -> None:
    titles = [getattr(message, language) for key, message in MESSAGES.items() if key.startswith("audit.title_")]
    assert max(map(cell_len, titles)) <= 31


def test_of_many_classes_the_largest_and_the_smallest_are_shown(record: AuditRecord) -> None:
    classes = tuple(ClassCount(f"class {number}", (number + 1,), 0) for number in range(100))
    shown = audit_text(replace(record, classes=classes))
    assert "84 more" in shown
    assert [number for number in range(100) if f"class {number} " in shown] == [*range(8), *range(92, 100)]


def test_parts_have_a_column_each(record: AuditRecord) -> None:
    classes = (ClassCount("cat", (800, 100), 0), ClassCount("dog", (3, 0), 0))
    lines = audit_text(replace(record, classes=classes, parts=("train", "test"))).splitlines()
    assert lines[2].split() == ["Classes", "train", "test", "images"]
    assert lines[3].split()[:4] == ["cat", "800", "100", "900"]


def test_an_empty_folder_and_a_sound_one_are_said_to_be_so(record: AuditRecord) -> None:
    empty = AuditRecord("nothing", (), (), 0, 0, (), (), (), (), None, None, {}, None)
    assert audit_text(empty) == "nothing: 0 of 0 files used\n\nThere are no usable images."
    sound = replace(record, left_out=record.left_out[:1], notes=())
    assert audit_text(sound).endswith("cat/.DS_Store\n\nNothing to fix.")


def test_control_codes_come_only_where_they_are_wanted_and_never_from_names(record: AuditRecord) -> None:
    hostile = replace(record, notes=(Note.because("audit.blank", path="a/\x1b[31m\n.jpg"),), path="\x1b]0;")
    assert "\x1b" not in audit_text(hostile)
    assert "\x1b[1m" in audit_text(record, colors=True)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "ascii"])
def test_a_stream_of_any_encoding_is_written_to(record: AuditRecord, encoding: str) -> None:
    held = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    print_audit(record, held)
    held.seek(0)
    assert "damaged or truncated" in held.read()


def test_the_list_of_what_is_not_used_is_a_table_of_paths_and_reasons(record: AuditRecord) -> None:
    assert left_out_csv(record.left_out).splitlines() == [
        "path,reason",
        "cat/.DS_Store,hidden file",
        "cat/1.jpg,damaged or truncated (cut off)",
        "cat/2.jpg,damaged or truncated (cut off)",
    ]
    odd = LeftOut.because("picture.empty_file", path='a,"b"\n\udcff.jpg')
    left_out_csv([odd]).encode()
