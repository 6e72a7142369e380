from __future__ import annotations

from xml.etree import ElementTree

import pytest

from nervure.records.expression import Call, Expression, Number, Sum, Symbol, maximum, select
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.mathml import MathmlNotation, as_math

Z = Symbol("z", (0, 3), 2.0)


@pytest.mark.parametrize(
    "expression",
    [
        1 / (1 + Call("exp", -Z)),
        Symbol("w", (1,), 1.0, is_gradient=True) * Z - 3,
        Symbol("w", (1,), 1.0, is_new=True),
        Call("sqrt", Z) + Call("abs", Z),
        maximum(0, Z) ** 2,
        select(Z, "<=", 0, 0, 1),
        Number(1.5e-7),
        Sum(tuple(Number(float(n)) for n in range(50))),
        Symbol("<script>", (), 1.0),
    ],
)
@pytest.mark.parametrize("in_numbers", [False, True])
def test_every_node_is_well_formed(expression: Expression, in_numbers: bool) -> None:
    math = as_math(Drawing(MathmlNotation(), in_numbers=in_numbers).draw(expression))
    root = ElementTree.fromstring(math)
    assert root.tag.endswith("}math")
    assert "script" not in [element.tag for element in root.iter()]


def test_a_gradient_is_a_fraction_of_partial_signs() -> None:
    written = MathmlNotation().symbol(Symbol("W5", (), 1.0, is_gradient=True, of="E_total"))
    text = "".join(ElementTree.fromstring(as_math(written)).itertext())
    assert text == "∂Etotal∂W5"


def test_signs_of_numbers_are_those_of_sums() -> None:
    written = [MathmlNotation().number(value) for value in (-0.3, 1.5e-7, float("-inf"))]
    assert written[0] == "<mn>−0.3</mn>"
    assert "<mn>−7</mn>" in written[1]
    assert written[2] == "<mn>−∞</mn>"


def test_cases_stand_to_the_left_by_style() -> None:
    written = Drawing(MathmlNotation()).draw(select(Z, "<=", 0, 0, 1))
    assert written.count('style="text-align:left"') == 4
    assert "columnalign" not in written
