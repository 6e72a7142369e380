"""Every user-visible sentence, in English and Korean, from one catalogue.

The language is the one given to :func:`set_language`, else ``NERVURE_LANG``, else that of the locale (``LC_ALL``,
``LC_MESSAGES``, ``LANG``, then the system's); English if it is neither.
"""

from __future__ import annotations

import contextlib
import locale
import os
from collections.abc import Iterator
from contextvars import ContextVar

from nervure.language.message import ErrorMessage, Lines, Message
from nervure.language.particles import filled
from nervure.language.plain import one_line, plain

__all__ = [
    "LANGUAGES", "ErrorMessage", "Lines", "Message", "error_lines", "in_language", "language", "one_line",
    "plain", "set_language", "text",
]  # fmt: skip

LANGUAGES = ("en", "ko")
_LOCALE_VARIABLES = ("NERVURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_chosen: str | None = None
_within: ContextVar[str | None] = ContextVar("the language of a block under in_language()", default=None)


def set_language(code: str | None) -> None:
    """Sets the language of all messages from now on.

    Args:
        code: ``"en"``, ``"ko"``, or ``None`` to follow ``NERVURE_LANG`` and the locale again.

    Raises:
        ValueError: ``code`` is another language.

    Examples:
        >>> set_language("ko")
        >>> language()
        'ko'
        >>> set_language("en")
    """
    global _chosen
    if code is not None:
        _check(code)
    _chosen = code


def _check(code: object) -> None:
    if not isinstance(code, str) or code not in LANGUAGES:
        # errors is a higher room: this message is composed by hand from the same catalogue.
        lines = error_lines("language.unknown", code=code)
        raise ValueError(f"set_language: {lines.problem}\n  {lines.expected}\n  {lines.got}\n  {lines.fix}")


@contextlib.contextmanager
def in_language(code: str) -> Iterator[None]:
    """Uses this language inside a ``with`` block, in this thread only, regardless of :func:`set_language`.

    Args:
        code: ``"en"`` or ``"ko"``.

    Raises:
        ValueError: ``code`` is another language.

    Examples:
        >>> with in_language("ko"):
        ...     language()
        'ko'
    """
    _check(code)
    before = _within.set(code)
    try:
        yield
    finally:
        _within.reset(before)


def language() -> str:
    """The code of the current language, ``"en"`` or ``"ko"``."""
    chosen = _within.get() or _chosen
    if chosen is not None:
        return chosen
    wanted = next(filter(None, map(os.environ.get, _LOCALE_VARIABLES)), None) or _system_locale()
    return "ko" if wanted.lower().startswith("ko") else "en"


def _system_locale() -> str:
    # Windows does not set any of the variables: its locale is Korean_Korea.
    try:
        return locale.getlocale()[0] or ""
    except ValueError:  # a locale unknown to Python
        return ""


def text(key: str, /, **values: object) -> str:
    """The sentence ``key`` in the current language, with placeholders filled from ``values``.

    Control codes are removed from the values, which may be names from files.
    """
    from nervure.language.catalogue import MESSAGES  # all sentences: a correct program shows few of them, or none

    return plain(filled(getattr(MESSAGES[key], language()), values))


def error_lines(key: str, /, **values: object) -> Lines:
    """The four lines of the error ``key`` in the current language, filled with ``values``."""
    from nervure.language.catalogue import ERRORS

    lines: Lines = getattr(ERRORS[key], language())
    return Lines(*(one_line(filled(line, values)) for line in lines))
