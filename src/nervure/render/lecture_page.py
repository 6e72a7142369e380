"""The lecture's worked example as a page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from nervure.language import text
from nervure.records.lecture import LectureLine, LectureSection
from nervure.render.derivation_markup import derivation_mathml, page
from nervure.render.lecture import ABOUT, TITLES, remark


def lecture_page(sections: Sequence[LectureSection]) -> str:
    """All sections, formulas as MathML."""
    given = f"<p>{escape(text('lecture.given'))}</p>"
    return page(text("lecture.title"), [given, *map(_section, sections)])


def _section(section: LectureSection) -> str:
    title, about = text(TITLES[section.key]), text(ABOUT[section.key])
    lines = "".join(map(_line, section.lines))
    return f"<section><h2>{escape(title)}</h2><p>{escape(about)}</p>{lines}</section>"


def _line(line: LectureLine) -> str:
    note = "" if line.printed is None else f"<p>{escape(remark(line.printed))}</p>"
    return f'<div class="nervure-derivation">{escape(line.mark)}{derivation_mathml(line.derivation)}{note}</div>'
