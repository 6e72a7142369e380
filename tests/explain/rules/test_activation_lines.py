from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.explain.call import Rule
from nervure.explain.rules import rectifiers, smooth_activations
from nervure.explain.rules.activation_lines import maxout_lines
from nervure.layers import Maxout
from nervure.records.expression import Number, Symbol
from tests.explain.networks import explained
from tests.explain.proving import network_of

WORKED: dict[str, Rule] = {
    op.name: rule
    for op, rule in [*smooth_activations.RULES.items(), *rectifiers.RULES.items()]
    if rule.pointwise is not None and rule.pointwise.steps is not None
}


def test_the_activations_of_the_lecture_are_worked_out() -> None:
    assert {"sigmoid", "tanh", "relu", "leaky_relu", "elu"} <= set(WORKED)


@pytest.mark.parametrize("name", sorted(WORKED))
@given(z=st.floats(-30, 30))
def test_every_line_is_the_same_number(name: str, z: float) -> None:
    function = WORKED[name].pointwise
    assert function is not None
    assert function.steps is not None
    value = function.value(Number(z), {}).value
    steps = function.steps(Symbol("z", (), z), Symbol("y", (), value), {})
    slope = function.slope(Number(z), Number(value), {}).value
    for step in steps:
        assert math.isclose(step.expression.value, slope if step.is_derivative else value, rel_tol=1e-9, abs_tol=1e-12)


def test_a_relu_with_more_pieces_is_not_worked_out() -> None:
    function = WORKED["relu"].pointwise
    assert function is not None
    assert function.steps is not None
    assert function.steps(Number(1.0), Number(1.0), {"max_value": 6.0}) == ()


def test_of_the_pieces_of_maxout_only_the_winner_moves_it() -> None:
    pieces = [Symbol("z", (number,), value) for number, value in enumerate((1.0, 3.0, 3.0))]
    assert [maxout_lines(pieces, piece)[-1].expression.value for piece in range(3)] == [0.0, 1.0, 0.0]
    network = network_of(Maxout(1, pieces=2, name="maxout"), (1,))
    steps = network.explain([[3.0]], [[0.0]]).gradient_of("maxout/z", (0, 0, 0)).derivative_steps
    assert [step.reason for step in steps] == ["definition", "winner", "pieces"]


def test_the_sigmoid_step_by_step() -> None:
    text = explained().gradient_of("output/z", (0, 1)).text(steps=True)
    assert text.splitlines()[-8:] == [
        "    f  = 1 / (1 + exp(-z))    (the function itself)",
        "    f' = ((-1) / (1 + exp(-z))²)·(-exp(-z))    (chain rule: the outer derivative times the inner one)",
        "       = exp(-z) / (1 + exp(-z))²    (minus times minus is plus)",
        "       = (1 / (1 + exp(-z)))·(exp(-z) / (1 + exp(-z)))    (written as a product)",
        "       = (1 / (1 + exp(-z)))·(1 - 1 / (1 + exp(-z)))    (the second factor is what the first lacks to 1)",
        "       = o·(1 - o)    (the value itself put in)",
        "       = 0.223155",
        "    where z is output/z[0,1], o is output/output[0,1], f is the function",
    ]
    assert explained().gradient_of("output/z", (0, 1)).text() in text
