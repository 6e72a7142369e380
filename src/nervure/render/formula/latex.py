"""Expressions as LaTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from nervure.language import text
from nervure.records.expression import Symbol
from nervure.records.letters import PRIME
from nervure.render.formula.letters import stem_and_index
from nervure.render.formula.notation import Case, Term, signed
from nervure.render.numbers import number

_LETTERS = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "ε": r"\varepsilon", "η": r"\eta", "λ": r"\lambda", "μ": r"\mu",
    "σ²": r"\sigma^{2}", "σ": r"\sigma", "ρ": r"\rho", "τ": r"\tau", "δ": r"\delta", "θ": r"\theta", "ξ": r"\xi",
    "κ": r"\kappa", "φ": r"\varphi", "ω": r"\omega", "Φ": r"\Phi", "Δ": r"\Delta ", "ℓ": r"\ell",
}  # fmt: skip
# Marks above a letter, as Unicode combines them.
_ACCENTS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar"}
_FUNCTIONS = {
    "exp": r"\exp", "ln": r"\ln", "tanh": r"\tanh", "sin": r"\sin", "cos": r"\cos", "sigmoid": r"\sigma",
}  # fmt: skip
_RELATIONS = {">=": r"\ge", "<=": r"\le", "!=": r"\ne"}


class LatexNotation:
    r"""``\frac{\partial E}{\partial w_{3,0}}``."""

    has_bars = True

    def number(self, value: float) -> str:
        r"""``0.298371``, ``1 \cdot 10^{-5}``."""
        mantissa, _, exponent = number(value).partition("e")
        return rf"{mantissa} \cdot 10^{{{exponent}}}" if exponent else _SPECIAL.get(mantissa, mantissa)

    def symbol(self, symbol: Symbol) -> str:
        """A letter with its index as a subscript, and a plus as a superscript if it is new."""
        letter = latex_letter(symbol.letter)
        below = f"_{{{','.join(map(str, symbol.index))}}}" if symbol.index else ""
        above = "^{+}" if symbol.is_new else ""
        written = f"{_whole(letter) if below or above else letter}{below}{above}"
        return self.derivative(latex_letter(symbol.of), written) if symbol.is_gradient else written

    def derivative(self, above: str, below: str) -> str:
        r"""``\frac{\partial z}{\partial w}``."""
        return rf"\frac{{\partial {above}}}{{\partial {below}}}"

    def group(self, inside: str) -> str:
        r"""``\left( ... \right)``."""
        return rf"\left({inside}\right)"

    def sum(self, terms: Sequence[Term]) -> str:
        """``a + b - c``."""
        return signed(terms)

    def omitted(self, count: int, value: float | None) -> str:
        r"""``\cdots``, with the number of omitted terms."""
        if value is None:
            return rf"\underbrace{{\cdots}}_{{{count}}}"
        return rf"\underbrace{{\cdots}}_{{{count}:\ {self.number(value)}}}"

    def product(self, factors: Sequence[str], numeric: bool) -> str:
        r"""``x \, w``, ``0.1 \times 0.3``."""
        return (r" \times " if numeric else r" \, ").join(factors)

    def quotient(self, above: str, below: str) -> str:
        r"""``\frac{a}{b}``."""
        return rf"\frac{{{above}}}{{{below}}}"

    def power(self, argument: str, exponent: str) -> str:
        """``x^{2}``."""
        return f"{_whole(argument)}^{{{exponent}}}"

    def call(self, function: str, argument: str) -> str:
        r"""``\exp(...)``; roots and absolute values have their own signs."""
        if function == "sqrt":
            return rf"\sqrt{{{argument}}}"
        if function == "abs":
            return rf"\left|{argument}\right|"
        name = _FUNCTIONS.get(function, rf"\operatorname{{{function}}}")
        return rf"{name}\left({argument}\right)"

    def extremum(self, kind: str, arguments: Sequence[str]) -> str:
        r"""``\max(a, b)``."""
        return rf"\{kind}\left({', '.join(arguments)}\right)"

    def cases(self, cases: Sequence[Case]) -> str:
        """A brace with rows."""
        rows = r" \\ ".join(f"{case.value} & {_condition(case)}" for case in cases)
        return rf"\begin{{cases}} {rows} \end{{cases}}"


def _condition(case: Case) -> str:
    if case.relation is None:
        return rf"\text{{{text('formula.else')}}}"
    return f"{case.left} {_RELATIONS.get(case.relation, case.relation)} {case.right}"


_SPECIAL = {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{NaN}"}


def latex_letter(letter: str) -> str:
    r"""A letter in LaTeX: Greek by name, words upright, a number at its end as a subscript.

    Examples:
        >>> latex_letter("γ"), latex_letter("w"), latex_letter("mask"), latex_letter("W5"), latex_letter("E_total")
        ('\\gamma', 'w', '\\mathrm{mask}', 'W_{5}', 'E_{\\mathrm{total}}')
    """
    if letter.startswith("Δ") and len(letter) > 1:
        return rf"\Delta {latex_letter(letter[1:])}"
    counted = _COUNTED.search(letter)
    if counted is not None:
        return rf"{_whole(latex_letter(letter[: counted.start()]))}^{{({counted[1].translate(_ON_THE_LINE)})}}"
    bare = letter.rstrip(f"{PRIME}'")
    if bare != letter:
        return _whole(latex_letter(bare)) + "'" * (len(letter) - len(bare))
    if letter.startswith(_NORM):
        return rf"\|{latex_letter(letter.strip(_NORM))}\|"
    stem, below = stem_and_index(letter)
    if not below:
        return _stem(stem)
    word = below.isalpha() and len(below) > 1
    return f"{_whole(_stem(stem))}_{{{rf'{_UPRIGHT}{{{below}}}' if word else below}}}"


def _stem(stem: str) -> str:
    """A letter without its subscript: Greek by name, marks as commands, words upright."""
    marked, power = stem.removesuffix("²"), "^{2}" if stem.endswith("²") else ""
    letters = unicodedata.normalize("NFD", marked)
    if len(letters) > 1 and letters[-1] in _ACCENTS:
        accented = rf"{_ACCENTS[letters[-1]]}{{{_stem(letters[:-1])}}}"
        return _whole(accented) + power if power else accented
    found = _LETTERS.get(marked) or (marked if len(marked) == 1 else rf"{_UPRIGHT}{{{marked}}}".replace("_", r"\_"))
    return found + power


def _whole(written: str) -> str:
    """As one atom, which may get subscripts and superscripts.

    TeX removes the braces around a letter that has only a mark above it, and its own scripts then collide: an empty
    atom beside it prevents this.
    """
    if len(written) == 1 or _COMMAND.fullmatch(written):
        return written
    is_marked = written.lstrip("{").startswith(tuple(_ACCENTS.values()))
    return f"{{{written}{{}}}}" if is_marked else f"{{{written}}}"


_COMMAND = re.compile(r"\\[A-Za-z]+")
_COUNTED = re.compile("⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]+)⁾$")
_ON_THE_LINE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_UPRIGHT, _NORM = r"\mathrm", "‖"
