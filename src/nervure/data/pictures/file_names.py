"""Names of files and folders as they are compared: the same on every system."""

from __future__ import annotations

import os
import unicodedata


def composed(name: str) -> str:
    r"""``name`` with each Hangul syllable and each letter with its accent as one sign (NFC), however it is spelled.

    Examples:
        >>> len("e\u0301te\u0301"), len(composed("e\u0301te\u0301"))
        (5, 3)
    """
    return unicodedata.normalize("NFC", name)


def suffix_of(path: str) -> str:
    """The end of a file's name from the last dot on, in small letters.

    Examples:
        >>> suffix_of("cats/Tom.JPG"), suffix_of("cats/.hidden")
        ('.jpg', '')
    """
    return os.path.splitext(path)[1].lower()  # noqa: PTH122  (Path.suffix differs between versions of Python)
