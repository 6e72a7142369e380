from __future__ import annotations

import pytest

from nervure.render.formula.latex import LatexNotation
from nervure.render.formula.mathml import MathmlNotation
from nervure.render.formula.notation import Case, Notation, Term
from nervure.render.formula.text import TextNotation


@pytest.mark.parametrize("notation", [TextNotation(), LatexNotation(), MathmlNotation()])
def test_every_notation_writes_every_part(notation: Notation) -> None:
    parts = [
        notation.number(-1.5),
        notation.group("a"),
        notation.sum([Term("a", True), Term("b", False)]),
        notation.omitted(3, None),
        notation.omitted(3, 0.5),
        notation.product(["a", "b"], False),
        notation.quotient("a", "b"),
        notation.power("a", "2"),
        *(notation.call(function, "a") for function in ("sqrt", "abs", "sigmoid", "exp")),
        notation.extremum("max", ["a", "b"]),
        notation.cases([Case("a", "b", ">", "c"), Case("d")]),
    ]
    assert all("a" in part or "1.5" in part or "3" in part for part in parts)
