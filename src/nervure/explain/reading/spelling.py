"""One spelling for a letter and its subscript, however it is typeset: ``β₂`` in text, a command in LaTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_BELOW = "₀₁₂₃₄₅₆₇₈₉ₜ₊"
_ON_THE_LINE = str.maketrans(_BELOW, "0123456789t+")
_SMALL = re.compile(f"[{_BELOW}]+")
_TAIL = re.compile("(?:′+|⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾)$")
_COUNTED = re.compile(r"(?<=[^\W\d_])(\d+)$")


def spelled(letter: str) -> str:
    """The common spelling of a letter: the subscript after an underscore, one sign for a letter and its mark.

    Examples:
        >>> spelled("β₂"), spelled("W5"), spelled("φₜ₊₁"), spelled("w_s′"), spelled("h₀"), spelled("R'")
        ('β_2', 'W_5', 'φ_t+1', 'w_s′', 'h_0', 'R′')
    """
    whole = unicodedata.normalize("NFC", letter.replace("'", "′"))
    tail = _TAIL.search(whole)
    stem = whole[: tail.start()] if tail else whole
    lowered = _SMALL.sub(lambda found: f"_{found[0].translate(_ON_THE_LINE)}", stem)
    return _COUNTED.sub(r"_\1", lowered) + (tail[0] if tail else "")


def by_spelling(letters: Iterable[str]) -> dict[str, str]:
    """Letters by their spelling."""
    return {spelled(letter): letter for letter in letters}


class Marked:
    """A letter that collects its subscripts and superscripts.

    Args:
        stem: the letter itself; anything else can only be raised to a power.
        letters: the existing letters by spelling; None if all scripts are part of the letter.
        is_letter: whether it is a letter.
    """

    def __init__(self, stem: str, letters: Mapping[str, str] | None, *, is_letter: bool) -> None:
        self._stem, self._letters, self._is_letter = stem, letters, is_letter
        self._index, self._mark, self._power = "", "", ""

    @property
    def is_letter(self) -> bool:
        """Whether it is a plain letter, without index, mark or power."""
        return self._is_letter and not (self._index or self._mark or self._power)

    def _has(self, letter: str) -> bool:
        """Whether there is such a letter, ignoring primes."""
        return self._letters is None or any(_TAIL.sub("", known) == letter for known in self._letters)

    def below(self, written: str) -> None:
        """Adds a subscript: part of the letter if there is such a letter, otherwise an index."""
        longer = f"{self._stem}_{written}"
        is_index = written.replace(",", "").isdigit()
        if self.is_letter and (self._has(longer) or not is_index):
            self._stem = longer
        else:
            self._index += f"[{written}]"

    def above(self, written: str) -> None:
        """Adds a superscript: a new value, part of the letter, or an exponent."""
        if written == "+":
            self._mark = "⁺"
        elif self.is_letter and written == "2" and self._has(f"{self._stem}²"):
            self._stem += "²"
        elif self.is_letter and written.startswith("("):
            self._stem += f"⁽{written[1:-1].translate(_RAISED)}⁾"
        else:
            self._power += f"^({written})"

    def primed(self) -> None:
        """Adds a prime."""
        self._stem += "′"

    def __str__(self) -> str:
        """The text form."""
        stem = (self._letters or {}).get(self._stem, self._stem) if self._is_letter else self._stem
        return f"{stem}{self._mark}{self._index}{self._power}"


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
