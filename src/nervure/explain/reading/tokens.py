"""Splits a printed formula into tokens. The legend defines the letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from nervure.errors import ExplanationError

Sort = Literal["number", "derivative", "omitted", "function", "word", "letter", "sign", "end"]

FUNCTIONS = ("√", "abs", "σ", "exp", "expm1", "ln", "log1p", "tanh", "sin", "cos", "erf", "sign", "max", "min")
# Both languages: the words before a condition, after it, before the last case, and around omitted terms.
IF, THEN, ELSE = "if", "이면", ("else", "아니면")
_NUMBER = r"(?:\d+(?:\.\d+)?(?:e-?\d+)?|inf|nan)"
_INDEX = r"(?:\[(?P<index{0}>[\d,]+)\])?"
_OMITTED = rf"… \((?:외 )?(?P<count>[\d,]+)(?: more|개)(?:: (?P<others>-?{_NUMBER}))?\)"
_UNKNOWN = r"[^\W\d]+[′⁺]*"


class Token(NamedTuple):
    """One token.

    Attributes:
        sort: its type.
        text: as printed: digits, a letter without index and mark, a sign.
        cell: the index of a letter.
        is_new: whether the letter has a superscript plus.
        others: the sum of omitted terms, if it is given.
        at: the position in the formula.
    """

    sort: Sort
    text: str
    cell: tuple[int, ...] = ()
    is_new: bool = False
    others: str | None = None
    at: int = 0


class Words:
    """Splits formulas into tokens.

    Args:
        letters: those in the legend, and settings.
    """

    def __init__(self, letters: Iterable[str]) -> None:
        known = "|".join(map(re.escape, sorted(letters, key=len, reverse=True))) or "(?!)"
        letter = rf"(?P<letter{{0}}>{known})(?![^\W²])(?P<new{{0}}>⁺)?{_INDEX}"
        functions = "|".join(map(re.escape, sorted(FUNCTIONS, key=len, reverse=True)))
        words = "|".join(re.escape(word) for word in (IF, THEN, *ELSE))
        self._pattern = re.compile(
            rf"\s*(?:(?P<omitted>{_OMITTED})|(?P<derivative>dE/d{letter.format(1)})|(?P<function>{functions})\("
            rf"|(?P<word>{words})(?!\w)|(?P<plain>{letter.format(2)})|(?P<number>{_NUMBER})(?![A-Za-z_])"
            rf"|(?P<sign>[-+·×/^²(){{}},<>=≥≤≠])|(?P<unknown>{_UNKNOWN}))"
        )

    def of(self, formula: str) -> list[Token]:
        """The tokens of a formula, and an end token.

        Raises:
            ExplanationError: a letter is not in any legend, or something is not part of a formula.
        """
        found, at, end = [], 0, len(formula.rstrip())
        while at < end:
            match = self._pattern.match(formula, at)
            if match is None or match["unknown"] is not None:
                problem = "explain.unreadable" if match is None else "explain.no_legend"
                raise ExplanationError.of(
                    problem, where="verify", got=formula[at : at + 40].strip(), formula=formula[:120]
                )
            found.append(_token(match))
            at = match.end()
        return [*found, Token("end", "", at=at)]


def _token(match: re.Match[str]) -> Token:
    at = match.start()
    if match["omitted"] is not None:
        return Token("omitted", match["count"].replace(",", ""), others=match["others"], at=at)
    for sort, number in (("derivative", 1), ("plain", 2)):
        if match[sort] is not None:
            index = tuple(int(place) for place in (match[f"index{number}"] or "").split(",") if place)
            is_new = match[f"new{number}"] is not None
            return Token("derivative" if number == 1 else "letter", match[f"letter{number}"], index, is_new, at=at)
    for known in ("function", "word", "number", "sign"):
        if match[known] is not None:
            return Token(known, match[known], at=at)
    raise AssertionError(match)
