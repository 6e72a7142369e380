"""Layers and models called on arrays, beside Keras: what a call in training moves, and calls with other ranks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import nervure.keras as ours
from tests.parity.both import KERAS_CONVERSION

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.filterwarnings(KERAS_CONVERSION)

RANDOM = np.random.default_rng(3)


def as_array(x: Any) -> np.ndarray:
    return x.detach().numpy() if isinstance(x, torch.Tensor) else np.asarray(x)


def drawn(*shape: int) -> np.ndarray:
    return RANDOM.normal(2.0, 3.0, shape).astype("float32")


def statistics(layer: Any) -> list[np.ndarray]:
    return [
        np.asarray(weight.numpy() if hasattr(weight, "numpy") else weight) for weight in layer.non_trainable_weights
    ]


@pytest.mark.parametrize("training", [True, False, None])
@pytest.mark.parametrize("trainable", [True, False])
def test_the_averages_of_batch_normalization_move_with_a_call_in_training(training: Any, trainable: bool) -> None:
    x, y = drawn(6, 4, 3), drawn(6, 4, 3)
    layers = [library.layers.BatchNormalization(momentum=0.7) for library in (ours, keras)]
    for layer in layers:
        layer.build((6, 4, 3))
        layer.trainable = trainable
    for given in (x, y, x):
        results = [as_array(layer(given, training=training)) for layer in layers]
        np.testing.assert_allclose(*results, atol=1e-4)
    for name in ("moving_mean", "moving_variance"):
        mine, theirs = (getattr(layer, name).numpy() for layer in layers)
        np.testing.assert_allclose(mine, theirs, rtol=1e-4)


@pytest.mark.parametrize("inside", [False, True])
def test_the_averages_of_a_model_move_with_a_call_in_training(inside: bool) -> None:
    x = drawn(8, 3)
    models = []
    for library in (ours, keras):
        layers = library.layers
        parts = [layers.BatchNormalization(momentum=0.6), layers.Dense(2, kernel_initializer="ones")]
        chain = library.Sequential([library.Input((3,)), *parts])
        models.append(library.Sequential([library.Input((3,)), chain]) if inside else chain)
    for training in (True, False, True):
        np.testing.assert_allclose(*[as_array(model(x, training=training)) for model in models], atol=1e-4)
    mine, theirs = ([np.asarray(w) for w in model.get_weights()] for model in models)
    for one, other in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_masked_steps_do_not_count_in_the_averages() -> None:
    x, mask = drawn(4, 5, 2), RANDOM.random((4, 5)) > 0.4
    layers = [library.layers.BatchNormalization(momentum=0.5) for library in (ours, keras)]
    for layer in layers:
        layer(x, training=True, mask=mask)
    for name in ("moving_mean", "moving_variance"):
        np.testing.assert_allclose(*[getattr(layer, name).numpy() for layer in layers], rtol=1e-4)


def test_asking_for_gradients_a_trace_or_an_explanation_moves_nothing() -> None:
    model = ours.Sequential([ours.Input((3,)), ours.layers.BatchNormalization(), ours.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = drawn(4, 3), drawn(4, 1)
    before = model.get_weights()
    model.gradients(x, y)
    model.trace(x)
    model.explain(x, y)
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


AGAIN: dict[str, tuple[Callable[[Any], Any], tuple[Any, ...]]] = {
    "UnitNormalization": (lambda layers: layers.UnitNormalization(), ((2, 3, 4), (2, 4), (2, 3, 5, 4))),
    "UnitNormalization along two axes": (
        lambda layers: layers.UnitNormalization(axis=[-1, -2]), ((2, 3, 4), (2, 5, 3, 4)),
    ),
    "LayerNormalization": (lambda layers: layers.LayerNormalization(), ((2, 3, 4), (2, 4), (2, 3, 5, 4))),
    "RMSNormalization": (lambda layers: layers.RMSNormalization(), ((2, 3, 4), (2, 4), (2, 3, 5, 4))),
    "Dense": (lambda layers: layers.Dense(3, kernel_initializer="ones"), ((2, 3, 4), (2, 4), (2, 3, 5, 4))),
    "Softmax": (lambda layers: layers.Softmax(), ((2, 3, 4), (2, 4), (2, 3, 5, 4))),
    "Softmax along the second axis": (lambda layers: layers.Softmax(axis=1), ((2, 3, 4), (2, 4))),
    "Flatten": (lambda layers: layers.Flatten(), ((2, 3, 4), (2, 4), (2, 3, 5, 4))),
    "Rescaling": (lambda layers: layers.Rescaling(2.0), ((2, 3, 4), (2, 4))),
    "Embedding": (lambda layers: layers.Embedding(5, 2, embeddings_initializer="ones"), ((2, 3), (2,), (2, 3, 4))),
    "TimeDistributed": (
        lambda layers: layers.TimeDistributed(layers.LayerNormalization()), ((2, 3, 4), (2, 3, 5, 4), (2, 6, 4)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", AGAIN)
def test_a_layer_called_again_with_another_rank_computes_for_that_rank(name: str) -> None:
    make, shapes = AGAIN[name]
    layers = [make(library.layers) for library in (ours, keras)]
    for shape in shapes:
        x = drawn(*shape) if name != "Embedding" else RANDOM.integers(0, 5, shape)
        np.testing.assert_allclose(*[as_array(layer(x)) for layer in layers], rtol=1e-4, atol=1e-5)


def test_merges_called_again_with_another_rank_compute_for_that_rank() -> None:
    for name, options in (("Dot", {"axes": -1}), ("Add", {}), ("Maximum", {}), ("Concatenate", {})):
        layers = [getattr(library.layers, name)(**options) for library in (ours, keras)]
        for shape in ((2, 3), (2, 3, 3), (2, 4, 3)):
            pair = [drawn(*shape), drawn(*shape)]
            np.testing.assert_allclose(*[as_array(layer(pair)) for layer in layers], rtol=1e-4, atol=1e-5)


def test_a_layer_drawn_twice_with_other_ranks_computes_each_for_its_own() -> None:
    x, y = drawn(2, 4), drawn(2, 3, 4)
    results = []
    for library in (ours, keras):
        shared = library.layers.UnitNormalization(axis=1)
        first, second = library.Input((4,)), library.Input((3, 4))
        model = library.Model([first, second], [shared(first), shared(second)])
        results.append(model.predict([x, y], verbose=0))
    for mine, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-5)
