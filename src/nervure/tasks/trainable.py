"""Whether a folder of pictures can be trained on: one judgement for ``nervure audit`` and ``nervure train``."""

from __future__ import annotations

import numpy as np

from nervure.data.auditing.audit import Inspection
from nervure.data.auditing.listing import list_for_audit
from nervure.errors import DataError, unsaid
from nervure.records.audit_record import AuditRecord
from nervure.tasks.label_kinds import refuse_other_labels
from nervure.tasks.picture_data import check_classes, places_dealt


def check_trainable(seen: Inspection, audit: AuditRecord) -> None:
    """Refuses what cannot be trained on.

    Args:
        seen: what was seen of the pictures.
        audit: the same, summed up.

    Raises:
        DataError: there are no classes, no picture that can be read, or too few of them.
    """
    used, listing = seen.used, seen.listed.listing
    if not listing.labels:
        list_for_audit(audit.path, needs_classes=True)
    refuse_other_labels(listing.class_names, audit.path)
    check_classes(listing.class_names, audit.path)
    if not used.facts:
        raise DataError.of("train.no_picture", where=audit.path)
    parts = audit.parts
    chosen = [place for place, number in enumerate(used.places) if not parts or listing.parts[number] == "train"]
    labels = np.array([listing.labels[used.places[place]] for place in chosen], dtype=np.int64)
    check_classes([listing.class_names[label] for label in np.unique(labels)], audit.path)
    groups = np.array(audit.groups(used.paths[place] for place in chosen))
    with unsaid("train.groups_divided"):
        places_dealt(labels, groups, validation="validation" not in parts, test="test" not in parts)


def refusal(seen: Inspection, audit: AuditRecord) -> str:
    """Why ``nervure train`` refuses it, with what to do; empty where it does not."""
    try:
        check_trainable(seen, audit)
    except DataError as problem:
        return f"{problem.problem} {problem.fix}"
    return ""
