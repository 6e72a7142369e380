from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers import Flatten, Input
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of


@pytest.mark.parametrize("shape", [(3, 4, 2), (5,), (), (2, 3), (2, 1, 2, 3)])
def test_flatten_keeps_the_rules_of_layers(shape: tuple[int, ...]) -> None:
    check_layer_rules(Flatten, shape)


def test_the_last_axis_runs_fastest() -> None:
    x = numbers(0, 2, 3, 4, 5)
    y = Flatten()(x)
    height, width, channel = 2, 1, 3
    assert np.array_equal(y[:, (height * 4 + width) * 5 + channel], x[:, height, width, channel])


def test_an_unknown_size_makes_the_length_unknown() -> None:
    assert Flatten()(Input((None, 3))).shape == (None, None)


def test_an_empty_batch_keeps_its_length() -> None:
    assert Flatten()(np.zeros((0, 2, 3), "float32")).shape == (0, 6)


def test_one_layer_takes_samples_of_two_sizes() -> None:
    layer = Flatten(name="f")
    assert layer(numbers(0, 2, 3, 4)).shape == (2, 12)
    assert layer(numbers(0, 2, 5)).shape == (2, 5)
    assert [step.name for step in steps_of(layer)] == ["f/output"]


def test_channels_first_is_refused() -> None:
    assert_says(ArgumentError, lambda: Flatten(data_format="channels_first"), "Flatten", "channels last")
