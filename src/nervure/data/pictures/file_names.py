"""Names of files and folders, normalized for comparison on every system, and formatted for messages."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence


def composed(name: str) -> str:
    r"""``name`` with each Hangul syllable and each accented letter as one character (NFC).

    Examples:
        >>> len("e\u0301te\u0301"), len(composed("e\u0301te\u0301"))
        (5, 3)
    """
    return unicodedata.normalize("NFC", name)


def suffix_of(path: str) -> str:
    """The file extension, from the last dot on, in lower case.

    Examples:
        >>> suffix_of("cats/Tom.JPG"), suffix_of("cats/.hidden")
        ('.jpg', '')
    """
    return os.path.splitext(path)[1].lower()  # noqa: PTH122  (Path.suffix differs between versions of Python)


def shortened(names: Sequence[str], most: int = 8) -> str:
    """The names for a message, with the total if some are omitted.

    Examples:
        >>> shortened(["cat", "dog"]), shortened(["cat", "dog", "cow"], 2), shortened([])
        ('cat, dog', 'cat, dog, ... (3)', '-')
    """
    told = ", ".join(names[:most])
    return f"{told}, ... ({len(names)})" if len(names) > most else told or "-"
