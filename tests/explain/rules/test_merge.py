from __future__ import annotations

import pytest

from nervure.layers import Add, Concatenate, Dense, Input, Layer
from nervure.models import Model
from tests.explain.proving import assert_corruption_is_found, data, proved


@pytest.mark.parametrize(
    ("layer", "shapes"),
    [
        (Add(), [(3,), (3,)]),
        (Add(), [(2, 3), (1, 3), (3,)]),
        (Add(), [(2, 2, 3), (3,)]),
        (Concatenate(), [(2, 3), (2, 1)]),
        (Concatenate(axis=1), [(2, 3), (1, 3), (2, 3)]),
    ],
)
def test_every_number_agrees(layer: Layer, shapes: list[tuple[int, ...]]) -> None:
    proved(layer, *shapes)


def test_a_number_that_was_stretched_adds_up_the_gradients() -> None:
    explanation = proved(Add(name="sum"), (2, 3), (3,))
    assert str(explanation.value_of("sum/output", (0, 1, 2))).splitlines()[1] == "  o[0,1,2] = x₁[0,1,2] + x₂[0,2]"
    assert str(explanation.gradient_of("input_1", (0, 2))).splitlines()[1] == (
        "  dE/dx[0,2] = dE/do[0,0,2] + dE/do[0,1,2]"
    )


def test_a_joined_number_says_where_it_stood() -> None:
    explanation = proved(Concatenate(name="both"), (2,), (3,))
    assert str(explanation.value_of("both/output", (0, 3))).splitlines()[1] == "  o[0,3] = x₂[0,1]"
    assert str(explanation.gradient_of("input_1", (0, 1))).splitlines()[1] == "  dE/dx[0,1] = dE/do[0,3]"


def test_what_two_ways_lead_from_gets_the_gradients_of_both() -> None:
    inputs = Input((3,), name="input")
    network = Model(inputs, Dense(1)(Add()([inputs, Dense(3, name="hidden")(inputs), inputs])))
    network.compile("sgd", "mse")
    explanation = network.explain(data((3,), 2), data((1,), 2))
    assert explanation.verify(everything=True).opaque == 0
    assert len(explanation.gradient_of("input", (0, 1)).contributions) == 5


def test_a_changed_number_is_found() -> None:
    assert_corruption_is_found(proved(Add(name="sum"), (3,), (3,)), "value", "sum/output", (0, 1))
    assert_corruption_is_found(proved(Concatenate(), (3,), (3,)), "gradient", "input_1", (0, 1))
