from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError
from nervure.initializers import GlorotUniform
from nervure.layers import Input, Maxout
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of, walk


@pytest.mark.parametrize(
    ("options", "shape", "num_parameters"),
    [
        ({"units": 3}, (4,), 30),
        ({"units": 3, "pieces": 5, "use_bias": False}, (4,), 60),
        ({"units": 2, "pieces": 1}, (4,), 10),
        ({"units": 2, "pieces": 3, "kernel_initializer": "he_normal"}, (5, 4), 30),
        ({"units": 2, "kernel_regularizer": "l2", "bias_constraint": "non_neg"}, (2, 3, 4), 20),
    ],
)
def test_maxout_keeps_the_rules_of_layers(options: dict, shape: tuple[int, ...], num_parameters: int) -> None:
    check_layer_rules(lambda: Maxout(**options), shape, num_parameters=num_parameters)


def test_the_largest_of_two_weighted_sums_wins() -> None:
    layer = Maxout(3, bias_initializer="random_normal")
    x = numbers(0, 6, 4)
    y = layer(x)
    kernel, bias = layer.get_weights()
    assert (kernel.shape, bias.shape) == ((2, 4, 3), (2, 3))
    assert np.allclose(y, np.maximum(x @ kernel[0] + bias[0], x @ kernel[1] + bias[1]), atol=1e-6)


def test_two_pieces_can_be_a_relu() -> None:
    layer = Maxout(4, use_bias=False)
    x = numbers(0, 6, 4)
    layer(x)
    layer.set_weights([np.stack([np.eye(4), np.zeros((4, 4))])])
    assert np.allclose(layer(x), np.maximum(x, 0))


def test_only_the_winner_gets_the_gradient() -> None:
    layer = Maxout(1, use_bias=False)
    layer(np.array([[1.0, 0.0]]))
    layer.set_weights([np.array([[[1.0], [0.0]], [[0.0], [1.0]]])])
    walked = walk(layer, [np.array([[3.0, 2.0]])])
    assert walked.dinputs[0].tolist() == [[1.0, 0.0]]
    assert walked.dparameters["kernel"].flatten().tolist() == [3.0, 2.0, 0.0, 0.0]


def test_the_products_are_a_step_of_their_own() -> None:
    layer = Maxout(3, name="m")
    layer(Input((4,)))
    assert [step.name for step in steps_of(layer)] == ["m/z", "m/output"]


def test_the_first_weights_are_as_large_as_those_of_a_dense_layer() -> None:
    layer = Maxout(30, pieces=8)
    layer(numbers(0, 1, 40))
    limit = math.sqrt(6 / (40 + 30))
    assert layer.kernel.array.abs().max().item() == pytest.approx(limit, rel=0.01)
    assert layer.kernel.array.permute(1, 0, 2).is_contiguous()


def test_pieces_differ_even_with_a_seeded_initializer() -> None:
    layer = Maxout(3, kernel_initializer=GlorotUniform(seed=1))
    layer(numbers(0, 1, 4))
    assert not torch.equal(layer.kernel.array[0], layer.kernel.array[1])


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: Maxout(0), "units")
    assert_says(ArgumentError, lambda: Maxout(3, pieces=0), "pieces")
    layer = Maxout(3)
    layer(Input((4,)))
    assert_says(ShapeError, lambda: layer(Input((5,))), "Maxout 'maxout'", "(N, ..., 4)")
    assert_says(ShapeError, lambda: Maxout(3)(Input((None,))), "number of features")
