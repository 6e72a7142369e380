"""A sentence of the catalogue in every language, for pages that can switch language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nervure.language import LANGUAGES, in_language

Said = TypeVar("Said")


def in_both(say: Callable[[], Said]) -> dict[str, Said]:
    """The result of ``say``, by language.

    Examples:
        >>> from nervure.language import text
        >>> in_both(lambda: text("curves.epoch"))["en"]
        'epoch'
    """
    said = {}
    for code in LANGUAGES:
        with in_language(code):
            said[code] = say()
    return said
