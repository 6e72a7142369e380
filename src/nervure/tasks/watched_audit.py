"""The audit of a folder of images, with a progress bar on the screen."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TextIO

from nervure.data.auditing.audit import Inspection, inspect, record_of
from nervure.data.auditing.listing import AuditListing, list_for_audit
from nervure.data.pictures.store import usual_workers
from nervure.records.audit_record import AuditRecord
from nervure.records.history import EpochRecord, Progress
from nervure.render.live import TerminalProgress
from nervure.render.terminal import screen_of
from nervure.tasks.trainable import refusal


def watched_audit(folder: str, stream: TextIO | None = None) -> AuditRecord:
    """Like :func:`nervure.data.audit`, with a progress bar, and whether the folder can be used for training.

    Args:
        folder: the folder of images.
        stream: the stream for the bar; standard error by default.

    Raises:
        FileError: there is no such folder.
    """
    seen = watched_inspection(list_for_audit(folder), stream)
    record = record_of(seen)
    return replace(record, refusal=refusal(seen, record))


def watched_inspection(listed: AuditListing, stream: TextIO | None = None) -> Inspection:
    """Reads all images of a listing once, with the same bar.

    Args:
        listed: the images.
        stream: the stream for the bar; standard error by default.
    """
    target = sys.stderr if stream is None else stream
    if not screen_of(target).is_terminal:
        return inspect(listed, usual_workers())
    began = time.monotonic()
    with TerminalProgress(target) as display:
        seen = inspect(listed, usual_workers(), lambda done, count: display.update(_progress(done, count, began)))
        display.end_epoch(EpochRecord(1, 1, time.monotonic() - began, {}, phase="audit"))
    return seen


def _progress(done: int, count: int, began: float) -> Progress:
    seconds = time.monotonic() - began
    speed = done / seconds if seconds > 0 else 0.0
    left = (count - done) / speed if speed > 0 else None
    return Progress(1, 1, done, count, done, speed, seconds, left, {}, phase="audit")
