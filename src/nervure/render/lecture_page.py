"""The page of the lecture's worked example: every number is live, next to the lecture's printed one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nervure.language import language, text
from nervure.language.catalogue import MESSAGES
from nervure.records.lecture import LectureLine, LectureSection, Printed
from nervure.render.lecture import ABOUT, TITLES
from nervure.render.page import as_json, page

_STYLES = ("shell/tokens.css", "shell/shell.css", "lecture/lecture.css")
_REMARKS = ("lecture.printed", "lecture.cut_off", "lecture.cut_off_by_hand")


def lecture_page(sections: Sequence[LectureSection], start: Mapping[str, float]) -> str:
    """The whole page.

    Args:
        sections: the worked example, with the lecture's printed numbers.
        start: inputs, weights, targets and learning rate by the lecture's letters, with ``a`` for the rate.
    """
    keys = [*TITLES.values(), *ABOUT.values(), *_REMARKS]
    payload = {
        "language": language(),
        "start": dict(start),
        "printed": {cell_of(line): _printed(line.printed) for line in _printed_lines(sections) if line.printed},
        "sentences": {key: {"en": MESSAGES[key].en, "ko": MESSAGES[key].ko} for key in keys},
    }
    return page(text("page.lecture"), "lecture/page.js", _STYLES, {"payload": as_json(payload)})


def _printed_lines(sections: Sequence[LectureSection]) -> list[LectureLine]:
    return [line for section in sections for line in section.lines if line.printed is not None]


def _printed(printed: Printed) -> dict[str, Any]:
    return {
        "digits": printed.digits,
        "rounded": printed.rounded,
        "isCutOff": printed.is_cut_off,
        "byHand": printed.by_hand,
    }


def cell_of(line: LectureLine) -> str:
    """The page's name of the number: ``h1``, ``E1``, ``d:W5``, ``slope:o1``, ``new:W5``."""
    subject = line.derivation.subject
    name = {"E_total": "E", "E_o1": "E1", "E_o2": "E2"}.get(subject.letter, subject.letter)
    if subject.is_gradient:
        return f"d:{name}" if subject.of == "E_total" else f"slope:{subject.of}"
    return f"new:{name}" if subject.is_new else name
