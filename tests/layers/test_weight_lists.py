from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

import nervure.keras as ours
from tests.parity.both import built_twice


def lists(one: Any) -> list[list[tuple[int, ...]]]:
    found = (
        one.weights, one.trainable_weights, one.non_trainable_weights,
        one.variables, one.trainable_variables, one.non_trainable_variables,
    )  # fmt: skip
    return [[tuple(weight.shape) for weight in weights] for weights in found]


def network(library: Any) -> Any:
    layers = library.layers
    shared, inputs = layers.Dense(4), library.Input((4,))
    inside = library.Sequential([library.Input((4,)), layers.Dense(3), layers.BatchNormalization()])
    return library.Model(inputs, layers.Dense(2)(inside(shared(shared(inputs)))))


@pytest.mark.parametrize("frozen", [None, 1, 2, 3])
def test_the_lists_of_a_model_are_those_of_keras_whatever_is_frozen(frozen: int | None) -> None:
    found = []
    for library in (ours, keras):
        model = network(library)
        if frozen is not None:
            model.layers[frozen].trainable = False
        found.append([lists(one) for one in (model, *model.layers[1:])])
    assert found[0] == found[1]
    assert len(found[0][0][0]) == 10


def test_before_the_input_shape_is_known_there_are_none() -> None:
    assert lists(ours.layers.Dense(3)) == [[]] * 6
    assert lists(ours.Sequential([ours.layers.Dense(3)])) == [[]] * 6


def test_moving_averages_train_nowhere() -> None:
    layer = ours.layers.BatchNormalization()
    layer(ours.Input((5,)))
    assert [weight.name for weight in layer.trainable_weights] == ["gamma", "beta"]
    assert [weight.name for weight in layer.non_trainable_weights] == ["moving_mean", "moving_variance"]


def penalized(library: Any) -> Any:
    layers = library.layers
    inside = library.Sequential([library.Input((4,)), layers.Dense(3, kernel_regularizer="l2", bias_regularizer="l1")])
    frozen = layers.Dense(2, kernel_regularizer="l2", trainable=False)
    return library.Sequential([library.Input((4,)), inside, frozen, layers.Dense(2, kernel_regularizer="l1")])


def test_the_losses_of_regularizers_are_those_of_keras() -> None:
    mine, theirs = built_twice(penalized)
    np.testing.assert_allclose(mine.losses, [loss.item() for loss in theirs.losses], rtol=1e-6)
    assert len(mine.losses) == 3
    assert [len(layer.losses) for layer in mine.layers] == [2, 0, 1]
    assert ours.layers.Dense(3, kernel_regularizer="l2").losses == []


def test_the_type_of_the_weights_is_that_which_compile_settled() -> None:
    model = ours.Sequential([ours.Input((4,)), ours.layers.Dense(3), ours.layers.Flatten()])
    assert (model.dtype, ours.layers.Dense(3).dtype) == ("float32", "float32")
    model.compile("sgd", "mse", precision="float64")
    model.predict(np.zeros((1, 4)), verbose=0)
    assert [model.dtype, *(layer.dtype for layer in model.layers)] == ["float64", "float64", "float32"]
