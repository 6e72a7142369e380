"""Audits of image datasets: every file is accounted for, nothing is changed."""

from __future__ import annotations

from nervure.data.auditing.audit import audit

__all__ = ["audit"]
