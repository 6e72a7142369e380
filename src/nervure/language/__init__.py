"""Every sentence a user sees, in English and Korean, from one catalogue.

The language is the one given to :func:`set_language`, else ``NERVURE_LANG``, else the locale's (``LC_ALL``,
``LC_MESSAGES``, ``LANG``, then the system's); English where it is neither.
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
    """Chooses the language of everything nervure says from now on.

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
        # errors is the floor above: this one message is composed from the same catalogue by hand.
        lines = error_lines("language.unknown", code=code)
        raise ValueError(f"set_language: {lines.problem}\n  {lines.expected}\n  {lines.got}\n  {lines.fix}")


@contextlib.contextmanager
def in_language(code: str) -> Iterator[None]:
    """Says everything inside a ``with`` in that language, in this thread alone, whatever :func:`set_language` chose.

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
    """The code of the language in use, ``"en"`` or ``"ko"``."""
    chosen = _within.get() or _chosen
    if chosen is not None:
        return chosen
    wanted = next(filter(None, map(os.environ.get, _LOCALE_VARIABLES)), None) or _system_locale()
    return "ko" if wanted.lower().startswith("ko") else "en"


def _system_locale() -> str:
    # Windows sets none of the variables: its locale is Korean_Korea.
    try:
        return locale.getlocale()[0] or ""
    except ValueError:  # a locale that Python does not know
        return ""


def text(key: str, /, **values: object) -> str:
    """The sentence ``key`` in the language in use, its placeholders filled with ``values``.

    Control codes in the values, which may be names out of files, are taken out.
    """
    from nervure.language.catalogue import MESSAGES  # all sentences: a sound program says few of them, or none

    return plain(filled(getattr(MESSAGES[key], language()), values))


def error_lines(key: str, /, **values: object) -> Lines:
    """The four lines of the error ``key`` in the language in use, filled with ``values``."""
    from nervure.language.catalogue import ERRORS

    lines: Lines = getattr(ERRORS[key], language())
    return Lines(*(one_line(filled(line, values)) for line in lines))
