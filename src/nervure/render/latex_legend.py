"""The meaning of a formula's letters, and which places meet, below it in LaTeX."""

from __future__ import annotations

import re

from nervure.language import text
from nervure.records.meeting import Cells, Meeting
from nervure.render.formula.latex import latex_letter
from nervure.render.legend import Legend, meaning_text, meeting_text

_SPECIAL = re.compile(r"[\\#$%&_{}~^]")
_WRITTEN = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def latex_legend(legend: Legend) -> str:
    r"""The legend as a paragraph: names as typed, meanings as text.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> print(latex_legend([("z", "dense_1/z"), ("η", "the learning rate")]))
        \noindent where $z$ is \texttt{dense\_1/z}, $\eta$ is the learning rate
    """
    letters = ", ".join(
        text("explain.letter", letter=f"${latex_letter(letter)}$", name=_named(letter, name)) for letter, name in legend
    )
    return rf"\noindent {text('explain.where', letters=letters)}"


def latex_meeting(meeting: Meeting) -> str:
    """Which places meet, as a paragraph."""
    ranges = ", ".join(f"${letter}$: 0..{size - 1}" for letter, size in meeting.ranges)
    read = r" \, ".join(map(_cells, meeting.read))
    return rf"\noindent {meeting_text(meeting, f'${_cells(meeting.written)}$', f'${read}$', ranges)}"


def _named(letter: str, name: str) -> str:
    written = _SPECIAL.sub(lambda sign: _WRITTEN.get(sign[0], rf"\{sign[0]}"), name)
    return written if name == meaning_text(letter) else rf"\texttt{{{written}}}"


def _cells(cells: Cells) -> str:
    index = ",".join(cells.index).replace("·", r" \, ").replace("⌊", r"\lfloor ").replace("⌋", r" \rfloor ")
    return f"{{{latex_letter(cells.letter)}{{}}}}_{{{index}}}"
