"""Advice: one line on stderr for what trains, but may not be what was meant."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from nervure.language import one_line, text

_logger = logging.getLogger("nervure")
_unsaid: ContextVar[frozenset[str]] = ContextVar("unsaid", default=frozenset())


def advise(key: str, /, **values: object) -> None:
    """Tells the user the sentence ``key`` through the logger ``nervure`` (stderr unless configured)."""
    if key not in _unsaid.get():
        _logger.warning("%s", one_line(text(key, **values)))


@contextmanager
def unsaid(*keys: str) -> Iterator[None]:
    """Inside this block these sentences are not told: whoever opened it tells the user the same in another way.

    Examples:
        >>> with unsaid("registry.choose_one"):
        ...     advise("registry.choose_one")
    """
    token = _unsaid.set(_unsaid.get() | frozenset(keys))
    try:
        yield
    finally:
        _unsaid.reset(token)
