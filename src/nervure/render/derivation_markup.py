"""Derivations as LaTeX, MathML and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from nervure.language import language, text
from nervure.records.derivation import Derivation
from nervure.records.letters import told_apart
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.latex import LatexNotation
from nervure.render.formula.mathml import MathmlNotation, as_math, left_cell
from nervure.render.formula.notation import Notation
from nervure.render.numbers import number

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR",sans-serif;max-width:60rem;
margin:2rem auto;padding:0 1rem}
.nervure-derivation{overflow-x:auto;font-variant-numeric:tabular-nums;border-top:1px solid #8884;padding:.75rem 0}
.nervure-derivation h3{font-size:1rem;font-weight:600;margin:0}
.nervure-derivation p{margin:.25rem 0;opacity:.75;font-size:.9rem}
"""


def derivation_latex(derivation: Derivation, *, all_terms: bool = False) -> str:
    """An ``align*`` environment: symbols, numbers, result."""
    subject, *lines = _lines(LatexNotation(), told_apart(derivation), all_terms)
    rows = r" \\ ".join(f"&= {line}" for line in lines)
    return rf"\begin{{align*}} {subject} {rows} \end{{align*}}"


def derivation_mathml(derivation: Derivation, *, all_terms: bool = False) -> str:
    """One ``<math>`` element with a row for symbols, numbers and result."""
    subject, *lines = _lines(MathmlNotation(), told_apart(derivation), all_terms)
    rows = "".join(
        f"<mtr>{left_cell(subject if place == 0 else '')}{left_cell('<mo>=</mo>')}{left_cell(line)}</mtr>"
        for place, line in enumerate(lines)
    )
    return as_math(f"<mtable>{rows}</mtable>")


def derivation_html(derivation: Derivation, *, all_terms: bool = False) -> str:
    """A section with heading, formula and what the letters stand for."""
    letters = ", ".join(
        text("explain.letter", letter=letter, name=name) for letter, name in told_apart(derivation).legend
    )
    note = f"<p>{escape(text('explain.where', letters=letters))}</p>" if letters else ""
    return (
        f'<section class="nervure-derivation"><h3>{escape(str(derivation.place))} = {number(derivation.value)}</h3>'
        f"{derivation_mathml(derivation, all_terms=all_terms)}{note}</section>"
    )


def page(title: str, sections: Sequence[str]) -> str:
    """A whole page that needs nothing else."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{''.join(sections)}</body></html>\n"
    )


def _lines(notation: Notation, derivation: Derivation, all_terms: bool) -> list[str]:
    """The subject, then what it equals: in symbols, in numbers, as one number; the same line only once."""
    symbols = Drawing(notation, all_terms=all_terms).draw(derivation.expression)
    numbers = Drawing(notation, in_numbers=True, all_terms=all_terms).draw(derivation.expression)
    result = notation.number(derivation.value)
    shown = [result] if derivation.is_leaf else [*dict.fromkeys((symbols, numbers, result))]
    return [notation.symbol(derivation.subject), *shown]
