from __future__ import annotations

import nervure as nv
from nervure.language import set_language
from nervure.records.derivation import Derivation
from nervure.records.expression import Expression, Number, Sum, Symbol
from nervure.records.place import Place
from nervure.render.derivation import chain_text, derivation_text, width
from tests.explain.networks import explained


def _derivation(expression: Expression, value: float | None = None) -> Derivation:
    subject = Symbol("z", (0,), expression.value if value is None else value, Place("value", "dense/z", (0,)))
    return Derivation(subject, expression, "step", "dense")


def test_symbols_then_numbers_then_the_result() -> None:
    text = derivation_text(explained().value_of("hidden/z", (0, 0)).derivation)
    assert text == (
        "hidden/z[0,0] = 0.08\n"
        "  z[0,0] = x[0,0]·w[0,0] + x[0,1]·w[1,0]\n"
        "         = 0.1 × 0.3 + 0.2 × 0.25\n"
        "         = 0.08\n"
        "  where z is hidden/z, x is input, w is hidden/kernel"
    )


def test_a_number_without_a_derivation_says_so() -> None:
    assert derivation_text(explained().value_of("hidden/kernel", (0, 0)).derivation) == (
        "hidden/kernel[0,0] = 0.3\n  a stored number: it has no derivation"
    )


def test_digits_that_do_not_recombine_are_named() -> None:
    third = Number(1 / 3)
    text = derivation_text(_derivation(Sum((third, third, third))))
    assert "(the digits shown give 0.999999: they are rounded, the result is computed from all digits)" in text


def test_the_learning_rate_is_named() -> None:
    update = explained().update_of("output/kernel", (0, 0)).derivation
    assert derivation_text(update).endswith("where w is output/kernel, η is the learning rate")
    assert "learning rate" not in derivation_text(update, has_legend=False)


def test_a_chain_shows_update_gradient_factors_and_way() -> None:
    text = chain_text(explained().why("output/kernel", (0, 0)).chain)
    assert "dE/dw[0,0] = dE/do[0,0] × do[0,0]/dz[0,0] × dz[0,0]/dw[0,0]" in text
    assert "= 0.209446 × 0.238022 × 0.519989" in text
    assert [line.split(" = ")[0].strip() for line in text.splitlines()[-3:]] == [
        "dE/d output/output[0,0]",
        "dE/d output/z[0,0]",
        "dE/d output/kernel[0,0]",
    ]


def test_a_fork_says_how_much_came_that_way() -> None:
    assert "largest of 2: 0.0224337" in chain_text(explained().why("hidden/kernel", (0, 0)).chain)


def test_long_lines_are_folded_before_a_sign() -> None:
    wide = Sum(tuple(Symbol("x", (100 + n,), 1.0) * Symbol("weight", (100 + n,), 1.0) for n in range(8)))
    lines = derivation_text(_derivation(wide), all_terms=True).splitlines()
    assert max(map(width, lines)) <= 100
    assert lines[2].startswith(" " * 9 + "+ x[")
    assert "(a + b)" in derivation_text(_derivation((Symbol("a", (), 1.0) + Symbol("b", (), 1.0)) * 2))


def test_korean_letters_take_two_cells_and_marks_none() -> None:
    assert (width("a가"), width("x̂")) == (3, 1)
    set_language("ko")
    assert "저장된 값" in derivation_text(explained().value_of("hidden/kernel", (0, 0)).derivation)


def test_the_note_of_a_text_in_full_is_that_of_the_text_in_full() -> None:
    derivation = _derivation(Sum((Number(1 / 3),) * 30))
    assert "(the digits shown give 9.99999:" in derivation_text(derivation, all_terms=True)
    assert "the digits shown" not in derivation_text(derivation)


def test_a_penalty_that_outweighs_every_way_is_named() -> None:
    model = nv.Sequential([nv.Input((2,)), nv.layers.Dense(1, kernel_regularizer=nv.regularizers.L2(1.0), name="d")])
    model.compile("sgd", "mse", precision="float64")
    model.set_weights([[[3.0], [-1.0]], [0.0]])
    text = chain_text(model.explain([[0.1, 0.2]], [[0.0]]).why("d/kernel", (0, 0)).chain)
    assert "6.02  0.02, one of 2; the penalty's own term is larger: 6" in text
    assert "largest of" not in text
