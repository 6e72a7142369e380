from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure import Sequential, optimizers
from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Dense, Input

X = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
Y = X[:, :1] - X[:, 1:2]


def network(optimizer: Any) -> Sequential:
    model = Sequential([Input((3,)), Dense(4, activation="tanh"), Dense(1)])
    rng = np.random.default_rng(1)
    model.set_weights([rng.normal(size=weight.shape) for weight in model.weights])
    model.compile(optimizer, "mse")
    return model


@pytest.mark.parametrize("name", sorted({kind.__name__ for kind in optimizers.TABLE.values()}))
def test_steps_by_hand_are_those_of_training(name: str) -> None:
    kind = getattr(optimizers, name)
    trained, by_hand = network(kind(learning_rate=0.05)), network(kind(learning_rate=0.05))
    for _ in range(4):
        trained.train_on_batch(X, Y)
        gradients = by_hand.gradients(X, Y)
        by_hand.optimizer.apply_gradients(zip(gradients.values(), by_hand.trainable_weights, strict=True))
    for one, other in zip(trained.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_training_and_steps_by_hand_go_on_from_each_other() -> None:
    mixed, trained = network("adam"), network("adam")
    for step in range(4):
        trained.train_on_batch(X, Y)
        if step % 2:
            mixed.train_on_batch(X, Y)
        else:
            mixed.optimizer.apply(list(mixed.gradients(X, Y).values()), mixed.trainable_weights)
    assert mixed.optimizer.iterations == 4
    for one, other in zip(trained.get_weights(), mixed.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_a_weight_without_a_gradient_stays_and_the_number_of_steps_is_told() -> None:
    layer = Dense(2, kernel_initializer="ones")
    layer.build((None, 3))
    optimizer = optimizers.SGD(0.5)
    kernel, bias = layer.weights
    assert optimizer.apply_gradients([(np.ones((3, 2)), kernel), (None, bias)]) == 1
    assert layer.get_weights()[0].tolist() == [[0.5, 0.5]] * 3
    assert layer.get_weights()[1].tolist() == [0.0, 0.0]
    optimizer.apply([np.ones((3, 2))])
    assert layer.get_weights()[0].tolist() == [[0.0, 0.0]] * 3


def test_what_cannot_be_meant_is_refused() -> None:
    layer = Dense(2)
    layer.build((None, 3))
    kernel, bias = layer.weights
    optimizer = optimizers.SGD(0.5)
    with pytest.raises(ArgumentError, match="no gradients to apply"):
        optimizer.apply_gradients([(None, kernel)])
    with pytest.raises(ArgumentError, match="not a weight of a layer"):
        optimizer.apply_gradients([(kernel, np.ones((3, 2)))])
    with pytest.raises(ShapeError):
        optimizer.apply_gradients([(np.ones(2), kernel)])
    with pytest.raises(ArgumentError, match="the number of gradients is not the number of weights"):
        optimizer.apply([np.ones((3, 2))], [kernel, bias])
    optimizer.apply_gradients([(np.ones((3, 2)), kernel), (np.ones(2), bias)])
    with pytest.raises(ArgumentError, match="would be lost"):
        optimizer.apply_gradients([(np.ones(2), bias)])
