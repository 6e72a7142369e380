"""Every sentence a user sees, in English and Korean, from one catalogue.

The language is the one given to :func:`set_language`, else ``NERVURE_LANG``, else the locale's (``LC_ALL``,
``LC_MESSAGES``, ``LANG``, then the system's); English where it is neither.
"""

from __future__ import annotations

import contextlib
import locale
import os
from collections.abc import Iterator

from nervure.language.message import ErrorMessage, Lines, Message
from nervure.language.particles import ParticleFormatter

__all__ = [
    "LANGUAGES", "ErrorMessage", "Lines", "Message", "error_lines", "in_language", "language", "one_line",
    "set_language", "text",
]  # fmt: skip

LANGUAGES = ("en", "ko")
_LOCALE_VARIABLES = ("NERVURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
# Names of files may hold what moves the cursor of a terminal, or turns around the order of what is read.
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "?")
_CONTROLS |= dict.fromkeys(map(ord, "\t\n\x0b\x0c\r\x85\u2028\u2029"), " ")
_formatter = ParticleFormatter()
_chosen: str | None = None


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
    if code is not None and code not in LANGUAGES:
        # errors is the floor above: this one message is composed from the same catalogue by hand.
        lines = error_lines("language.unknown", code=code)
        raise ValueError(f"set_language: {lines.problem}\n  {lines.expected}\n  {lines.got}\n  {lines.fix}")
    _chosen = code


@contextlib.contextmanager
def in_language(code: str) -> Iterator[None]:
    """Says everything inside a ``with`` in that language.

    Examples:
        >>> with in_language("ko"):
        ...     language()
        'ko'
    """
    before = _chosen
    set_language(code)
    try:
        yield
    finally:
        set_language(before)


def language() -> str:
    """The code of the language in use, ``"en"`` or ``"ko"``."""
    if _chosen is not None:
        return _chosen
    wanted = next(filter(None, map(os.environ.get, _LOCALE_VARIABLES)), None) or _system_locale()
    return "ko" if wanted.lower().startswith("ko") else "en"


def _system_locale() -> str:
    # Windows sets none of the variables: its locale is Korean_Korea.
    try:
        return locale.getlocale()[0] or ""
    except ValueError:  # a locale that Python does not know
        return ""


def text(key: str, /, **values: object) -> str:
    """The sentence ``key`` in the language in use, its placeholders filled with ``values``."""
    from nervure.language.catalogue import MESSAGES  # all sentences: a sound program says few of them, or none

    return _formatter.vformat(getattr(MESSAGES[key], language()), (), values)


def error_lines(key: str, /, **values: object) -> Lines:
    """The four lines of the error ``key`` in the language in use, filled with ``values``."""
    from nervure.language.catalogue import ERRORS

    lines: Lines = getattr(ERRORS[key], language())
    return Lines(*(one_line(_formatter.vformat(line, (), values)) for line in lines))


def one_line(said: str) -> str:
    r"""``said`` without line breaks and control codes, which come from names and from what other libraries say.

    Examples:
        >>> one_line("a\n\x1b[31mb")
        'a ?[31mb'
    """
    return said.translate(_CONTROLS)
