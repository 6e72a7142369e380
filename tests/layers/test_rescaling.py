from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Input, Rescaling
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, walk


@pytest.mark.parametrize(
    "options",
    [
        {"scale": 1 / 255},
        {"scale": 1 / 127.5, "offset": -1},
        {"scale": [1.0, 2.0, 3.0], "offset": (0.1, 0.2, 0.3)},
        {"scale": np.float32(0.5), "offset": np.array([1.0, 2.0, 3.0])},
        {"scale": [2.0]},
        {"scale": np.ones((1, 1, 3)), "offset": 0},
    ],
)
def test_rescaling_keeps_the_rules_of_layers(options: dict) -> None:
    check_layer_rules(lambda: Rescaling(**options), (4, 4, 3))


def test_pixels_become_fractions() -> None:
    pixels = np.array([[0, 51, 255]], "uint8")
    y = Rescaling(1.0 / 255)(pixels)
    assert y.dtype == np.float32
    assert np.allclose(y, [[0, 0.2, 1]], atol=1e-6)


def test_a_list_holds_one_value_a_channel() -> None:
    x = numbers(0, 2, 3, 3, 2)
    y = Rescaling([2.0, 3.0], [1.0, 0.0])(x)
    assert np.allclose(y, x * [2, 3] + [1, 0], atol=1e-6)
    assert np.allclose(walk(Rescaling([2.0, 3.0]), [x]).dinputs[0][0, 0, 0], [2, 3])


def test_a_list_of_another_length_is_refused() -> None:
    assert_says(ShapeError, lambda: Rescaling([1, 2])(Input((4, 4, 3))), "scale", "values: 2", "(N, 4, 4, 3)")
    assert_says(ShapeError, lambda: Rescaling(1, [1, 2])(Input((4, 4, 3))), "offset")


@pytest.mark.parametrize("value", ["1/255", None, [], [1, "2"], {}, np.ones((2, 3))])
def test_what_is_no_number_is_refused_at_once(value: object) -> None:
    assert_says(ArgumentError, lambda: Rescaling(value), "scale", "1/255")
    assert_says(ArgumentError, lambda: Rescaling(1.0, value), "offset")
