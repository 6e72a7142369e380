from __future__ import annotations

from nervure.records.derivation import Derivation
from nervure.records.expression import Number, Symbol
from nervure.render.formula.written import RememberingNotation, written_numbers
from tests.records.places import place


def test_everything_that_is_written_is_remembered_in_order() -> None:
    x = Symbol("x", (0,), 0.25, place("value", "input", (0,)))
    derivation = Derivation(Symbol("y", (), 0.75, place("value", "y")), 3 * x, "step", "op")
    assert [each.digits for each in written_numbers(derivation)] == ["0.75", "3", "3", "0.25"]


def test_of_a_leaf_only_the_number_itself_is_written() -> None:
    subject = Symbol("y", (), 0.75, place("value", "y"))
    assert [each.value for each in written_numbers(Derivation(subject, subject, "stored", "y"))] == [0.75]


def test_what_is_left_out_of_a_long_sum_is_remembered_too() -> None:
    notation = RememberingNotation()
    notation.omitted(5, 1.5)
    notation.number(Number(2.0).value)
    assert [each.digits for each in notation.written] == ["1.5", "2"]
