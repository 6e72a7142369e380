"""A part of an explanation as text."""

from __future__ import annotations

from nervure.language import text
from nervure.records.explained_part import ExplainedPart, Worked
from nervure.render.derivation import derivation_text


def part_text(part: ExplainedPart) -> str:
    """A heading, then array by array what is worked out, and how to ask for the rest."""
    title = text(_TITLES[part.kind])
    blocks = [_worked_text(worked) for worked in part.worked]
    return "\n\n".join([f"{title}\n{'=' * len(title.encode('euc-kr', 'replace'))}", *blocks])


def _worked_text(worked: Worked) -> str:
    *others, last = worked.derivations
    lines = [*(derivation_text(derivation, has_legend=False) for derivation in others), derivation_text(last)]
    return "\n".join([*lines, _more(worked)] if worked.num_more else lines)


def _more(worked: Worked) -> str:
    place, count = worked.derivations[-1].place, f"{worked.num_more:,}"
    return "  " + text("explain.more_numbers", count=count, method=worked.method, name=place.name, index=place.index)


_TITLES = {
    "forward": "explain.forward",
    "loss": "explain.loss",
    "backward": "explain.backward",
    "update": "explain.update",
}
