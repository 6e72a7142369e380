from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nervure as nv
from nervure.language import set_language
from nervure.records.derivation import Derivation
from nervure.records.expression import Expression, Number, Sum, Symbol, symbols
from nervure.render.derivation import chain_text, derivation_text, width
from tests.explain.networks import explained
from tests.records.places import place


def _derivation(expression: Expression, value: float | None = None) -> Derivation:
    subject = Symbol("z", (0,), expression.value if value is None else value, place("value", "dense/z", (0,)))
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
    assert derivation_text(update).endswith("where w is output/kernel, E is loss, η is the learning rate")
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


@pytest.mark.parametrize(("rate", "is_said"), [(1e-9, True), (0.5, False)])
def test_a_change_that_six_digits_hide_is_printed(rate: float, is_said: bool) -> None:
    model = nv.Sequential([nv.Input((1,)), nv.layers.Dense(1, use_bias=False, name="d")])
    model.compile(nv.optimizers.SGD(rate), "mse", precision="float64")
    model.set_weights([[[1 / 3]]])
    update = model.explain([[1.0]], [[2.0]]).update_of("d/kernel", (0, 0))
    line = f"  Δw[0,0] = w⁺[0,0] - w[0,0] = {rate * 10 / 3:.6g}: six digits hide it".replace("e-09", "e-9")
    assert (line in str(update).splitlines()) == is_said
    change = r"\noindent ${\Delta w}_{0,0}$ = $w_{0,0}^{+}$ - $w_{0,0}$ = $3.33333 \cdot 10^{-9}$: six digits hide it"
    assert (change in update.to_latex().splitlines()) == is_said


@pytest.mark.parametrize(
    ("optimizer", "constraint", "expected"),
    [
        (nv.optimizers.SGD(0.1), None, []),
        (nv.optimizers.SGD(0.1, momentum=0.9), None, ["momentum"]),
        (nv.optimizers.Adam(0.1), None, ["momentum", "velocity"]),
        (nv.optimizers.AdamW(0.1, weight_decay=0.1), None, ["momentum", "velocity"]),
        (nv.optimizers.Lion(0.1), None, []),
        (nv.optimizers.RMSprop(0.1, momentum=0.5, centered=True), None, ["momentum", "velocity", "average_gradient"]),
        (nv.optimizers.Adagrad(0.1), None, ["accumulator"]),
        (nv.optimizers.Adadelta(0.1), None, ["accumulated_grad"]),
        (nv.optimizers.Adamax(0.1), None, ["momentum", "norm"]),
        (nv.optimizers.Nadam(0.1), None, ["momentum", "velocity"]),
        (nv.optimizers.SGD(0.1, clipvalue=0.1), None, ["used_gradient"]),
        (nv.optimizers.SGD(0.1, clipnorm=0.1), None, ["used_gradient", "gradient_norm"]),
        (nv.optimizers.SGD(0.1, global_clipnorm=0.1), None, ["used_gradient", "gradient_norm"]),
        (nv.optimizers.SGD(0.1, use_ema=True, ema_overwrite_frequency=1), None, ["average"]),
        (nv.optimizers.SGD(0.1), nv.constraints.NonNeg(), ["stepped"]),
        (nv.optimizers.SGD(0.1), nv.constraints.MaxNorm(0.5), ["stepped", "stepped_norm"]),
        (nv.optimizers.Adam(0.1, clipnorm=0.1), nv.constraints.UnitNorm(),
         ["stepped", "stepped_norm", "momentum", "velocity", "used_gradient", "gradient_norm"]),
    ],
)  # fmt: skip
def test_a_chain_ties_the_new_weight_to_the_gradient(optimizer: Any, constraint: Any, expected: list[str]) -> None:
    model = nv.Sequential([nv.Input((2,)), nv.layers.Dense(2, kernel_constraint=constraint, name="d")])
    model.compile(optimizer, "mse", precision="float64")
    model.train_on_batch(np.array([[1.0, 2.0]]), np.array([[0.5, 0.5]]))
    why = model.explain([[1.0, 2.0]], [[0.5, 0.5]]).why("d/kernel", (0, 1))
    assert sorted(tie.place.name.rpartition("/")[2] for tie in why.chain.ties) == sorted(expected)
    assert all(f"{tie.place} = " in str(why) and str(tie.place) for tie in why.chain.ties)
    everything = [why.chain.update, *why.chain.ties]
    read = {symbol.place for derivation in everything if derivation for symbol in symbols(derivation.expression)}
    assert why.chain.gradient.place in read
