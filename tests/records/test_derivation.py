from __future__ import annotations

from nervure.records.derivation import Chain, Derivation, Hop
from nervure.records.expression import Number, Symbol
from tests.records.places import place

X = Symbol("x", (0,), 2.0, place("value", "input", (0,)))
W = Symbol("w", (0,), 3.0, place("value", "dense/kernel", (0,)))
Z = Symbol("z", (0,), 6.0, place("value", "dense/z", (0,)))


def test_a_derivation_knows_its_number_and_its_place() -> None:
    derivation = Derivation(Z, X * W, "step", "dense")
    assert (derivation.value, derivation.place) == (6.0, place("value", "dense/z", (0,)))
    assert not derivation.is_leaf
    assert Derivation(X, X, "given", "input").is_leaf


def test_the_legend_names_each_letter_once_and_leaves_settings_out() -> None:
    derivation = Derivation(Z, X * W + X * Symbol("η", (), 0.1), "step", "dense")
    assert derivation.legend == (("z", "dense/z"), ("x", "input"), ("w", "dense/kernel"))


def test_a_chain_is_single_where_no_sum_forks_it() -> None:
    last = Hop(Derivation(X, X - 1, "step", "loss"))
    one = Hop(Derivation(Z, X * W, "step", "dense"), X * W, W)
    fork = Hop(Derivation(Z, X * W + X, "step", "dense"), X * W, W)
    assert Chain((one, last), None).is_single
    assert not Chain((fork, last), None).is_single
    assert (fork.num_ways, one.num_ways) == (2, 1)
    assert not Chain((Hop(one.derivation, X * W, None), last), None).is_single
    assert Chain((one, last), None).gradient is one.derivation
    assert Number(1.0).parts == ()
