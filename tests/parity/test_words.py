"""Keras' words on models, layers, weights and symbolic tensors: the answers are those of Keras."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

import nervure.keras as ours
from tests.parity.both import KERAS_CONVERSION, built_twice

pytestmark = pytest.mark.filterwarnings(KERAS_CONVERSION)


def network(library: Any) -> Any:
    layers = library.layers
    words, numbers = library.Input((5,), dtype="int32", name="words"), library.Input((4,), name="numbers")
    read = layers.Flatten()(layers.Embedding(7, 3, name="embedding")(words))
    hidden = layers.Dense(6, activation="tanh", kernel_regularizer="l2")(layers.Concatenate()([read, numbers]))
    return library.Model([words, numbers], layers.Dense(2)(layers.BatchNormalization()(hidden)))


def told_of_a_tensor(tensor: Any) -> tuple[Any, ...]:
    return tuple(tensor.shape), tensor.dtype, tensor.ndim


def told_of_a_weight(weight: Any) -> tuple[Any, ...]:
    return weight.name, tuple(weight.shape), weight.dtype, weight.ndim, weight.trainable


def test_tensors_of_a_graph_tell_the_same() -> None:
    mine, theirs = built_twice(network)
    assert [told_of_a_tensor(end) for end in mine.inputs] == [told_of_a_tensor(end) for end in theirs.inputs]
    assert told_of_a_tensor(mine.output) == told_of_a_tensor(theirs.output)
    assert [end.name for end in mine.inputs] == [end.name for end in theirs.inputs] == ["words", "numbers"]
    embedded, also_embedded = (model.get_layer("embedding").output for model in (mine, theirs))
    assert told_of_a_tensor(embedded) == told_of_a_tensor(also_embedded)


def test_variables_tell_the_same_and_hold_the_same_numbers() -> None:
    mine, theirs = built_twice(network)
    for word in ("variables", "trainable_variables", "non_trainable_variables"):
        found, expected = getattr(mine, word), getattr(theirs, word)
        assert [told_of_a_weight(each) for each in found] == [told_of_a_weight(each) for each in expected]
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(one.numpy(), other.numpy())
            np.testing.assert_array_equal(np.asarray(one), one.numpy())
    assert (mine.dtype, mine.layers[1].dtype) == (theirs.dtype, theirs.layers[1].dtype)
    np.testing.assert_allclose(mine.losses, [loss.item() for loss in theirs.losses], rtol=1e-6)


@pytest.mark.parametrize(("word", "amount"), [("assign", 2.0), ("assign_add", 0.5), ("assign_sub", 0.25)])
def test_weights_are_set_in_place_and_the_network_computes_with_them(word: str, amount: float) -> None:
    mine, theirs = built_twice(network)
    x = [np.arange(10).reshape(2, 5) % 7, np.linspace(-1, 1, 8).reshape(2, 4)]
    before = mine.predict(x, verbose=0)
    for model in (mine, theirs):
        for weight in model.trainable_variables:
            getattr(weight, word)(np.full(weight.shape, amount, "float32"))
    np.testing.assert_allclose(mine.predict(x, verbose=0), theirs.predict(x, verbose=0), rtol=1e-5)
    assert not np.allclose(mine.predict(x, verbose=0), before)


def test_a_step_by_hand_is_the_step_of_sgd() -> None:
    by_hand, by_rule = (network(ours) for _ in range(2))
    by_rule.set_weights(by_hand.get_weights())
    rng = np.random.default_rng(0)
    x, y = [rng.integers(0, 7, (8, 5)), rng.normal(size=(8, 4))], rng.normal(size=(8, 2))
    for model in (by_hand, by_rule):
        model.compile(ours.optimizers.SGD(0.1), "mse")
    gradients = by_hand.gradients(x, y)
    for weight, gradient in zip(by_hand.trainable_variables, gradients.values(), strict=True):
        weight.assign_sub(0.1 * gradient)
    by_rule.train_on_batch(x, y)
    for one, other in zip(by_hand.trainable_variables, by_rule.trainable_variables, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("library", [ours, keras])
def test_a_model_knows_whether_it_was_compiled(library: Any) -> None:
    model = network(library)
    assert model.compiled is False
    model.compile("sgd", "mse")
    assert model.compiled is True
