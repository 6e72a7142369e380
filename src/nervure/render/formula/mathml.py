"""Expressions as MathML, which browsers draw and screen readers speak."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from nervure.language import text
from nervure.records.expression import Symbol
from nervure.render.formula.letters import stem_and_index
from nervure.render.formula.notation import Case, Term
from nervure.render.numbers import number

_RELATIONS = {">=": "≥", "<=": "≤", "!=": "≠"}


class MathmlNotation:
    """The contents of a ``<math>`` element; :func:`as_math` adds the element."""

    has_bars = True

    def number(self, value: float) -> str:
        """``<mn>``, with a power of ten if the text form has an exponent."""
        if math.isinf(value):
            return f"<mn>{'−' * (value < 0)}∞</mn>"
        mantissa, _, exponent = number(value).replace("-", "−").partition("e")
        if not exponent:
            return f"<mn>{mantissa}</mn>"
        power = f"<msup><mn>10</mn><mn>{exponent}</mn></msup>"
        return _row(f"<mn>{mantissa}</mn>", "<mo>×</mo>", power)

    def symbol(self, symbol: Symbol) -> str:
        """A letter with its index as a subscript, and a plus as a superscript if it is new."""
        letter = _letter(symbol.letter)
        index = f"<mn>{','.join(map(str, symbol.index))}</mn>"
        if symbol.is_new:
            letter = f"<msubsup>{letter}{index}<mo>+</mo></msubsup>" if symbol.index else _plus(letter)
        elif symbol.index:
            letter = f"<msub>{letter}{index}</msub>"
        return self.derivative(_letter(symbol.of), letter) if symbol.is_gradient else letter

    def derivative(self, above: str, below: str) -> str:
        """A fraction with a partial sign in numerator and denominator."""
        return f"<mfrac>{_row('<mi>∂</mi>', above)}{_row('<mi>∂</mi>', below)}</mfrac>"

    def group(self, inside: str) -> str:
        """Parentheses."""
        return _row("<mo>(</mo>", inside, "<mo>)</mo>")

    def sum(self, terms: Sequence[Term]) -> str:
        """Terms with signs between them."""
        first, *others = terms
        parts = ["<mo>−</mo>" * first.is_negative, first.text]
        for term in others:
            parts += [f"<mo>{'−' if term.is_negative else '+'}</mo>", term.text]
        return _row(*parts)

    def omitted(self, count: int, value: float | None) -> str:
        """Dots, with the number of omitted terms."""
        below = text("formula.more", count=f"{count:,}")
        label = f"<mtext>{escape(below)}</mtext>"
        under = label if value is None else _row(label, "<mo>:</mo>", self.number(value))
        return f"<munder><mo>⋯</mo>{under}</munder>"

    def product(self, factors: Sequence[str], numeric: bool) -> str:
        """Factors with a cross between numbers, a dot between letters."""
        return _row(("<mo>×</mo>" if numeric else "<mo>·</mo>").join(factors))

    def quotient(self, above: str, below: str) -> str:
        """A fraction."""
        return f"<mfrac>{_row(above)}{_row(below)}</mfrac>"

    def power(self, argument: str, exponent: str) -> str:
        """A base with its exponent."""
        return f"<msup>{_row(argument)}{_row(exponent)}</msup>"

    def call(self, function: str, argument: str) -> str:
        """A function; roots and absolute values have their own signs."""
        if function == "sqrt":
            return f"<msqrt>{argument}</msqrt>"
        if function == "abs":
            return _row("<mo>|</mo>", argument, "<mo>|</mo>")
        name = "σ" if function == "sigmoid" else function
        return _row(f"<mi>{name}</mi>", "<mo>&#x2061;</mo>", self.group(argument))

    def extremum(self, kind: str, arguments: Sequence[str]) -> str:
        """The largest or smallest of several."""
        return _row(f"<mi>{kind}</mi>", "<mo>&#x2061;</mo>", self.group("<mo>,</mo>".join(arguments)))

    def cases(self, cases: Sequence[Case]) -> str:
        """A brace with rows."""
        rows = "".join(f"<mtr>{left_cell(case.value)}{left_cell(_condition(case))}</mtr>" for case in cases)
        return _row("<mo>{</mo>", table(rows))


def table(rows: str) -> str:
    """A table whose fractions are as large as outside it: a plain table makes them small."""
    return f'<mtable displaystyle="true">{rows}</mtable>'


def left_cell(content: str) -> str:
    """A left-aligned cell of a table."""
    # By style: the part of MathML that browsers share has no attribute for it.
    return f'<mtd style="text-align:left">{content}</mtd>'


def as_math(inside: str) -> str:
    """A separate ``<math>`` element, with full-size fractions."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" displaystyle="true">{inside}</math>'


def _condition(case: Case) -> str:
    if case.relation is None:
        return f"<mtext>{escape(text('formula.else'))}</mtext>"
    relation = escape(_RELATIONS.get(case.relation, case.relation))
    return _row(case.left, f"<mo>{relation}</mo>", case.right)


def _letter(letter: str) -> str:
    stem, below = stem_and_index(letter)
    return f"<msub><mi>{escape(stem)}</mi><mi>{escape(below)}</mi></msub>" if below else f"<mi>{escape(stem)}</mi>"


def _plus(letter: str) -> str:
    return f"<msup>{letter}<mo>+</mo></msup>"


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"
