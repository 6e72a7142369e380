"""Derivations as LaTeX, MathML and HTML."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from html import escape

from nervure.language import language, text
from nervure.records.derivation import Chain, Derivation
from nervure.records.letters import chain_told_apart, told_apart
from nervure.render.chain_factors import factor_legend, factor_lines
from nervure.render.derivation import change_line, notes
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.latex import LatexNotation
from nervure.render.formula.mathml import MathmlNotation, as_math, left_cell, table
from nervure.render.formula.notation import Notation
from nervure.render.latex_legend import latex_legend, latex_meeting
from nervure.render.legend import legend_of, legend_text
from nervure.render.numbers import number

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR",sans-serif;max-width:60rem;
margin:2rem auto;padding:0 1rem;word-break:keep-all;overflow-wrap:break-word}
.nervure-derivation{overflow-x:auto;font-variant-numeric:tabular-nums;border-top:1px solid #8884;padding:.75rem 0}
.nervure-derivation::-webkit-scrollbar{height:8px}
.nervure-derivation::-webkit-scrollbar-thumb{background:#888;border-radius:4px}
.nervure-derivation{animation:goes-on linear;animation-timeline:scroll(self inline)}
@keyframes goes-on{0%,97%{mask-image:linear-gradient(to left,transparent,#000 28px)}100%{mask-image:none}}
.nervure-derivation h3{font-size:1rem;font-weight:600;margin:0}
.nervure-derivation p{margin:.25rem 0;opacity:.75;font-size:.9rem}
"""


def derivation_latex(derivation: Derivation, *, all_terms: bool = False) -> str:
    """An ``align*`` environment: symbols, numbers, result; below it the meaning of the letters."""
    return _block_latex(told_apart(derivation), all_terms=all_terms)


def _block_latex(derivation: Derivation, *, all_terms: bool) -> str:
    said = [] if derivation.is_leaf else [latex_meeting(meeting) for meeting in derivation.meetings]
    change = change_line(derivation, LatexNotation(), "$")
    said += [] if change is None else [rf"\noindent {change}"]
    letters = derivation.legend if derivation.is_leaf else legend_of(derivation)
    return "\n\n".join([_latex(_lines(LatexNotation(), derivation, all_terms)), *said, latex_legend(letters)])


def derivation_mathml(derivation: Derivation, *, all_terms: bool = False) -> str:
    """One ``<math>`` element with a row for symbols, numbers and result."""
    return _block_mathml(told_apart(derivation), all_terms=all_terms)


def _block_mathml(derivation: Derivation, *, all_terms: bool) -> str:
    return _mathml(_lines(MathmlNotation(), derivation, all_terms))


def derivation_html(derivation: Derivation, *, all_terms: bool = False) -> str:
    """A section with heading, formula, the meaning of the letters, and any other notes of its text form."""
    return _block_html(told_apart(derivation), all_terms=all_terms)


def _block_html(derivation: Derivation, *, all_terms: bool) -> str:
    heading = f"{derivation.place} = {number(derivation.value)}"
    said = notes(derivation, all_terms=all_terms)
    letters = [legend_text(derivation.legend)] if derivation.is_leaf else []
    return _section(heading, _block_mathml(derivation, all_terms=all_terms), [*letters, *said])


def chain_latex(chain: Chain, *, all_terms: bool = False) -> str:
    """The update, the gradient, the chain of factors, and every gradient on the path; one environment each."""
    chain = chain_told_apart(chain)
    write = functools.partial(_block_latex, all_terms=all_terms)
    return "\n\n".join(_chained(chain, write, lambda: _factors_latex(chain)))


def chain_mathml(chain: Chain, *, all_terms: bool = False) -> str:
    """The same, one ``<math>`` element each."""
    chain = chain_told_apart(chain)
    write = functools.partial(_block_mathml, all_terms=all_terms)
    return "\n".join(_chained(chain, write, lambda: _mathml(factor_lines(chain, MathmlNotation()))))


def chain_sections(chain: Chain, *, all_terms: bool = False) -> list[str]:
    """The same, one section each."""
    chain = chain_told_apart(chain)
    write = functools.partial(_block_html, all_terms=all_terms)
    return _chained(chain, write, lambda: _factors_section(chain))


def _factors_latex(chain: Chain) -> str:
    return f"{_latex(factor_lines(chain, LatexNotation()))}\n\n{latex_legend(factor_legend(chain))}"


def _factors_section(chain: Chain) -> str:
    formula = _mathml(factor_lines(chain, MathmlNotation()))
    return _section(text("explain.factors"), formula, [legend_text(factor_legend(chain))])


def _chained(chain: Chain, write: Callable[[Derivation], str], write_factors: Callable[[], str]) -> list[str]:
    update = [] if chain.update is None else [chain.update]
    gradient, *others = (hop.derivation for hop in chain.hops)
    product = [write_factors()] if chain.is_single and others else []
    return [*map(write, [*update, *chain.ties, gradient]), *product, *map(write, others)]


def page(title: str, sections: Sequence[str]) -> str:
    """A whole, self-contained page."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{''.join(sections)}</body></html>\n"
    )


def _latex(lines: Sequence[str]) -> str:
    subject, *shown = lines
    rows = r" \\ ".join(f"&= {line}" for line in shown)
    return rf"\begin{{align*}} {subject} {rows} \end{{align*}}"


def _mathml(lines: Sequence[str]) -> str:
    subject, *shown = lines
    rows = "".join(
        f"<mtr>{left_cell(subject if place == 0 else '')}{left_cell('<mo>=</mo>')}{left_cell(line)}</mtr>"
        for place, line in enumerate(shown)
    )
    return as_math(table(rows))


def _section(heading: str, formula: str, notes_below: Sequence[str]) -> str:
    below = "".join(f"<p>{escape(note)}</p>" for note in notes_below)
    return f'<section class="nervure-derivation"><h3>{escape(heading)}</h3>{formula}{below}</section>'


def _lines(notation: Notation, derivation: Derivation, all_terms: bool) -> list[str]:
    """The subject, then what it equals: in symbols, in numbers, as one number; repeated lines only once."""
    symbols = Drawing(notation, all_terms=all_terms).draw(derivation.expression)
    numbers = Drawing(notation, in_numbers=True, all_terms=all_terms).draw(derivation.expression)
    result = notation.number(derivation.value)
    shown = [result] if derivation.is_leaf else [*dict.fromkeys((symbols, numbers, result))]
    return [notation.symbol(derivation.subject), *shown]
