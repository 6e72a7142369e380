"""Fitting: frozen layers, and layers that several models share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure import Input, Model, Sequential, callbacks, set_seed
from nervure.layers import BatchNormalization, Dense, Dropout
from nervure.optimizers import SGD
from tests.models.networks import (
    assert_same_weights,
    dense_network,
    numbers,
    picture_network,
    some_digits,
    vectors,
)


def test_a_layer_frozen_after_compile_stays_and_the_moments_of_the_others_are_kept() -> None:
    x, y = vectors(32)
    model = dense_network()
    model.fit(x, y, epochs=2, batch_size=16, verbose=0)
    moments = model.optimizer.slots["velocity"].clone()
    segment = model.network().store.trainable
    last = dict(zip([id(p) for p in segment.parameters], segment.views(moments), strict=True))
    model.layers[0].trainable = False
    frozen = model.layers[0].get_weights()
    head = model.layers[1].get_weights()[0]
    model.network()
    model.fit(x, y, epochs=1, batch_size=16, verbose=0)
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], frozen[0])
    assert not np.array_equal(model.layers[1].get_weights()[0], head)
    segment = model.network().store.trainable
    kept = dict(zip([id(p) for p in segment.parameters], segment.views(model.optimizer.slots["velocity"]), strict=True))
    assert set(kept) == {id(p) for p in model.layers[1].parameters}
    # Adam's second moment shrinks by 0.001 a step at most: a moment begun at zero would be far below.
    assert all((kept[key] >= 0.99 * last[key]).all() for key in kept)
    model.layers[0].trainable = True
    model.fit(x, y, verbose=0)
    assert not np.array_equal(model.layers[0].get_weights()[0], frozen[0])


def test_a_frozen_model_inside_stays_whole_with_its_statistics() -> None:
    inner = Sequential([Input((4,)), Dense(4), BatchNormalization()], name="inner")
    model = Sequential([Input((4,)), inner, Dense(1)])
    model.compile("sgd", "mse")
    inner.trainable = False
    before = inner.get_weights()
    model.fit(numbers(16, 4), numbers(16, 1), epochs=2, verbose=0)
    for weight, old in zip(inner.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)


def adversaries() -> tuple[Any, Any, Any]:
    """A maker, a judge, and both joined, as a GAN has them."""
    set_seed(9)
    maker = Sequential([Input((3,)), Dense(6, activation="relu"), BatchNormalization(momentum=0.5), Dense(4)])
    judge = Sequential([Input((4,)), Dense(6, activation="tanh"), Dropout(0.2), Dense(1, activation="sigmoid")])
    joined = Sequential([maker, judge])
    judge.compile("adam", "binary_crossentropy")
    joined.compile("adam", "binary_crossentropy")
    return maker, judge, joined


def test_two_models_that_share_layers_train_in_turns() -> None:
    maker, judge, joined = adversaries()
    real, noise = numbers(16, 4) + 3, numbers(16, 3, seed=1)
    for _ in range(3):
        before_maker, before_judge = maker.get_weights(), judge.get_weights()
        judge.trainable = True
        judge.train_on_batch(np.concatenate([real, maker.predict(noise, verbose=0)]), np.repeat([1.0, 0.0], 16))
        np.testing.assert_array_equal(maker.get_weights()[0], before_maker[0])
        assert not np.array_equal(judge.get_weights()[0], before_judge[0])

        before_judge = judge.get_weights()
        judge.trainable = False
        joined.train_on_batch(noise, np.ones(16))
        for weight, old in zip(judge.get_weights(), before_judge, strict=True):
            np.testing.assert_array_equal(weight, old)
        assert not np.array_equal(maker.get_weights()[0], before_maker[0])
        assert not np.array_equal(maker.get_weights()[4], before_maker[4])  # the moving mean
    assert joined.optimizer.iterations == judge.optimizer.iterations == 3


def test_models_that_share_all_layers_train_as_one_model_would() -> None:
    def tower() -> tuple[Any, Any]:
        set_seed(5)
        x = Input((4,))
        y = Dense(1)(Dense(5, activation="tanh")(x))
        first = Model(x, y)
        first.compile(SGD(0.1), "mse")
        return first, y

    x, y = numbers(8, 4), numbers(8, 1)
    alone, _ = tower()
    first, end = tower()
    second = Model(first.inputs, end)
    second.compile(SGD(0.1), "mse")
    for step in range(6):
        alone.train_on_batch(x, y)
        (first if step % 2 else second).train_on_batch(x, y)
    assert_same_weights(alone, first)
    assert_same_weights(alone, second)


@pytest.mark.parametrize("precision", ["float32", "float64", "bfloat16"])
def test_a_part_of_a_model_can_be_asked_while_the_whole_is_trained(precision: str) -> None:
    class Looking(callbacks.Callback):
        def __init__(self, part: Any) -> None:
            super().__init__()
            self.part = part

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if self.part is not None:
                self.part.predict(x[:2], verbose=0)
                self.part.compile("sgd", "mse", precision="float32")
                self.part.predict(x[:2], verbose=0)

    x, y = vectors(40)
    runs = []
    for looks in (False, True):
        set_seed(5)
        entering = Input((196,))
        hidden = Dense(8, activation="relu")(entering)
        model = Model(entering, Dense(10, activation="softmax")(hidden))
        model.compile("adam", "sparse_categorical_crossentropy", precision=precision)
        part = Model(entering, hidden)
        model.fit(x, y, batch_size=8, epochs=2, seed=1, callbacks=[Looking(part if looks else None)], verbose=0)
        runs.append(model)
    for one, other in zip(runs[0].get_weights(), runs[1].get_weights(), strict=True):
        np.testing.assert_allclose(
            one, other, rtol=1e-5 if precision == "float64" else 0, atol=1e-6 if precision == "float64" else 0
        )


def test_asking_the_model_itself_while_it_is_trained_disturbs_nothing() -> None:
    class Looking(callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            self.model.predict(x[:2], verbose=0)
            self.model.evaluate(x[:4], y[:4], verbose=0)
            self.model.gradients(x[:4], y[:4])
            self.model.trace(x[:1])
            self.model.get_weights()

    x, y = some_digits(32)
    runs = []
    for watching in ([], [Looking()]):
        set_seed(5)
        model = picture_network()
        model.fit(x, y, batch_size=8, seed=1, callbacks=watching, verbose=0)
        runs.append(model)
    assert_same_weights(*runs)
