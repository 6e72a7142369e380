from __future__ import annotations

import pytest

from nervure.records.alphabet import ALPHABET
from nervure.records.expression import Call, Expression, Number, Sum, Symbol, maximum, select
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.latex import LatexNotation, latex_letter
from tests.latex_rules import structure_faults

Z = Symbol("z", (0, 3), 2.0)


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (1 / (1 + Call("exp", -Z)), r"\frac{1}{1 + \exp\left(-z_{0,3}\right)}"),
        (Symbol("w", (1,), 1.0, is_gradient=True), r"\frac{\partial E}{\partial w_{1}}"),
        (Symbol("w", (1,), 1.0, is_new=True), "w_{1}^{+}"),
        (Call("sqrt", Symbol("σ²", (), 1.0) + 1), r"\sqrt{\sigma^{2} + 1}"),
        (Z**2, "{z_{0,3}}^{2}"),
        (maximum(0, Z), r"\max\left(0, z_{0,3}\right)"),
        (Call("erf", Z), r"\operatorname{erf}\left(z_{0,3}\right)"),
        (select(Z, "<=", 0, 0, 1), r"\begin{cases} 0 & z_{0,3} \le 0 \\ 1 & \text{otherwise} \end{cases}"),
        (Number(1.5e-7), r"1.5 \cdot 10^{-7}"),
        (Number(float("inf")), r"\infty"),
        (Number(1.5e-7) ** 2, r"{\left(1.5 \cdot 10^{-7}\right)}^{2}"),
    ],
)
def test_each_node_in_latex(expression: Expression, written: str) -> None:
    assert Drawing(LatexNotation()).draw(expression) == written


def test_braces_balance_in_long_sums() -> None:
    written = Drawing(LatexNotation(), in_numbers=True).draw(Sum(tuple(Number(float(n)) for n in range(50))))
    assert written.count("{") == written.count("}")
    assert "1078" in written


def test_underscores_are_escaped() -> None:
    assert latex_letter("E_total") == r"E_{\mathrm{total}}"
    assert "_" not in latex_letter("mask").replace(r"\_", "")


def test_a_prime_stays_a_prime() -> None:
    assert latex_letter("γ′") == r"\gamma'"
    assert LatexNotation().symbol(Symbol("y′", (0, 1), 1.0)) == "{y'}_{0,1}"


def test_what_stands_below_is_upright_where_it_is_a_word() -> None:
    assert (latex_letter("μₜ₊₁"), latex_letter("β₂"), latex_letter("Pₜ")) == (r"\mu_{t+1}", r"\beta_{2}", "P_{t}")
    assert latex_letter("‖ŵ‖") == r"\|\hat{w}\|"


def test_every_letter_of_the_table_is_plain_latex() -> None:
    assert [letter for letter in ALPHABET.values() if not latex_letter(letter).isascii()] == []


@pytest.mark.parametrize("letter", [*ALPHABET.values(), "x̂₁", "x̂₁′", "σ²′", "μ̄′′", "z⁽⁴⁾", "L₂", "Δw̄"])
@pytest.mark.parametrize("index", [(), (0,), (3, 1)])
@pytest.mark.parametrize("is_new", [False, True])
def test_what_stands_above_and_below_a_letter_has_one_atom_to_stand_at(
    letter: str, index: tuple[int, ...], is_new: bool
) -> None:
    symbol = Symbol(letter, index, 2.0, is_new=is_new)
    for written in (LatexNotation().symbol(symbol), Drawing(LatexNotation()).draw(symbol**2)):
        assert structure_faults(written) == []


def test_scripts_that_stand_twice_are_found() -> None:
    faults = (r"\sigma^2^{+}", "x_{1}_{0}", "y^{2}'", r"{\bar{g}_{0}^{+}}^{2}", "{x", r"\left(x")
    assert [fault for fault in faults if structure_faults(fault) == []] == []
    assert structure_faults(r"\frac{\partial E}{\partial {\hat{x}{}}_{0,1}^{+}} + {z_{0}}^{2}") == []
