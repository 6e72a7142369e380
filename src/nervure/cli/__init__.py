"""The command line."""

from __future__ import annotations

from nervure.cli.application import main

__all__ = ["main"]
