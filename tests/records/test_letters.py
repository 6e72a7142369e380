from __future__ import annotations

from dataclasses import replace

from nervure.records.derivation import Derivation
from nervure.records.expression import Call, Expression, Symbol, maximum, select, symbols
from nervure.records.letters import told_apart, with_symbols
from tests.records.places import place


def _named(letter: str, name: str, value: float = 2.0) -> Symbol:
    return Symbol(letter, (0,), value, place("value", name, (0,)))


def test_a_derivation_with_a_letter_for_each_array_stays_as_it_is() -> None:
    derivation = Derivation(_named("y", "a"), _named("x", "b") * _named("w", "c"), "step", "dense")
    assert told_apart(derivation) is derivation


def test_a_second_and_a_third_array_of_the_same_letter_get_primes() -> None:
    sums = _named("x", "b") * _named("w", "c") + _named("x", "d") * _named("w", "e") + _named("x", "f")
    told = told_apart(Derivation(_named("y", "a"), sums, "step", "dense"))
    assert told.legend == (("y", "a"), ("x", "b"), ("w", "c"), ("x′", "d"), ("w′", "e"), ("x′′", "f"))
    assert told.expression.value == sums.value


def test_one_array_has_one_letter_and_settings_keep_theirs() -> None:
    read = select(_named("x", "a"), "=", _named("y", "b"), Symbol("η", (), 0.1), 0)
    told = told_apart(Derivation(_named("y", "a"), read, "step", "pooling"))
    assert [symbol.letter for symbol in symbols(told.expression)] == ["y", "y′", "η"]


def test_letters_of_cases_that_do_not_hold_are_told_apart_and_explained_too() -> None:
    leaky = select(_named("x", "a"), ">", 0, _named("x", "a"), _named("α", "b") * _named("y", "c"))
    told = told_apart(Derivation(_named("y", "d"), leaky, "step", "prelu"))
    assert told.legend == (("y", "d"), ("x", "a"), ("α", "b"), ("y′", "c"))


def test_symbols_are_replaced_in_every_kind_of_node() -> None:
    x = _named("x", "a")
    expression: Expression = Call("exp", -(x**2)) / maximum(x, 1) + select(x, ">", 0, x * 3, x)
    doubled = with_symbols(expression, lambda symbol: Symbol("u", (), 2 * symbol.value))
    twice = Symbol("u", (), 2 * x.value)
    assert doubled == Call("exp", -(twice**2)) / maximum(twice, 1) + select(twice, ">", 0, twice * 3, twice)


def test_a_number_below_a_setting_is_no_index() -> None:
    """Set in LaTeX, the second number of beta and the setting of Adam would be one."""
    beta = Symbol("β", (1,), 0.5, place("updated", "norm/beta", (1,)), is_new=True)
    setting = Symbol("β₁", (), 0.9)
    derivation = told_apart(Derivation(beta, replace(beta, is_new=False) * setting, "update", "Adam"))
    assert derivation.legend == (("β′", "norm/beta"),)
    assert derivation.settings == ("β₁",)
