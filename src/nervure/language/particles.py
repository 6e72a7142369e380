"""Korean particles that fit the word before them: 층이 / 파라미터가, Dense를 / kernel을 / Conv2D를.

The choice depends on the final sound of the word, so a Latin word is read as Koreans pronounce it. The rule, for the
last word of a name (``conv2d_1`` ends in 1, ``Conv2D`` in the letter D):

- a digit, a letter alone, an abbreviation (capitals only, or no vowel at all): by the name of the character;
- a word in -m, -n, -l, -ng, or in -me, -ne, -le: ends in that consonant (``padding``, ``name``, ``module``);
- a word in -p, -t, -k, -c after one short vowel, in -ck, -out or -ook: ends in that consonant (``input``, ``metric``);
- every other word: ends in a vowel, as Korean adds one (``Dense`` 덴스, ``weight`` 웨이트, ``layer`` 레이어).

Quotes and brackets at the end are not read; of "커널(kernel)" only "커널" is.
Limits: loanwords that violate the rule are wrong unless listed in ``_AGAINST_THE_RULE``, and so are abbreviations
pronounced as words ("NASA") and words of other languages.
"""

from __future__ import annotations

import functools
import re
import string
import unicodedata
from collections.abc import Mapping
from typing import Any

__all__ = ["PAIRS", "ParticleFormatter", "filled", "particle"]

PAIRS = ("이/가", "을/를", "은/는", "과/와", "으로/로", "이라/라", "이에요/예요", "이나/나")

_FIRST_SYLLABLE, _LAST_SYLLABLE, _FINALS = 0xAC00, 0xD7A3, 28
# Final consonants by their index in Unicode: ㄱ, ㄴ, ㄹ, ㅁ, ㅂ, ㅅ, ㅇ; 0 is none.
_G, _N, _L, _M, _B, _S, _NG = 1, 4, 8, 16, 17, 19, 21
# 0 영 (십, 백, 천, 만), 1 일, 3 삼, 6 육, 7 칠, 8 팔; L 엘, M 엠, N 엔, R 알; % is 퍼센트.
_SPOKEN_SIGNS = {"0": _NG, "1": _L, "3": _M, "6": _G, "7": _L, "8": _L, "l": _L, "m": _M, "n": _N, "r": _L, "%": 0}
_AGAINST_THE_RULE = {
    "auc": 0, "bit": 0, "check": 0, "bag": _G, "big": _G, "jpeg": _G, "group": _B, "tab": _B, "web": _B,
    "type": _B, "dtype": _B,
}  # fmt: skip
# The first matching ending decides. A final p, t, k, c follows exactly one vowel.
_ENDINGS = (
    (re.compile(r"ng$"), _NG),
    (re.compile(r"(l|.le)$"), _L),
    (re.compile(r"(m|..me)$"), _M),
    (re.compile(r"(n|..ne)$"), _N),
    (re.compile(r"((^|[^aeiou])[aeiouy]c?k|ook|(^|[^aeiou])[aeiouy]c)$"), _G),
    (re.compile(r"(^|[^aeiou])[aeiouy]pp?$"), _B),
    (re.compile(r"((^|[^aeiou])[aeiouy]tt?|out)$"), _S),
)
_BRACKETS_AT_THE_END = re.compile(r"(?<=\w)\s*[(\[{][^()\[\]{}]*[)\]}]\W*$")
_LAST_WORD = re.compile(r"[A-Za-z]+$")


def particle(word: str, pair: str) -> str:
    """Chooses the particle from ``pair``, one of :data:`PAIRS`, that follows ``word``.

    Examples:
        >>> "층" + particle("층", "이/가"), "Conv2D" + particle("Conv2D", "을/를")
        ('층이', 'Conv2D를')
        >>> "서울" + particle("서울", "으로/로")
        '서울로'
    """
    after_consonant, after_vowel = pair.split("/")
    final = _final_consonant(word)
    # 으로/로 is the only pair for which a word ending in rieul behaves like one ending in a vowel.
    if final == 0 or (final == _L and after_consonant == "으로"):
        return after_vowel
    return after_consonant


class ParticleFormatter(string.Formatter):
    """``"{name:이/가}"`` writes the name and the matching particle; ``"{name!r:이/가}"`` puts the name in quotes.

    Other formats are Python's.
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        """Formats one placeholder."""
        if format_spec in PAIRS:
            word = str(value)
            return word + particle(word, format_spec)
        return str(super().format_field(value, format_spec))


_formatter = ParticleFormatter()


@functools.cache
def _has_particles(sentence: str) -> bool:
    return any(f":{pair}}}" in sentence for pair in PAIRS)


def filled(sentence: str, values: Mapping[str, Any]) -> str:
    """``sentence`` with its placeholders filled, particles included.

    Examples:
        >>> filled("{layer:이/가} {count}개 있어요.", {"layer": "층", "count": 2})
        '층이 2개 있어요.'
    """
    # A proof reads tens of thousands of sentences; Python formats ten times as fast, but knows no particles.
    return _formatter.vformat(sentence, (), values) if _has_particles(sentence) else sentence.format_map(values)


def _final_consonant(text: str) -> int:
    """The index of the consonant in which ``text`` ends when read aloud; 0 means none."""
    read = _BRACKETS_AT_THE_END.sub("", text)
    while read and not (read[-1].isalnum() or read[-1] in _SPOKEN_SIGNS):
        read = read[:-1]
    if not read:
        return 0
    sign = read[-1]
    if _FIRST_SYLLABLE <= ord(sign) <= _LAST_SYLLABLE:
        return (ord(sign) - _FIRST_SYLLABLE) % _FINALS
    if unicodedata.name(sign, "").startswith("GREEK"):
        return _word_final(unicodedata.name(sign).split()[-1].lower())
    word = _LAST_WORD.search(read)
    if word is None:
        return _SPOKEN_SIGNS.get(sign, 0)
    if word[0].isupper() or len(word[0]) == 1:
        return _SPOKEN_SIGNS.get(sign.lower(), 0)
    return _word_final(word[0].lower())


def _word_final(word: str) -> int:
    if not set(word) & set("aeiouy"):
        return _SPOKEN_SIGNS.get(word[-1], 0)
    if word in _AGAINST_THE_RULE:
        return _AGAINST_THE_RULE[word]
    return next((final for ending, final in _ENDINGS if ending.search(word)), 0)
