from __future__ import annotations

from xml.etree import ElementTree

import nervure as nv
from nervure.records.derivation import Chain
from nervure.render.chain_factors import factor_legend, factor_lines
from nervure.render.formula.latex import LatexNotation
from nervure.render.formula.mathml import MathmlNotation, as_math
from nervure.render.formula.text import TextNotation
from tests.explain.networks import explained


def _lecture() -> Chain:
    return explained().why("output/kernel", (0, 0)).chain


def _two_layers() -> Chain:
    model = nv.Sequential(
        [
            nv.Input((1,)),
            nv.layers.Dense(1, activation="tanh", use_bias=False, name="first"),
            nv.layers.Dense(1, activation="tanh", use_bias=False, name="second"),
        ]
    )
    model.set_weights([[[0.5]], [[-0.5]]])
    model.compile("sgd", "mse", precision="float64")
    return model.explain([[1.0]], [[1.0]]).why("first/kernel", (0, 0)).chain


def test_the_lectures_three_factors_in_symbols_in_numbers_and_their_product() -> None:
    assert factor_lines(_lecture(), TextNotation()) == (
        "dE/dw[0,0]",
        "dE/do[0,0] × do[0,0]/dz[0,0] × dz[0,0]/dw[0,0]",
        "0.209446 × 0.238022 × 0.519989",
        "0.0259229",
    )
    assert factor_legend(_lecture()) == (
        ("w", "output/kernel"),
        ("z", "output/z"),
        ("o", "output/output"),
        ("E", "loss"),
    )


def test_the_loss_goes_by_its_name_where_something_else_is_called_so() -> None:
    model = nv.Sequential([nv.Input((1,), name="loss"), nv.layers.Dense(1, use_bias=False, name="line")])
    model.set_weights([[[0.5]]])
    model.compile("sgd", "mse", precision="float64")
    explanation = model.explain([[1.0]], [[1.0]])
    why = explanation.why("line/kernel", (0, 0))
    assert factor_legend(why.chain)[-1] == ("E", "loss (whole loss)")
    assert "E is loss (whole loss)" in str(why.gradient)
    explanation.verify(everything=True)


def test_latex_and_mathml_say_the_same() -> None:
    symbols, numbers = factor_lines(_lecture(), LatexNotation())[1:3]
    assert symbols.startswith(r"\frac{\partial E}{\partial o_{0,0}} \times \frac{\partial o_{0,0}}{\partial z_{0,0}}")
    assert numbers == r"0.209446 \times 0.238022 \times 0.519989"
    drawn = as_math(factor_lines(_lecture(), MathmlNotation())[1])
    assert "".join(ElementTree.fromstring(drawn).itertext()) == "∂E∂o0,0×∂o0,0∂z0,0×∂z0,0∂w0,0"


def test_two_arrays_of_one_letter_are_told_apart() -> None:
    chain = _two_layers()
    _, symbols, numbers, _ = factor_lines(chain, TextNotation())
    assert symbols == ("dE/do[0,0] × do[0,0]/dz′[0,0] × dz′[0,0]/dh[0,0] × dh[0,0]/dz[0,0] × dz[0,0]/dw[0,0]")
    assert ("z", "first/z") in factor_legend(chain)
    assert ("z′", "second/z") in factor_legend(chain)
    assert "(-0.5)" in numbers
