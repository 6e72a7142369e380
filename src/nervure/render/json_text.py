"""Plain values as JSON that may be shown on a terminal: names in them may come from strangers."""

from __future__ import annotations

import json
from typing import Any

from nervure.language.plain import is_harmless

_LARGEST_OF_FOUR_DIGITS = 0xFFFF


def json_text(values: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    r"""``values`` as JSON; what would move a cursor or turn the order of reading around is written as ``\\u202e``.

    Programs read the same names as were there; letters of every script stay letters.

    Args:
        values: plain ones; NaN and infinity, which JSON does not know, are written as Python reads them.
        indent: how far inner lines are moved in; None for one line.
        ascii_only: whether all but ASCII is written by its numbers.

    Examples:
        >>> json_text({"이름": "a\u202eb"})
        '{"이름": "a\\u202eb"}'
    """
    written = json.dumps(values, indent=indent, ensure_ascii=ascii_only)
    # What is left of control codes stands inside texts: json escapes only those of ASCII.
    return written if written.isprintable() else "".join(map(_escaped, written))


def _escaped(sign: str) -> str:
    if sign == "\n" or (is_harmless(sign) and not "\ud800" <= sign <= "\udfff"):
        return sign
    number = ord(sign)
    if number <= _LARGEST_OF_FOUR_DIGITS:
        return f"\\u{number:04x}"
    above, below = divmod(number - _LARGEST_OF_FOUR_DIGITS - 1, 0x400)
    return f"\\u{0xD800 + above:04x}\\u{0xDC00 + below:04x}"
