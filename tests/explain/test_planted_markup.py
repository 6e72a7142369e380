"""Mistakes in LaTeX and MathML alone, planted one at a time: the proof finds every one, though the text is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import nervure.render.derivation_markup as markup
import nervure.render.formula.latex as latex
import nervure.render.formula.mathml as mathml
import nervure.render.latex_legend as latex_legends
from nervure.errors import ExplanationError
from nervure.records.expression import Symbol
from nervure.render.formula.latex import LatexNotation
from nervure.render.formula.mathml import MathmlNotation
from nervure.render.formula.notation import Case, Term
from tests.explain.planting import Planted, one_way, penalized, planted, several_ways

Plant = Callable[[Planted], Any]
Notation = type[LatexNotation] | type[MathmlNotation]
_letter, _legend, _factors, _chained, _latex = (
    latex.latex_letter, latex_legends.latex_legend, markup.factor_lines, markup._chained, markup._latex,
)  # fmt: skip
_change, _notes, _section = markup.change_line, markup.notes, markup._section


def _changed(notation: Notation, method: str, change: Callable[..., Any]) -> Plant:
    """``change(right, *given)`` in place of a method of a notation."""
    right = getattr(notation, method)
    return lambda p: p.replace(notation, method, lambda self, *given: change(lambda *g: right(self, *g), *given))


def _next_cell(right: Callable[[Symbol], str], symbol: Symbol) -> str:
    index = symbol.index
    return right(replace(symbol, index=(*index[:-1], index[-1] + 1)) if index else symbol)


def _turned(right: Callable[[Symbol], str], symbol: Symbol) -> str:
    return right(replace(symbol, index=symbol.index[::-1]))


def _other_signs(right: Callable[[list[Term]], str], terms: list[Term]) -> str:
    return right([terms[0], *(term._replace(is_negative=not term.is_negative) for term in terms[1:])])


def _other_cases(right: Callable[[list[Case]], str], cases: list[Case]) -> str:
    *chosen, last = cases
    return right([*(case._replace(value=last.value) for case in chosen), last._replace(value=cases[0].value)])


def _exponent(right: Callable[[str, str], str], base: str, exponent: str) -> str:
    return right(base, exponent.replace("2", "3"))


BOTH: dict[str, tuple[str, Callable[..., Any]]] = {
    "exponents": ("power", _exponent),
    "last digits": ("number", lambda right, value: right(value * (1 + 2e-6))),
    "signs of numbers": ("number", lambda right, value: right(-value)),
    "index one off": ("symbol", _next_cell),
    "indices reversed": ("symbol", _turned),
    "new numbers as old ones": ("symbol", lambda right, symbol: right(replace(symbol, is_new=False))),
    "gradients as values": ("symbol", lambda right, symbol: right(replace(symbol, is_gradient=False))),
    "signs of sums": ("sum", _other_signs),
    "terms left out": ("sum", lambda right, terms: right(terms[:2])),
    "fractions upside down": ("quotient", lambda right, above, below: right(below, above)),
    "derivatives upside down": ("derivative", lambda right, above, below: right(below, above)),
    "parentheses left out": ("group", lambda right, inside: inside),
    "another function": ("call", lambda right, name, argument: right("tanh" if name == "exp" else "exp", argument)),
    "roots left out": ("call", lambda right, name, argument: argument if name == "sqrt" else right(name, argument)),
    "largest as smallest": ("extremum", lambda right, kind, given: right("min", given)),
    "cases swapped": ("cases", _other_cases),
    "how many terms are left out": ("omitted", lambda right, count, value: right(count + 1, value)),
    "what terms left out add up to": (
        "omitted", lambda right, count, value: right(count, None if value is None else value * 1.01 + 1),
    ),
    "a factor left out": ("product", lambda right, factors, numeric: right(factors[:-1], numeric)),
}  # fmt: skip


def _letters(change: Callable[[str], str]) -> Plant:
    return lambda p: p.replace(latex, "latex_letter", lambda letter: _letter(change(letter)))


def _rotated(legend: Any) -> str:
    letters, names = zip(*legend, strict=True)
    return _legend(tuple(zip(letters, [*names[1:], names[0]], strict=True)))


def _drawn_factors(change: Callable[[list[str]], list[str]]) -> Plant:
    return lambda p: p.replace(markup, "factor_lines", lambda chain, notation: change([*_factors(chain, notation)]))


def _sections(change: Callable[[str, str, list[str]], tuple[str, str, list[str]]]) -> Plant:
    return lambda p: p.replace(markup, "_section", lambda *given: _section(*change(*given)))


LATEX: dict[str, Plant] = {
    "another Greek letter": _letters(lambda letter: {"β₁": "β₂", "β₂": "β₁", "η": "ε̂"}.get(letter, letter)),
    "an accent": _letters(lambda letter: letter.replace("\u0302", "\u0303")),
    "letters without their primes": _letters(lambda letter: letter.rstrip("′")),
    "what stands below a letter": lambda p: p.replace(
        latex, "stem_and_index", lambda letter: (letter[0], "3") if letter in ("β₁", "β₂") else (letter, "")
    ),
    "powers of ten": lambda p: p.replace(latex, "number", lambda value: markup.number(value).replace("e-", "e-1")),
    "comparisons": lambda p: p.replace(latex, "_RELATIONS", {"<=": r"\ge", ">=": r"\le"}),
    "names in the legend": lambda p: p.replace(markup, "latex_legend", _rotated),
    "a letter left out of the legend": lambda p: p.replace(markup, "latex_legend", lambda legend: _legend(legend[1:])),
    "the result": lambda p: p.replace(markup, "_latex", lambda lines: _latex([*lines[:-1], "1"])),
    "what the formula is of": lambda p: p.replace(markup, "_latex", lambda lines: _latex(["E", *lines[1:]])),
    "how far a weight moves": lambda p: p.replace(
        markup, "change_line", lambda d, *given: (_change(d, *given) or "").replace("10^{-", "10^{-1") or None
    ),
    "formulas of a chain in another order": lambda p: p.replace(
        markup, "_chained", lambda *given: _chained(*given)[::-1]
    ),
    "a formula of a chain left out": lambda p: p.replace(markup, "_chained", lambda *given: _chained(*given)[:-1]),
    "a factor of a chain": _drawn_factors(lambda lines: [*lines[:2], lines[2] + r" \times 2", lines[3]]),
    "the product of a chain": _drawn_factors(lambda lines: [*lines[:3], "2"]),
    "which number a chain leads to": _drawn_factors(lambda lines: [lines[0].replace("w", "z"), *lines[1:]]),
}
MATHML: dict[str, Plant] = {
    "comparisons in MathML": lambda p: p.replace(mathml, "_RELATIONS", {"<=": "≥", ">=": "≤"}),
    "letters in MathML": lambda p: p.replace(
        mathml, "stem_and_index", lambda letter: (letter[:-1], "3") if letter in ("β₁", "β₂") else (letter, "")
    ),
    "headings": _sections(lambda heading, formula, said: (heading + "1", formula, said)),
    "rows of a formula": _sections(lambda heading, formula, said: (heading, formula.replace("</mn>", "1</mn>"), said)),
    "notes below a formula": _sections(lambda heading, formula, said: (heading, formula, said[:-1])),
}


def _networks(kind: str) -> tuple[Callable[[], Any], ...]:
    return (one_way, several_ways) if "chain" not in kind and "moves" not in kind else (one_way,)


KINDS: dict[str, Plant] = {
    **{f"{kind} in LaTeX": _changed(LatexNotation, *change) for kind, change in BOTH.items()},
    **{f"{kind} in MathML": _changed(MathmlNotation, *change) for kind, change in BOTH.items()},
    **LATEX,
    **MATHML,
}


@pytest.mark.parametrize("network", [one_way, several_ways, penalized])
def test_nothing_is_found_where_nothing_is_planted(network: Callable[[], Any]) -> None:
    with planted(None, network) as explanation:
        for name in explanation.names:
            if explanation.derivations.shape(explanation.derivations.place("gradient", name)) is not None:
                explanation.why(name, (0,) * len(explanation.shape_of(name)))
        assert explanation.verify(num=0).markup > 100


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mistake_is_found(kind: str) -> None:
    for network in _networks(kind):
        with planted(KINDS[kind], network) as explanation:
            explanation.why("one/kernel", (0, 0))
            try:
                explanation.verify(num=0)
            except ExplanationError:
                return
    pytest.fail(f"{kind} is not found")


def test_a_display_in_markup_warns_where_it_is_wrong() -> None:
    with planted(_changed(MathmlNotation, *BOTH["signs of sums"]), several_ways) as explanation:
        assert "alert" in explanation.value_of("one/z", (0, 0))._repr_html_()
        assert "alert" in explanation.why("one/kernel", (0, 0))._repr_html_()
