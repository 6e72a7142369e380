from __future__ import annotations

import pytest

from nervure.language import set_language
from nervure.records.expression import Symbol, select
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.text import TextNotation


@pytest.mark.parametrize(
    ("symbol", "written"),
    [
        (Symbol("w", (3, 0), 1.0), "w[3,0]"),
        (Symbol("w", (3, 0), 1.0, is_gradient=True), "dE/dw[3,0]"),
        (Symbol("w", (3, 0), 1.0, is_new=True), "w⁺[3,0]"),
        (Symbol("z3", (), 1.0, is_gradient=True, of="o1"), "do1/dz3"),
    ],
)
def test_symbols_say_what_they_are(symbol: Symbol, written: str) -> None:
    assert TextNotation().symbol(symbol) == written


def test_words_are_in_the_language_in_use() -> None:
    expression = select(Symbol("z", (), 1.0), ">=", 0, 1, 0)
    set_language("ko")
    assert Drawing(TextNotation()).draw(expression) == "{z ≥ 0이면 1, 아니면 0}"
    assert TextNotation().omitted(564, -0.0312) == "… (외 564개: -0.0312)"
