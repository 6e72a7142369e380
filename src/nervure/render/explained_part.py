"""A part of an explanation as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from nervure.language import text
from nervure.records.derivation import Derivation
from nervure.records.explained_part import ExplainedPart, Worked
from nervure.records.letters import told_apart
from nervure.render.derivation import derivation_text, width
from nervure.render.derivation_markup import derivation_html
from nervure.render.legend import legend_of


def part_text(part: ExplainedPart) -> str:
    """A heading, then the derivations array by array, and how to request the rest."""
    title = part_title(part)
    blocks = [_worked_text(worked) for worked in part.worked]
    return "\n\n".join([f"{title}\n{'=' * width(title)}", *blocks])


def part_title(part: ExplainedPart) -> str:
    """Its heading."""
    return text(_TITLES[part.kind])


def part_sections(part: ExplainedPart) -> list[str]:
    """The same as HTML, without the heading: one section per derivation, and below an array how to request the rest."""
    sections = []
    for worked in part.worked:
        sections += [derivation_html(derivation) for derivation in worked.derivations]
        sections += [f"<p>{escape(_more(worked))}</p>"] if worked.num_more else []
    return sections


def _worked_text(worked: Worked) -> str:
    lines = [
        derivation_text(derivation, has_legend=has_legend)
        for derivation, has_legend in zip(worked.derivations, _have_legends(worked.derivations), strict=True)
    ]
    return "\n".join([*lines, f"  {_more(worked)}"] if worked.num_more else lines)


def _have_legends(derivations: Sequence[Derivation]) -> list[bool]:
    """Which of several consecutive derivations have a legend: those whose letters the next one does not explain."""
    found, said = list[bool](), set[tuple[str, str]]()
    for derivation in reversed(derivations):
        legend = set() if derivation.is_leaf else {*legend_of(told_apart(derivation))}
        found.append(not legend <= said)
        said = legend if found[-1] else said
    return found[::-1]


def _more(worked: Worked) -> str:
    place, count = worked.derivations[-1].place, f"{worked.num_more:,}"
    return text("explain.more_numbers", count=count, method=worked.method, name=place.name, index=place.index)


_TITLES = {
    "forward": "explain.forward",
    "loss": "explain.loss",
    "backward": "explain.backward",
    "update": "explain.update",
}
