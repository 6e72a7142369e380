"""Korean particles that fit the word before them: 층이 / 파라미터가, Dense를 / Conv2D를."""

from __future__ import annotations

import string
from typing import Any

_FIRST_SYLLABLE, _LAST_SYLLABLE, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8
# How a Korean reader says the last sign of a Latin word or number, as its final consonant
# (0: none, 8: rieul, other: any). L is "엘", M "엠", N "엔", R "알"; 0 "영", 1 "일", 3 "삼", ...
_SPOKEN_FINALS = {"l": 8, "m": 16, "n": 4, "r": 8, "0": 21, "1": 8, "3": 16, "6": 1, "7": 8, "8": 8}


def _final_consonant(word: str) -> int:
    """The number of the consonant on which ``word`` ends when it is read aloud; 0 is none."""
    for sign in reversed(word.lower()):
        if _FIRST_SYLLABLE <= ord(sign) <= _LAST_SYLLABLE:
            return (ord(sign) - _FIRST_SYLLABLE) % _FINALS
        if sign.isalnum():
            return _SPOKEN_FINALS.get(sign, 0)
    return 0


def particle(word: str, pair: str) -> str:
    """Chooses from ``pair`` ("이/가", "을/를", "은/는", "으로/로", "과/와") what follows ``word``.

    Examples:
        >>> "층" + particle("층", "이/가"), "Conv2D" + particle("Conv2D", "을/를")
        ('층이', 'Conv2D를')
        >>> "서울" + particle("서울", "으로/로")
        '서울로'
    """
    after_consonant, after_vowel = pair.split("/")
    final = _final_consonant(word)
    # 으로/로 is the one pair in which a word that ends on rieul behaves like one that ends on a vowel.
    if final == 0 or (final == _RIEUL and after_consonant == "으로"):
        return after_vowel
    return after_consonant


class ParticleFormatter(string.Formatter):
    """``"{name:이/가}"`` writes the name and the particle that fits; other formats are Python's."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Formats one placeholder."""
        if "/" in format_spec:
            word = str(value)
            return word + particle(word, format_spec)
        return str(super().format_field(value, format_spec))
