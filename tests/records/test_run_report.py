from __future__ import annotations

from dataclasses import fields

from nervure.records.run_report import PictureLink, RunOrigin, RunReport


def test_a_report_needs_only_a_name_and_an_origin() -> None:
    report = RunReport("first", RunOrigin("runs/first"))
    given = {field.name: getattr(report, field.name) for field in fields(report)}
    assert not any(value for name, value in given.items() if name not in ("name", "origin"))


def test_a_page_that_was_not_written_is_none() -> None:
    assert PictureLink("a.png", "nervure explain").page is None
