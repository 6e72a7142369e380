"""Converts LaTeX formulas to their text form: braces group and are invisible, visible signs are translated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from nervure.errors import ExplanationError
from nervure.explain.reading.spelling import Marked
from nervure.language import text

_TOKEN = re.compile(r"\\begin\{[a-z]+\*?\}|\\end\{[a-z]+\*?\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_ACCENTS = {r"\hat": "\u0302", r"\tilde": "\u0303", r"\bar": "\u0304"}
_SIGNS = {
    r"\,": "·", r"\times": " × ", "+": " + ", "-": " - ", ",": ", ", r"\le": " ≤ ", r"\ge": " ≥ ", r"\ne": " ≠ ",
    "<": " < ", ">": " > ", "=": " = ", r"\ ": " ", ":": ":", r"\cdots": "…",
}  # fmt: skip
_FUNCTIONS = {r"\exp": "exp", r"\ln": "ln", r"\tanh": "tanh", r"\sin": "sin", r"\cos": "cos", r"\sigma": "σ",
              r"\max": "max", r"\min": "min"}  # fmt: skip
_NAMES = (
    "alpha", "beta", "gamma", "delta", "varepsilon", "eta", "theta", "kappa", "lambda", "mu", "xi", "rho", "sigma",
    "tau", "varphi", "omega",
)  # fmt: skip
_GREEK = {
    "\\" + name: unicodedata.lookup(f"GREEK SMALL LETTER {name.removeprefix('var').replace('lambda', 'lamda').upper()}")
    for name in _NAMES
} | {r"\Phi": "Φ"}
_MARK = re.compile(r"\{(?:\+|\(\d+\))\}")
_CLOSING = ("}", "&", r"\\", r"\right", r"\end{cases}")
_WORD = r"\mathrm"


def plain_text(formula: str, letters: Mapping[str, str] | None) -> str:
    r"""A formula in its text form.

    Args:
        formula: without the environment around it.
        letters: the existing letters by spelling: they decide whether a subscript is part of a letter. None for a
            formula that is a single letter.

    Raises:
        ExplanationError: it cannot be read.

    Examples:
        >>> plain_text(r"\frac{\partial E}{\partial w_{3,0}} \, {x_{0}}^{2}", {"w": "w", "x": "x", "E": "E"})
        'dE/dw[3,0]·x[0]^(2)'
    """
    return _Translation(formula, letters).whole()


class _Translation:
    def __init__(self, formula: str, letters: Mapping[str, str] | None) -> None:
        self._formula, self._letters, self._at = formula, letters, 0
        self._tokens = [token for token in _TOKEN.findall(formula) if not token.isspace()]

    def whole(self) -> str:
        found = self._until()
        if self._at < len(self._tokens):
            raise self._refusal()
        return found

    @property
    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, *expected: str) -> str:
        token = self._next
        if not token or (expected and token not in expected):
            raise self._refusal()
        self._at += 1
        return token

    def _refusal(self) -> ExplanationError:
        got = "".join(self._tokens[self._at :][:10]) or "—"
        return ExplanationError.of("explain.unreadable", where="verify", got=got, formula=self._formula[:120])

    def _until(self, *ends: str) -> str:
        """Everything up to one of ``ends``, or to a closing token, which is not consumed."""
        found = ""
        while self._next and self._next not in ends and self._next not in _CLOSING:
            piece = self._piece()
            found += piece.strip() if not found else piece  # a minus at the very start is not a binary minus
        return found.strip()

    def _piece(self) -> str:
        token = self._next
        if token in _SIGNS:
            self._at += 1
            return _SIGNS[token]
        if token == r"\begin{cases}":
            return self._cases()
        if token == r"\underbrace":
            return self._omitted()
        if token[0].isdigit() and self._tokens[self._at + 1 : self._at + 4] == [r"\cdot", "10", "^"]:
            self._at += 4
            return f"{token}e{self._group().replace(' ', '')}"
        return str(self._scripted())

    def _scripted(self) -> Marked:
        """An atom with its scripts."""
        marked = self._atom()
        while self._next in ("_", "^", "'"):
            sign = self._take()
            if sign == "'":
                marked.primed()
            elif sign == "_":
                marked.below(self._raw())
            else:
                marked.above(self._power())
        return marked

    def _power(self) -> str:
        """A plus, the number of primes, or an exponent."""
        for length in (3, 5):
            written = "".join(self._tokens[self._at : self._at + length])
            if _MARK.fullmatch(written):
                self._at += length
                return written[1:-1]
        return self._group()

    def _atom(self) -> Marked:
        token = self._take()
        if token == "{":
            inner = self._grouped()
            self._take("}")
            return inner
        composed = self._composed(token)
        return self._marked(self._named(token), is_letter=True) if composed is None else self._marked(composed)

    def _composed(self, token: str) -> str | None:
        """Whatever begins with a token other than a letter."""
        rules: dict[str, Callable[[], str]] = {
            r"\left": self._fenced, r"\frac": self._fraction, r"\sqrt": lambda: f"√({self._group()})",
            r"\infty": lambda: "inf", r"\operatorname": lambda: self._called(self._raw()),
        }  # fmt: skip
        if token in rules:
            return rules[token]()
        if token in _FUNCTIONS and self._next == r"\left":
            return self._called(_FUNCTIONS[token])
        return token if token[0].isdigit() else None

    def _called(self, name: str) -> str:
        self._take(r"\left")
        return f"{name}{self._fenced()}"

    def _grouped(self) -> Marked:
        """The contents of braces: a letter remains one, with its scripts."""
        start = self._at
        if self._next not in (*_SIGNS, *_CLOSING, r"\begin{cases}", r"\underbrace"):
            found = self._scripted()
            if self._tokens[self._at : self._at + 2] == ["{", "}"]:  # an empty atom, which separates scripts
                self._at += 2
            if self._next == "}":
                return found
        self._at = start
        return self._marked(self._until())

    def _named(self, token: str) -> str:
        """A letter."""
        rules: dict[str, Callable[[], str]] = {
            r"\mathrm": lambda: self._raw().replace("NaN", "nan"), r"\|": self._length, r"\ell": lambda: "ℓ",
            r"\Delta": lambda: f"Δ{self._atom()}",
        }  # fmt: skip
        if token in _ACCENTS:
            return unicodedata.normalize("NFC", self._group() + _ACCENTS[token])
        if token in rules:
            return rules[token]()
        found = _GREEK.get(token, token)
        if not found.isalpha():
            self._at -= 1
            raise self._refusal()
        return found

    def _length(self) -> str:
        inner = self._until(r"\|")
        self._take(r"\|")
        return f"‖{inner}‖"

    def _marked(self, written: str, *, is_letter: bool = False) -> Marked:
        return Marked(written, self._letters, is_letter=is_letter)

    def _group(self) -> str:
        self._take("{")
        found = self._until()
        self._take("}")
        return found

    def _raw(self) -> str:
        """The contents of braces as typed; upright words are words."""
        self._take("{")
        depth, start = 1, self._at
        while depth:
            depth += {"{": 1, "}": -1}.get(self._take(), 0)
        written = "".join(token for token in self._tokens[start : self._at - 1] if token not in (_WORD, "{", "}"))
        return written.replace(r"\_", "_").replace("'", "′")

    def _fenced(self) -> str:
        opening = self._take("(", "|")
        inside = self._until()
        self._take(r"\right")
        self._take(")" if opening == "(" else "|")
        return f"({inside})" if opening == "(" else f"abs({inside})"

    def _fraction(self) -> str:
        """A derivative or a quotient."""
        if self._tokens[self._at : self._at + 2] == ["{", r"\partial"]:
            self._at += 2
            above = self._until()
            self._take("}")
            self._take("{")
            self._take(r"\partial")
            below = self._until()
            self._take("}")
            return f"d{above}/d{below}"
        above = self._group()
        return f"(({above}) / ({self._group()}))"

    def _cases(self) -> str:
        self._take()
        rows = []
        while True:
            value = self._until()
            self._take("&")
            if self._next == r"\text":
                break
            rows.append(f"{value} if {self._until()}")
            self._take(r"\\")
        self._take()
        if self._raw() != text("formula.else").replace(" ", ""):
            raise self._refusal()
        self._take(r"\end{cases}")
        return "{" + ", ".join([*rows, f"else {value}"]) + "}"

    def _omitted(self) -> str:
        self._take()
        self._take("{")
        self._take(r"\cdots")
        self._take("}")
        self._take("_")
        count, _, others = self._group().partition(":")
        return f"… ({count} more: {others.replace(' ', '')})" if others else f"… ({count} more)"
