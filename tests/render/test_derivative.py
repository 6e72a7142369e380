from __future__ import annotations

import nervure as nv
from nervure.language import in_language
from nervure.records.derivative_line import DerivativeLine
from nervure.records.expression import Call, Symbol, select
from nervure.render.derivative import derivative_latex, derivative_text

Z = Symbol("z", (), -0.5)
STEPS = (
    DerivativeLine(select(Z, "<=", 0, 0, Z), "definition", is_derivative=False),
    DerivativeLine(select(Z, "<=", 0, 0, 1), "pieces"),
)


def test_the_name_stands_where_the_function_changes() -> None:
    assert derivative_text(STEPS).splitlines() == [
        "  The derivative, step by step:",
        "    f  = {0 if z ≤ 0, else z}    (the function itself)",
        "    f' = {0 if z ≤ 0, else 1}    (each piece is a straight line: its slope)",
        "       = 0",
        "    where f is the function, z is an input of the activation",
    ]


def test_a_line_that_is_the_number_already_is_not_said_twice() -> None:
    steps = (DerivativeLine(Call("exp", Z) * 0 + 1, "pieces"), DerivativeLine(Symbol("y", (), 1.0) * 0 + 1, "named"))
    assert derivative_text(steps).splitlines()[-2] == "       = 1"


def test_reasons_are_given_in_both_languages() -> None:
    with in_language("ko"):
        assert "직선" in derivative_text(STEPS)


def test_latex_has_a_row_a_step_and_its_reason_beside_it() -> None:
    written = derivative_latex(STEPS)
    assert written.startswith(r"\begin{align*} f(z) &= \begin{cases} 0 & z \le 0")
    assert r"&& \text{the function itself} \\ f'(z) &= " in written


def test_a_greek_letter_in_a_sentence_is_set_as_a_formula() -> None:
    network = nv.Sequential([nv.Input((1,)), nv.layers.Dense(1, activation="elu", name="dense")])
    network.compile("sgd", "mse")
    written = network.explain([[0.5]], [[1.0]]).gradient_of("dense/z", (0, 0)).to_latex(steps=True)
    assert r"\text{$\alpha$ taken away and added again}" in written
    assert written.isascii()
