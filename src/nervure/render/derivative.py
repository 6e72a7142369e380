"""A derivative worked out by hand, as text and as LaTeX: one line a step, with the reason beside it."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.language import text
from nervure.records.derivative_step import DerivativeStep, Reason
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.latex import LatexNotation
from nervure.render.formula.text import TextNotation
from nervure.render.numbers import number

_FUNCTION, _DERIVATIVE, _INDENT = "f ", "f'", "  "


def derivative_text(steps: Sequence[DerivativeStep]) -> str:
    """The function, its derivative form by form, and the number that it is here.

    Args:
        steps: from the definition to the form that the derivation uses.
    """
    lines, shown, formula = [text("explain.steps")], "", ""
    for step in steps:
        name = _DERIVATIVE if step.is_derivative else _FUNCTION
        left = name if name != shown else " " * len(name)
        formula = Drawing(TextNotation()).draw(step.expression)
        lines.append(f"{_INDENT}{left} = {formula}    ({_reason(step.reason)})")
        shown = name
    result = number(steps[-1].expression.value)
    if result != formula:
        lines.append(f"{_INDENT}{' ' * len(_DERIVATIVE)} = {result}")
    return "\n".join(_INDENT + line for line in lines)


def derivative_latex(steps: Sequence[DerivativeStep]) -> str:
    """The same as an ``align*`` environment, the reasons in a column of their own."""
    rows, shown = list[str](), ""
    for step in steps:
        name = "f'(z)" if step.is_derivative else "f(z)"
        formula = Drawing(LatexNotation()).draw(step.expression)
        rows.append(rf"{name if name != shown else ''} &= {formula} && \text{{{_reason(step.reason)}}}")
        shown = name
    lines = r" \\ ".join(rows)
    return rf"\begin{{align*}} {lines} \end{{align*}}"


def _reason(reason: Reason) -> str:
    return {
        "definition": text("explain.step_definition"),
        "chain_rule": text("explain.step_chain_rule"),
        "quotient_rule": text("explain.step_quotient_rule"),
        "product_rule": text("explain.step_product_rule"),
        "signs": text("explain.step_signs"),
        "factors": text("explain.step_factors"),
        "remainder": text("explain.step_remainder"),
        "divided": text("explain.step_divided"),
        "exponential": text("explain.step_exponential"),
        "added": text("explain.step_added"),
        "named": text("explain.step_named"),
        "pieces": text("explain.step_pieces"),
        "winner": text("explain.step_winner"),
    }[reason]
