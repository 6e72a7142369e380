from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.layers import Dot
from tests.explain.proving import assert_corruption_is_found, proved


@pytest.mark.parametrize("is_normalized", [False, True])
@pytest.mark.parametrize(
    ("axes", "shapes"),
    [
        (1, [(3,), (3,)]),
        (1, [(2, 3), (2,)]),
        ((2, 1), [(2, 3), (3, 4)]),
        ((1, 2), [(3, 2), (2, 3)]),
        (-1, [(2, 2, 3), (3,)]),
    ],
)
def test_every_number_agrees(axes: Any, shapes: list[tuple[int, ...]], is_normalized: bool) -> None:
    proved(Dot(axes, normalize=is_normalized), *shapes)


def test_a_value_is_a_scalar_product() -> None:
    explanation = proved(Dot((2, 1), name="dot"), (2, 3), (3, 4))
    assert str(explanation.value_of("dot/output", (0, 1, 2))).splitlines()[1] == (
        "  o[0,1,2] = x₁[0,1,0]·x₂[0,0,2] + x₁[0,1,1]·x₂[0,1,2] + x₁[0,1,2]·x₂[0,2,2]"
    )


def test_normalized_vectors_have_names_and_lengths() -> None:
    explanation = proved(
        Dot(1, normalize=True, name="dot"), (2,), (2,), x=[np.array([[3.0, 4.0]]), np.array([[1.0, 0]])]
    )
    assert explanation.value_of("dot/first_length", (0,)).value == 5
    assert str(explanation.value_of("dot/first_unit", (0, 1))).splitlines()[1] == "  x̂₁[0,1] = x₁[0,1] / ℓ₁[0]"
    assert str(explanation.value_of("dot/output", (0, 0))).splitlines()[1] == (
        "  o[0,0] = x̂₁[0,0]·x̂₂[0,0] + x̂₁[0,1]·x̂₂[0,1]"
    )


def test_a_vector_without_length_has_no_gradient() -> None:
    x = [np.zeros((1, 2)), np.array([[1.0, 2.0]])]
    assert proved(Dot(1, normalize=True), (2,), (2,), x=x).gradient_of("input_0", (0, 1)).value == 0


def test_a_changed_number_is_found() -> None:
    for is_normalized in (False, True):
        explanation = proved(Dot(1, normalize=is_normalized, name="dot"), (2, 3), (2,))
        assert_corruption_is_found(explanation, "gradient", "input_1", (0, 1))
