"""A derivative worked out by hand, as text and as LaTeX: one line per form, with the reason beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nervure.language import text
from nervure.records.alphabet import letter_of
from nervure.records.derivative_line import DerivativeLine, Reason
from nervure.records.expression import Call, Symbol, nodes
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.latex import LatexNotation, latex_letter
from nervure.render.formula.text import TextNotation
from nervure.render.latex_legend import latex_legend
from nervure.render.legend import Legend, legend_text, settings_legend
from nervure.render.numbers import number

_GREEK = re.compile("[Α-Ωα-ω]")
_FUNCTION, _DERIVATIVE, _INDENT = "f ", "f'", "  "


def derivative_text(lines: Sequence[DerivativeLine]) -> str:
    """The function, its derivative form by form, and its value here.

    Args:
        lines: from the definition to the form that the derivation uses.
    """
    written, shown, formula = [text("explain.steps")], "", ""
    for line in lines:
        name = _DERIVATIVE if line.is_derivative else _FUNCTION
        left = name if name != shown else " " * len(name)
        formula = Drawing(TextNotation()).draw(line.expression)
        written.append(f"{_INDENT}{left} = {formula}    ({_reason(line.reason)})")
        shown = name
    result = number(lines[-1].expression.value)
    if result != formula:
        written.append(f"{_INDENT}{' ' * len(_DERIVATIVE)} = {result}")
    written.append(f"{_INDENT}{legend_text(lines_legend(lines))}")
    return "\n".join(_INDENT + line for line in written)


def derivative_latex(lines: Sequence[DerivativeLine]) -> str:
    """The same as an ``align*`` environment, with the reasons in a separate column."""
    rows, shown = list[str](), ""
    for line in lines:
        name = "f'(z)" if line.is_derivative else "f(z)"
        formula = Drawing(LatexNotation()).draw(line.expression)
        rows.append(rf"{name if name != shown else ''} &= {formula} && \text{{{_set(_reason(line.reason))}}}")
        shown = name
    set_below = r" \\ ".join(rows)
    return f"\\begin{{align*}} {set_below} \\end{{align*}}\n{latex_legend(lines_legend(lines))}"


def _set(sentence: str) -> str:
    """A sentence in LaTeX: a Greek letter in it becomes a formula, because no engine has it as text."""
    return _GREEK.sub(lambda letter: f"${latex_letter(letter[0])}$", sentence)


def lines_legend(lines: Sequence[DerivativeLine]) -> Legend:
    """The meaning of the letters: the numbers themselves, without their indices, and the settings."""
    found = [node for line in lines for node in nodes(line.expression, every_case=True)]
    symbols = [node for node in found if isinstance(node, Symbol)]
    places = {symbol.letter: _named(symbol) for symbol in symbols if symbol.place is not None}
    settings = [letter_of("function"), *(symbol.letter for symbol in symbols if symbol.place is None)]
    settings += [letter_of("sigmoid") for node in found if isinstance(node, Call) and node.function == "sigmoid"]
    return (*places.items(), *settings_legend(dict.fromkeys(settings)))


def _named(symbol: Symbol) -> str:
    assert symbol.place is not None
    return symbol.place.name if symbol.index else str(symbol.place)


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
