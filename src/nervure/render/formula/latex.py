"""Expressions as LaTeX."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.language import text
from nervure.records.expression import Symbol
from nervure.records.letters import PRIME
from nervure.render.formula.letters import stem_and_index
from nervure.render.formula.notation import Case, Term, signed
from nervure.render.numbers import number

_LETTERS = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "ε": r"\varepsilon", "η": r"\eta", "λ": r"\lambda", "μ": r"\mu",
    "μ̄": r"\bar{\mu}", "σ̄²": r"\bar{\sigma}^2",
    "σ²": r"\sigma^2", "σ": r"\sigma", "ρ": r"\rho", "τ": r"\tau", "δ": r"\delta", "θ": r"\theta", "ŵ": r"\hat{w}",
    "x̂": r"\hat{x}", "m̂": r"\hat{m}", "v̂": r"\hat{v}", "ĝ": r"\hat{g}", "h̃": r"\tilde{h}", "c̃": r"\tilde{c}",
    "ḡ": r"\bar{g}", "ξ": r"\xi",
}  # fmt: skip
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
        """A letter with its index below, and a plus above where it is new."""
        letter = latex_letter(symbol.letter)
        below = f"_{{{','.join(map(str, symbol.index))}}}" if symbol.index else ""
        if symbol.is_new or (below and {"^", "_", "'"} & set(letter)):
            letter = f"{{{letter}}}"
        above = "^{+}" if symbol.is_new else ""
        written = f"{letter}{below}{above}"
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
        r"""``\cdots``, with how many terms it stands for."""
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
        return f"{{{argument}}}^{{{exponent}}}"

    def call(self, function: str, argument: str) -> str:
        r"""``\exp(...)``, roots and absolute values with their own signs."""
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
    r"""A letter in LaTeX: Greek by its name, words upright, numbers behind it below.

    Examples:
        >>> latex_letter("γ"), latex_letter("w"), latex_letter("mask"), latex_letter("W5"), latex_letter("E_total")
        ('\\gamma', 'w', '\\mathrm{mask}', 'W_{5}', 'E_{\\mathrm{total}}')
    """
    if letter.endswith((PRIME, "'")):
        return latex_letter(letter[:-1]) + "'"
    if letter.startswith(_NORM):
        return rf"\|{latex_letter(letter.strip(_NORM))}\|"
    if letter in _LETTERS:
        return _LETTERS[letter]
    stem, below = stem_and_index(letter)
    written = _LETTERS.get(stem) or (stem if len(stem) == 1 else rf"\mathrm{{{stem}}}".replace("_", r"\_"))
    if not below:
        return written
    return f"{written}_{{{rf'{_UPRIGHT}{{{below}}}' if below.isalpha() and len(below) > 1 else below}}}"


_UPRIGHT, _NORM = r"\mathrm", "‖"
