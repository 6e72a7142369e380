"""Removes everything that moves a cursor from messages: names in them come from files, folders and other sources."""

from __future__ import annotations

import unicodedata

# Control characters, bidirectional and invisible characters, and line breaks other than \n.
_HARMFUL = frozenset(("Cc", "Cf", "Zl", "Zp"))
_JOINERS = "\u200c\u200d"  # parts of letters and of emoji
_BREAKS = "\t\n\x0b\x0c\r\x85\u2028\u2029"


def one_line(said: str) -> str:
    r"""``said`` on one line, without control codes: they become ``?``, which in a shell still matches the file.

    Letters of every script are kept.

    Examples:
        >>> one_line("a\n\x1b[31mb\u202e 한글")
        'a ?[31mb? 한글'
    """
    return said if said.isprintable() else "".join(map(_harmless, said))


def plain(said: str) -> str:
    r"""``said`` without control codes; line breaks are kept.

    Examples:
        >>> plain("a\n\x1b[31mb")
        'a\n?[31mb'
    """
    return said if said.isprintable() else "\n".join(map(one_line, said.split("\n")))


def is_harmless(sign: str) -> bool:
    r"""Whether a character is displayed and has no other effect.

    Examples:
        >>> is_harmless("한"), is_harmless("\x9b")
        (True, False)
    """
    return sign in _JOINERS or unicodedata.category(sign) not in _HARMFUL


def _harmless(sign: str) -> str:
    if is_harmless(sign):
        return sign
    return " " if sign in _BREAKS else "?"
