"""Advice: one line on stderr about code that works but may be a mistake."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from nervure.language import one_line, text

_logger = logging.getLogger("nervure")
_unsaid: ContextVar[frozenset[str]] = ContextVar("unsaid", default=frozenset())
_rewording: ContextVar[Callable[[str], str]] = ContextVar("rewording", default=str)


def advise(key: str, /, **values: object) -> None:
    """Sends the sentence ``key`` to the user through the logger ``nervure`` (stderr unless configured)."""
    if key not in _unsaid.get():
        _logger.warning("%s", _rewording.get()(one_line(text(key, **values))))


@contextmanager
def unsaid(*keys: str) -> Iterator[None]:
    """Suppresses these sentences inside the block, whose code tells the user the same in another way.

    Examples:
        >>> with unsaid("registry.choose_one"):
        ...     advise("registry.choose_one")
    """
    token = _unsaid.set(_unsaid.get() | frozenset(keys))
    try:
        yield
    finally:
        _unsaid.reset(token)


@contextmanager
def reworded(rewording: Callable[[str], str]) -> Iterator[None]:
    """Passes advice inside this block through ``rewording``, since command-line users do not type Python arguments.

    Examples:
        >>> with reworded(str.upper):
        ...     advise("registry.choose_one")
    """
    token = _rewording.set(rewording)
    try:
        yield
    finally:
        _rewording.reset(token)
