"""What Korean pages need: their language told to the browser, and a search that finds words whatever their particle is.

Words of Hangul carry particles (합성곱, 합성곱을, 합성곱으로), so they are not looked for whole: the index has their
syllables, alone and two by two, and all pairs of what is typed must be on a page.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import languages
from sphinx.search.en import SearchEnglish

_WORD = re.compile(r"[가-힣]+|[^\W가-힣]+")


def index_terms(text: str) -> list[str]:
    """What a text is found by.

    Examples:
        >>> index_terms("Conv2D 층을")
        ['Conv2D', '층', '을', '층을']
    """
    return [term for word in _WORD.findall(text) for term in ([*word, *_pairs(word)] if _is_hangul(word) else [word])]


def _pairs(word: str) -> list[str]:
    return [first + second for first, second in pairwise(word)]


def _is_hangul(word: str) -> bool:
    return "가" <= word[0] <= "힣"


class EnglishAndKorean(SearchEnglish):
    """English by the stems of words, Hangul by its syllables."""

    lang = "en-ko"
    js_splitter_code = """
var splitQuery = (query) => {
  const words = query.match(/[가-힣]+|(?:(?![가-힣])[\\p{Letter}\\p{Number}_])+/gu) || [];
  const pairs = (word) => [...word].slice(1).map((syllable, i) => word[i] + syllable);
  return words.flatMap((word) => (/^[가-힣]{2,}$/.test(word) ? pairs(word) : [word]));
};
"""

    def split(self, input: str) -> list[str]:
        """Called by Sphinx with what stands on a page."""
        return index_terms(input)


def tell_language(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """The language of a page, by its name: ``tensors.ko``."""
    if page.endswith(".ko"):
        context["language"] = "ko"


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    languages[EnglishAndKorean.lang] = EnglishAndKorean
    app.connect("html-page-context", tell_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
