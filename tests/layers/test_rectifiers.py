from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers import ELU, LeakyReLU, ReLU
from tests.layers.layer_rules import assert_says, check_layer_rules

LINE = np.array([[-10.0, -5.0, 0.0, 5.0, 10.0]])


@pytest.mark.parametrize(
    "make",
    [
        ReLU,
        lambda: ReLU(6),
        lambda: ReLU(max_value=1.0, negative_slope=0.1, threshold=0.5),
        LeakyReLU,
        lambda: LeakyReLU(0.1),
        lambda: LeakyReLU(0.0),
        ELU,
        lambda: ELU(0.5),
    ],
)
def test_rectifiers_keep_the_rules_of_layers(make: type) -> None:
    check_layer_rules(make, (7,))
    check_layer_rules(make, (4, 4, 2))


def test_the_examples_of_keras_give_their_numbers() -> None:
    assert ReLU(max_value=10, negative_slope=0.5, threshold=0)(LINE).tolist() == [[-5.0, -2.5, 0.0, 5.0, 10.0]]
    assert LeakyReLU(negative_slope=0.5)(LINE).tolist() == [[-5.0, -2.5, 0.0, 5.0, 10.0]]
    assert ELU(2.0)(np.array([[-np.log(2.0), 1.0]])).round(6).tolist() == [[-1.0, 1.0]]


def test_the_older_name_of_the_slope_means_the_same() -> None:
    layer = LeakyReLU(alpha=0.1)
    assert layer.negative_slope == 0.1
    assert layer.get_config()["negative_slope"] == 0.1
    assert "alpha" not in layer.get_config()
    assert LeakyReLU.from_config(layer.get_config()).function == layer.function


@pytest.mark.parametrize(
    "call",
    [
        lambda: ReLU(max_value=-1.0),
        lambda: ReLU(negative_slope=-0.1),
        lambda: ReLU(threshold=None),
        lambda: LeakyReLU(-0.1),
        lambda: LeakyReLU("0.1"),
        lambda: LeakyReLU(float("nan")),
        lambda: ELU(alpha=-1),
    ],
)
def test_a_negative_constant_is_refused(call: object) -> None:
    assert_says(ArgumentError, call, "a non-negative number")
