"""What is wrong with pictures somebody wants to learn from: every file accounted for, nothing changed."""

from __future__ import annotations

from nervure.data.auditing.audit import audit

__all__ = ["audit"]
