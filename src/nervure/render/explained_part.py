"""A part of an explanation as text and as HTML."""

from __future__ import annotations

from html import escape

from nervure.language import text
from nervure.records.explained_part import ExplainedPart, Worked
from nervure.render.derivation import derivation_text, width
from nervure.render.derivation_markup import derivation_html


def part_text(part: ExplainedPart) -> str:
    """A heading, then array by array what is worked out, and how to ask for the rest."""
    title = part_title(part)
    blocks = [_worked_text(worked) for worked in part.worked]
    return "\n\n".join([f"{title}\n{'=' * width(title)}", *blocks])


def part_title(part: ExplainedPart) -> str:
    """Its heading."""
    return text(_TITLES[part.kind])


def part_sections(part: ExplainedPart) -> list[str]:
    """The same as HTML, without the heading: a section a derivation, and below an array how to ask for the rest."""
    sections = []
    for worked in part.worked:
        sections += [derivation_html(derivation) for derivation in worked.derivations]
        sections += [f"<p>{escape(_more(worked))}</p>"] if worked.num_more else []
    return sections


def _worked_text(worked: Worked) -> str:
    *others, last = worked.derivations
    lines = [*(derivation_text(derivation, has_legend=False) for derivation in others), derivation_text(last)]
    return "\n".join([*lines, f"  {_more(worked)}"] if worked.num_more else lines)


def _more(worked: Worked) -> str:
    place, count = worked.derivations[-1].place, f"{worked.num_more:,}"
    return text("explain.more_numbers", count=count, method=worked.method, name=place.name, index=place.index)


_TITLES = {
    "forward": "explain.forward",
    "loss": "explain.loss",
    "backward": "explain.backward",
    "update": "explain.update",
}
