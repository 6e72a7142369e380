from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Input, PReLU
from tests.layers.layer_rules import assert_says, check_layer_rules


@pytest.mark.parametrize(
    ("options", "shape", "num_parameters"),
    [
        ({}, (4,), 4),
        ({"alpha_initializer": "random_normal", "shared_axes": [1, 2]}, (5, 4, 3), 3),
        ({"alpha_initializer": "ones", "shared_axes": 1, "alpha_regularizer": "l2"}, (5, 4), 4),
        ({"shared_axes": (1, 2, 3), "alpha_constraint": "non_neg"}, (5, 4, 3), 1),
    ],
)
def test_prelu_keeps_the_rules_of_layers(options: dict, shape: tuple[int, ...], num_parameters: int) -> None:
    check_layer_rules(lambda: PReLU(**options), shape, num_parameters=num_parameters)


def test_shared_axes_may_have_any_size() -> None:
    layer = PReLU("ones", shared_axes=[1, 2])
    assert layer(Input((None, None, 3))).shape == (None, None, None, 3)
    assert layer(np.ones((2, 7, 5, 3), "float32")).shape == (2, 7, 5, 3)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: PReLU(shared_axes=[0]), "shared_axes")
    assert_says(ArgumentError, lambda: PReLU(shared_axes="all"), "shared_axes")
    assert_says(ShapeError, lambda: PReLU(shared_axes=[3])(Input((4,))), "no axis 3")
    assert_says(ShapeError, lambda: PReLU()(Input((None, 4))), "axis 1", "(N, ?, 4)")
    layer = PReLU(name="p")
    layer(Input((4,)))
    assert_says(ShapeError, lambda: layer(Input((5,))), "PReLU 'p'", "4 along axis 1")
    assert_says(ShapeError, lambda: layer(Input((4, 4))), "(N, 4)")
