from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import BatchNormalization, Input
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, plan_of, steps_of, walk


@pytest.mark.parametrize(
    ("options", "shape", "num_parameters"),
    [
        ({}, (4,), 16),
        ({"momentum": 0.9, "epsilon": 1e-5}, (5, 5, 3), 12),
        ({"center": False}, (4,), 12),
        ({"scale": False}, (3, 4), 12),
        ({"center": False, "scale": False}, (3, 4), 8),
        ({"axis": 1}, (3, 4), 12),
        ({"axis": -2, "gamma_initializer": "random_normal", "beta_initializer": "ones"}, (3, 4, 2), 16),
    ],
)
def test_batch_normalization_keeps_the_rules_of_layers(
    options: dict, shape: tuple[int, ...], num_parameters: int
) -> None:
    check_layer_rules(lambda: BatchNormalization(**options), shape, num_parameters=num_parameters)


def test_the_weights_stand_in_the_order_of_keras() -> None:
    layer = BatchNormalization()
    layer(Input((4,)))
    assert [parameter.name for parameter in layer.parameters] == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert [parameter.trainable for parameter in layer.parameters] == [True, True, False, False]
    assert [weight[0] for weight in layer.get_weights()] == [1, 0, 0, 1]


def test_a_batch_in_training_gets_mean_zero_and_variance_one() -> None:
    y = BatchNormalization(epsilon=1e-6)(5 + 3 * numbers(0, 64, 7, 4), training=True)
    assert np.allclose(y.mean((0, 1)), 0, atol=1e-5)
    assert np.allclose(y.var((0, 1)), 1, atol=1e-3)


def test_a_walk_changes_nothing_until_it_is_committed() -> None:
    layer = BatchNormalization(momentum=0.9)
    x = 5 + numbers(0, 64, 4)
    walk(layer, [x])
    assert np.array_equal(layer.get_weights()[2], np.zeros(4))
    walk(layer, [x], commit=True)
    _, _, mean, variance = layer.get_weights()
    assert np.allclose(mean, 0.1 * x.mean(0), atol=1e-5)
    assert np.allclose(variance, 0.9 + 0.1 * x.var(0), atol=1e-5)
    walk(layer, [x], training=False, commit=True)
    assert np.array_equal(layer.get_weights()[2], mean)


def test_a_frozen_layer_runs_as_at_inference() -> None:
    layer = BatchNormalization(trainable=False)
    x = 5 + numbers(0, 64, 4)
    at_inference = layer(x)
    assert np.array_equal(layer(x, training=True), at_inference)
    assert steps_of(layer)[0].options["frozen"] is True
    layer.trainable = True
    assert not np.allclose(layer(x, training=True), at_inference)
    walk(layer, [x], training=True)
    assert plan_of(layer).steps[0].options["frozen"] is False


def test_float64_keeps_its_digits() -> None:
    layer = BatchNormalization()
    x = torch.from_numpy(np.random.default_rng(0).standard_normal((32, 3))) + 1e6
    y = walk(layer, [x], dtype=torch.float64).y
    assert torch.allclose(y.mean(0), torch.zeros(3, dtype=torch.float64), atol=1e-8)


@pytest.mark.parametrize(
    ("call", "fragment"),
    [
        (lambda: BatchNormalization(axis=0), "axis 0 is the batch axis"),
        (lambda: BatchNormalization(axis=[3]), "axis must be a whole number"),
        (lambda: BatchNormalization(momentum=1.5), "momentum=0.9"),
        (lambda: BatchNormalization(momentum="0.9"), "momentum must be a number"),
        (lambda: BatchNormalization(epsilon=-1e-3), "epsilon"),
        (lambda: BatchNormalization(renorm=True), "renorm=True"),
        (lambda: BatchNormalization(synchronized=True), "synchronized=True"),
        (lambda: BatchNormalization(renorm_clipping={"rmax": 1.0}), "renorm_clipping"),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused_at_once(call: object, fragment: str) -> None:
    assert_says(ArgumentError, call, "BatchNormalization", fragment)


def test_inputs_that_do_not_fit_are_refused() -> None:
    layer = BatchNormalization(name="bn")
    layer(Input((4,)))
    assert_says(ShapeError, lambda: layer(Input((5,))), "BatchNormalization 'bn'", "4 along axis -1", "(N, 5)")
    assert_says(ShapeError, lambda: BatchNormalization()(Input((None,))), "size of axis -1")
    assert_says(ShapeError, lambda: BatchNormalization(axis=3)(Input((4,))), "no axis 3")
    assert_says(ShapeError, lambda: BatchNormalization(axis=-2)(Input((4,))), "is the batch axis")
