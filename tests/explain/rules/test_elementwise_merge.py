from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.layers import Average, Dense, Input, Layer, Masking, Maximum, Minimum, Multiply, Subtract
from nervure.models import Model
from tests.explain.proving import assert_corruption_is_found, data, proved


@pytest.mark.parametrize("shapes", [[(3,), (3,)], [(2, 3), (1, 3)], [(2, 2, 3), (3,)]])
@pytest.mark.parametrize("kind", [Subtract, Average, Multiply, Maximum, Minimum])
def test_every_number_agrees(kind: Any, shapes: list[tuple[int, ...]]) -> None:
    proved(kind(), *shapes)


@pytest.mark.parametrize("kind", [Average, Multiply, Maximum, Minimum])
def test_three_inputs_agree(kind: Any) -> None:
    proved(kind(), (2,), (2,), (2,))


@pytest.mark.parametrize("masked", [(True, True, True), (True, False, True), (False, True, False)])
@pytest.mark.parametrize("kind", [Multiply, Maximum, Minimum])
def test_padding_takes_no_part(kind: Any, masked: tuple[bool, ...]) -> None:
    inputs = [Input((4, 2), name=f"input_{number}") for number in range(3)]
    read = [Masking()(one) if has_mask else one for one, has_mask in zip(inputs, masked, strict=True)]
    network = Model(inputs, Dense(1)(kind(name="merged")(read)))
    network.compile("sgd", "mse")
    x = [data((4, 2), 2, seed) for seed in range(3)]
    for number, one in enumerate(x):
        one[0, number] = one[:, 3] = 0
        one[1, : number + 1] = 0
    for precision in ("float64", "float32"):
        explanation = network.explain(x, data((4, 1), 2), precision=precision)
        assert explanation.verify(everything=True).opaque == 0


def test_the_winner_is_handed_the_gradient_and_the_first_of_equal_ones_wins() -> None:
    x = [np.array([[1.0, 5.0, 2.0]]), np.array([[3.0, 4.0, 2.0]])]
    explanation = proved(Maximum(name="largest"), (3,), (3,), x=x)
    assert str(explanation.value_of("largest/output", (0, 0))).splitlines()[1:3] == [
        "  o[0,0] = max(x₁[0,0], x₂[0,0])",
        "         = max(1, 3)",
    ]
    assert [explanation.gradient_of("input_0", (0, i)).value != 0 for i in range(3)] == [False, True, True]
    assert [explanation.gradient_of("input_1", (0, i)).value != 0 for i in range(3)] == [True, False, False]


def test_a_factor_is_handed_the_other_factors() -> None:
    explanation = proved(Multiply(name="product"), (2,), (2,), (2,))
    assert str(explanation.gradient_of("input_1", (0, 1))).splitlines()[1] == (
        "  dE/dx[0,1] = dE/do[0,1]·x₁[0,1]·x₃[0,1]"
    )


@pytest.mark.parametrize("layer", [Subtract(name="merged"), Average(name="merged"), Multiply(name="merged")])
def test_a_changed_number_is_found(layer: Layer) -> None:
    assert_corruption_is_found(proved(layer, (3,), (3,)), "value", "merged/output", (0, 1))


def test_what_is_no_number_wins() -> None:
    x = [np.array([[np.nan, 1.0]]), np.array([[1.0, np.nan]])]
    proved(Minimum(), (2,), (2,), x=x)
