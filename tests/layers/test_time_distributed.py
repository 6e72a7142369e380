from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import (
    LSTM,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    Input,
    Masking,
    TimeDistributed,
)
from nervure.models import Sequential
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of
from tests.layers.recurrent_walks import walk_sequences

X = numbers(0, 2, 5, 4)


@pytest.mark.parametrize(
    ("make", "shape", "num_parameters"),
    [
        (lambda: TimeDistributed(Dense(3, activation="tanh")), (5, 4), 15),
        (lambda: TimeDistributed(Conv2D(2, 3)), (3, 5, 5, 2), 38),
        (lambda: TimeDistributed(LSTM(3)), (2, 5, 4), 96),
        (lambda: TimeDistributed(Flatten()), (2, 3, 4), 0),
        (lambda: TimeDistributed(BatchNormalization()), (5, 4), 16),
    ],
)
def test_time_distributed_keeps_the_rules_of_layers(make: Any, shape: tuple[int, ...], num_parameters: int) -> None:
    check_layer_rules(make, shape, num_parameters=num_parameters)


def test_every_step_is_computed_by_itself_with_the_same_weights() -> None:
    layer = TimeDistributed(LSTM(3, return_sequences=True))
    x = numbers(0, 2, 4, 6, 3)
    y = layer(x)
    for step in range(4):
        assert np.allclose(y[:, step], layer.layer(x[:, step]), atol=1e-6)


def test_all_steps_are_computed_at_once() -> None:
    layer = TimeDistributed(Conv2D(2, 3), name="td")
    layer(numbers(0, 2, 3, 5, 5, 1))
    assert [step.name for step in steps_of(layer)] == ["td/steps", "td/conv2d/output", "td/output"]
    dense = TimeDistributed(Dense(2, activation="relu"), name="td")
    dense(X)
    assert [step.name for step in steps_of(dense)] == ["td/dense/z", "td/dense/output"]


def test_batch_statistics_are_those_of_each_step() -> None:
    layer = TimeDistributed(BatchNormalization(epsilon=0.0))
    y = layer(X, training=True)
    assert np.allclose(y.mean(0), 0, atol=1e-4)
    assert layer.is_stepwise
    assert TimeDistributed(Sequential([Dense(3), BatchNormalization()])).is_stepwise
    assert not TimeDistributed(Sequential([Dense(3), Dropout(0.5)])).is_stepwise


def test_a_whole_model_can_be_applied_at_every_step() -> None:
    inner = Sequential([Dense(6, activation="relu"), Dense(2)])
    layer = TimeDistributed(inner)
    y = layer(X)
    assert y.shape == (2, 5, 2)
    for step in range(5):
        assert np.allclose(y[:, step], inner(X[:, step]), atol=1e-6)
    assert [owned.name for owned in layer.owned_parameters("td")][-1] == "td/dense_1/bias"


def test_the_configuration_of_a_model_inside_gives_the_layer_back() -> None:
    model = Sequential([Input((5, 4)), TimeDistributed(Dense(3))])
    config = json.loads(json.dumps(model.layers[0].get_config()))
    assert TimeDistributed.from_config(config).layer.get_config() == model.layers[0].layer.get_config()


def test_a_mask_goes_on_to_the_layers_behind() -> None:
    x = X.copy()
    x[0, 3:] = 0
    model = Sequential([Input((5, 4)), Masking(), TimeDistributed(Flatten()), TimeDistributed(Dense(3)), LSTM(2)])
    short = Sequential([Input((None, 4)), *model.layers[1:][1:]])
    assert np.allclose(model.predict(x, verbose=0)[:1], short.predict(x[:1, :3], verbose=0), atol=1e-6)


def test_sequences_of_sequences_hand_each_its_own_mask() -> None:
    words = np.array([[[3, 1, 0], [0, 0, 0]], [[2, 0, 0], [1, 1, 1]]])
    model = Sequential([Input((2, 3)), Embedding(5, 4, mask_zero=True), TimeDistributed(LSTM(3)), LSTM(2)])
    embedding, sentence, text = model.layers
    vectors = embedding(words)
    first = sentence.layer(vectors[0, :1, :2])
    assert np.allclose(model.predict(words, verbose=0)[0], text(first[None])[0], atol=1e-6)
    second = np.stack([sentence.layer(vectors[1, :1, :1])[0], sentence.layer(vectors[1, 1:])[0]])
    assert np.allclose(model.predict(words, verbose=0)[1], text(second[None])[0], atol=1e-6)


def test_a_mask_that_the_layer_inside_hands_on_stays_whole() -> None:
    words = np.array([[[3, 1, 0], [4, 0, 0]]])
    layers = [Embedding(5, 4, mask_zero=True), TimeDistributed(Dropout(0.5)), TimeDistributed(GlobalAveragePooling1D())]
    model = Sequential([Input((2, 3)), *layers])
    vectors = layers[0](words)
    expected = [vectors[0, 0, :2].mean(0), vectors[0, 1, :1].mean(0)]
    assert np.allclose(model.predict(words, verbose=0)[0], expected, atol=1e-6)


def test_gradients_of_every_step_add_up() -> None:
    layer = TimeDistributed(Conv2D(1, 2, use_bias=False))
    x = numbers(0, 2, 3, 2, 2, 1)
    walked = walk_sequences(layer, [x])
    assert np.allclose(walked.dparameters[0][..., 0, 0], x.sum((0, 1))[..., 0], atol=1e-5)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: TimeDistributed(Dense), "Dense without ()")
    assert_says(ShapeError, lambda: TimeDistributed(Dense(3))(numbers(0, 2, 4)), "(N, 4)", "without TimeDistributed")
    assert_says(ShapeError, lambda: TimeDistributed(LSTM(3, return_state=True))(numbers(0, 2, 5, 4, 3)), "return_state")
    assert_says(ShapeError, lambda: TimeDistributed(LSTM(3, stateful=True))(numbers(0, 2, 5, 4, 3)), "stateful")
    assert_says(ShapeError, lambda: TimeDistributed(BatchNormalization())(Input((None, 4))), "(N, ?, 4)")
    assert_says(ShapeError, lambda: TimeDistributed(Conv2D(1, 3))(numbers(0, 2, 5, 4)), "Conv2D")
