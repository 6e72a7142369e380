from __future__ import annotations

from typing import Any

import keras
import pytest

import nervure.keras as ours


def lists(one: Any) -> list[list[tuple[int, ...]]]:
    found = (one.weights, one.trainable_weights, one.non_trainable_weights)
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
    assert lists(ours.layers.Dense(3)) == [[], [], []]
    assert lists(ours.Sequential([ours.layers.Dense(3)])) == [[], [], []]


def test_moving_averages_train_nowhere() -> None:
    layer = ours.layers.BatchNormalization()
    layer(ours.Input((5,)))
    assert [weight.name for weight in layer.trainable_weights] == ["gamma", "beta"]
    assert [weight.name for weight in layer.non_trainable_weights] == ["moving_mean", "moving_variance"]
