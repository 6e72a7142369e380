"""Whether a folder of images can be used for training: one check for ``nervure audit`` and ``nervure train``."""

from __future__ import annotations

import numpy as np

from nervure.data.auditing.audit import Inspection
from nervure.data.auditing.listing import list_for_audit
from nervure.errors import DataError, unsaid
from nervure.records.audit_record import AuditRecord
from nervure.tasks.label_kinds import refuse_other_labels
from nervure.tasks.picture_data import check_classes, places_dealt


def check_trainable(seen: Inspection, audit: AuditRecord) -> None:
    """Rejects data that cannot be used for training.

    Args:
        seen: the findings about the images.
        audit: the same, summarized.

    Raises:
        DataError: there are no classes, no image that can be read, or too few of them.
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
    """Why ``nervure train`` rejects it, with a fix; empty if it does not."""
    try:
        check_trainable(seen, audit)
    except DataError as problem:
        return f"{problem.problem} {problem.fix}"
    return ""
