"""The lecture's worked example as text: one line per number, as on the blackboard."""

from __future__ import annotations

from nervure.language import text
from nervure.records.lecture import LectureLine, LectureSection, Printed
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.text import TextNotation
from nervure.render.numbers import number

TITLES = {
    "hidden": "lecture.hidden",
    "outputs": "lecture.outputs",
    "error": "lecture.error",
    "output_weights": "lecture.output_weights",
    "hidden_weights": "lecture.hidden_weights",
    "again": "lecture.again",
}
ABOUT = {
    "hidden": "lecture.hidden_about",
    "outputs": "lecture.outputs_about",
    "error": "lecture.error_about",
    "output_weights": "lecture.output_weights_about",
    "hidden_weights": "lecture.hidden_weights_about",
    "again": "lecture.again_about",
}


def section_text(section: LectureSection) -> str:
    """Heading, introduction, lines."""
    return "\n".join([text(TITLES[section.key]), text(ABOUT[section.key]), "", *map(line_text, section.lines)])


def line_text(line: LectureLine) -> str:
    """``z1 = W1·x1 + W2·x2 = 0.3 × 0.1 + 0.25 × 0.2 = 0.08``, with the lecture's printed number."""
    derivation, notation, printed = line.derivation, TextNotation(), line.printed
    parts = [
        notation.symbol(derivation.subject),
        Drawing(notation).draw(derivation.expression),
        Drawing(notation, in_numbers=True).draw(derivation.expression),
        number(derivation.value),
    ]
    written = f"  {line.mark or ' '} {' = '.join(dict.fromkeys(parts))}"
    if printed is None:
        return written
    return f"{written}\n      {remark(printed)}" if printed.is_cut_off else f"{written}  {remark(printed)}"


def remark(printed: Printed) -> str:
    """The lecture's printed number, and why ours differs if it does."""
    if not printed.is_cut_off:
        return text("lecture.printed", digits=printed.digits)
    if printed.by_hand:
        return text("lecture.cut_off_by_hand", digits=printed.digits, rounded=printed.rounded, by_hand=printed.by_hand)
    return text("lecture.cut_off", digits=printed.digits, rounded=printed.rounded)
