"""Advice: one line on stderr for what trains, but may not be what was meant."""

from __future__ import annotations

import logging

from nervure.language import text

_logger = logging.getLogger("nervure")


def advise(key: str, /, **values: object) -> None:
    """Tells the user the sentence ``key`` through the logger ``nervure`` (stderr unless configured)."""
    _logger.warning("%s", text(key, **values))
