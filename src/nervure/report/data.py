"""The section about the data: the findings of the audit of the image folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nervure.records.audit_record import AuditRecord, DuplicateGroup, ReadingSuggestion, SizeStatistics
from nervure.records.picture_folder import LeftOut, Note, Remark
from nervure.render.audit_text import by_kind, reading
from nervure.report.both_languages import in_both

_MOST_ENTRIES = 100  # entries of one kind
_MOST_GROUPS = 50


def audit_payload(audit: AuditRecord | None, left_out: Sequence[LeftOut]) -> dict[str, Any] | None:
    """The audit, or at least the files that were not used; None if there is nothing to report."""
    if audit is None:
        return {**_NOTHING, "left_out": _remarks(left_out)} if left_out else None
    classes = [{"name": each.name, "total": each.total, "left_out": each.left_out} for each in audit.classes]
    return {
        "num_files": audit.num_files, "num_used": audit.num_used, "sizes": _sizes(audit.sizes),
        "formats": sorted(audit.formats.items(), key=lambda entry: -entry[1]),
        "suggestion": _suggestion(audit.suggestion), "classes": classes, "left_out": _remarks(audit.left_out),
        "notes": _remarks(audit.notes), "duplicates": _duplicates(audit.duplicates),
    }  # fmt: skip


_NOTHING: dict[str, Any] = {
    "num_files": None, "num_used": None, "sizes": None, "formats": [], "suggestion": None, "classes": [],
    "notes": {"count": 0, "kinds": []}, "duplicates": {"count": 0, "num_crossing_classes": 0, "groups": []},
}  # fmt: skip


def _remarks(remarks: Sequence[LeftOut] | Sequence[Note]) -> dict[str, Any]:
    """Findings by kind, in the order of the terminal's table."""
    titles = in_both(lambda: [title for title, _ in by_kind(remarks)])
    kinds = [
        {"title": {code: titles[code][place] for code in titles}, **_kind(alike)}
        for place, (_, alike) in enumerate(by_kind(remarks))
    ]
    return {"count": len(remarks), "kinds": kinds}


def _kind(remarks: Sequence[Remark]) -> dict[str, Any]:
    entries = [{"path": remark.path, "sentence": _said(remark)} for remark in remarks[:_MOST_ENTRIES]]
    return {"count": len(remarks), "entries": entries}


def _said(remark: Remark) -> dict[str, str]:
    return in_both(lambda: remark.sentence)


def _duplicates(groups: Sequence[DuplicateGroup]) -> dict[str, Any]:
    """Those across classes or parts first: they are the ones to fix."""
    ordered = sorted(groups, key=lambda group: (not group.crosses_classes, not group.crosses_parts))
    shown = [
        {"paths": group.paths, "is_exact": group.is_exact, "crosses_classes": group.crosses_classes,
         "crosses_parts": group.crosses_parts}
        for group in ordered[:_MOST_GROUPS]
    ]  # fmt: skip
    num_crossing = sum(group.crosses_classes for group in groups)
    return {"count": len(groups), "num_crossing_classes": num_crossing, "groups": shown}


def _sizes(sizes: SizeStatistics | None) -> dict[str, Any] | None:
    if sizes is None:
        return None
    return {
        "smallest": sizes.smallest, "median": sizes.median, "largest": sizes.largest, "num_sizes": sizes.num_sizes,
    }  # fmt: skip


def _suggestion(suggestion: ReadingSuggestion | None) -> dict[str, Any] | None:
    if suggestion is None:
        return None
    return {"size": suggestion.size, "reading": in_both(lambda: reading(suggestion))}
