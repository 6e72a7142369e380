from __future__ import annotations

import math

import numpy as np
import pytest

from nervure import losses
from nervure.errors import ArgumentError

P = np.array([[0.1, 0.9], [0.8, 0.2]])


def test_the_value_is_the_box_cox_transform_of_the_probability() -> None:
    expected = [(1 - 0.9**0.3) / 0.3, (1 - 0.2**0.3) / 0.3]
    assert losses.categorical_generalized_cross_entropy([1, 1], P, q=0.3).tolist() == pytest.approx(expected)
    assert losses.CategoricalGeneralizedCrossEntropy(q=0.3)([[1], [1]], P) == pytest.approx(sum(expected) / 2)


def test_the_exponent_leads_from_cross_entropy_to_absolute_error() -> None:
    near_zero = losses.CategoricalGeneralizedCrossEntropy(q=1e-6)([1, 1], P)
    assert near_zero == pytest.approx(-(math.log(0.9) + math.log(0.2)) / 2, rel=1e-5)
    near_one = losses.CategoricalGeneralizedCrossEntropy(q=1 - 1e-6)([1, 1], P)
    assert near_one == pytest.approx(((1 - 0.9) + (1 - 0.2)) / 2, rel=1e-5)


@pytest.mark.parametrize("q", [0.0, 1.0, -0.5])
def test_an_exponent_outside_zero_and_one_is_refused(q: float) -> None:
    with pytest.raises(ArgumentError, match="0 < q < 1"):
        losses.CategoricalGeneralizedCrossEntropy(q=q)
