"""Plain values as JSON that is safe to show on a terminal: names in them may come from strangers."""

from __future__ import annotations

import json
import re
from typing import Any

from nervure.language.plain import is_harmless

_LARGEST_OF_FOUR_DIGITS = 0xFFFF
_NOT_ASCII = re.compile(r"[^\n -~]")


def json_text(values: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    r"""``values`` as JSON; characters that move the cursor or reverse the reading order are written as ``\\u202e``.

    Programs read back the same names; letters of every script stay letters.

    Args:
        values: plain values; NaN and infinity, which JSON does not have, are written as Python reads them.
        indent: the indentation of inner lines; None for a single line.
        ascii_only: whether everything except ASCII is escaped.

    Examples:
        >>> json_text({"이름": "a\u202eb"})
        '{"이름": "a\\u202eb"}'
    """
    return without_codes(json.dumps(values, indent=indent, ensure_ascii=ascii_only))


def without_codes(written: str) -> str:
    r"""Equivalent JSON, without characters that would affect the display, or that are not text.

    Examples:
        >>> without_codes('["한\u202e"]')
        '["한\\u202e"]'
    """
    # The remaining control codes are inside texts: json escapes only those of ASCII.
    return written if written.isprintable() else _NOT_ASCII.sub(_escaped, written)


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    if is_harmless(sign) and not "\ud800" <= sign <= "\udfff":
        return sign
    number = ord(sign)
    if number <= _LARGEST_OF_FOUR_DIGITS:
        return f"\\u{number:04x}"
    above, below = divmod(number - _LARGEST_OF_FOUR_DIGITS - 1, 0x400)
    return f"\\u{0xD800 + above:04x}\\u{0xDC00 + below:04x}"
