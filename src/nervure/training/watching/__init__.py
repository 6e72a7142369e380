"""Watching a run: a look at a step now and then, and what it says about layers that do not learn."""

from __future__ import annotations

from nervure.training.watching.watcher import Watcher

__all__ = ["Watcher"]
