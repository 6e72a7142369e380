from __future__ import annotations

from nervure.explain.reading.evaluation import Evaluation
from nervure.explain.reading.grammar import parsed
from nervure.explain.reading.tree import Operand

NUMBERS = {("x", (0,)): 2 / 3, ("x", (1,)): -0.5, ("w", ()): 3.0}


def number(operand: Operand) -> float:
    """What an engine would have."""
    return NUMBERS[operand.letter, operand.index]


def test_operands_are_looked_up_by_letter_and_index() -> None:
    evaluation = Evaluation(number)
    found = evaluation.of(parsed("x[0]·w + x[1]", "xw"))
    assert found.full == 2 / 3 * 3 - 0.5
    assert found.shown == 0.666667 * 3 - 0.5
    assert evaluation.used == 3


def test_only_the_case_that_holds_is_computed() -> None:
    evaluation = Evaluation(number)
    assert evaluation.of(parsed("{x[0] if w > 0, else y[7]}", "xwy")).full == 2 / 3


def test_what_is_left_out_of_symbols_is_read_in_numbers() -> None:
    in_numbers = Evaluation(number)
    in_numbers.of(parsed("1 + … (2 more: 0.25) + 3", ""))
    in_symbols = Evaluation(number, in_numbers.left_out)
    found = in_symbols.of(parsed("w + … (2 more) + w", "w"))
    assert found.full == 6.25
    assert found.doubt > 0


def test_an_extremum_may_leave_arguments_out() -> None:
    assert Evaluation(number).of(parsed("max(x[0], w, … (12 more))", "xw")).full == 3.0
