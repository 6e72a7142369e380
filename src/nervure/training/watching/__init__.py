"""Watches a run: inspects a step from time to time, for signs of layers that do not learn."""

from __future__ import annotations

from nervure.training.watching.watcher import Watcher

__all__ = ["Watcher"]
