"""Layers called on arrays with masks, beside Keras: given, in the place of ``training``, or of the layer before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import nervure.keras as ours

keras = pytest.importorskip("keras")

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(3, 4, 2)).astype("float32")
X[0, 2:] = X[1, :1] = X[2, 1] = 0
MASK = (X != 0).any(-1)
WORDS = np.array([[1, 0, 2, 0], [0, 3, 4, 1], [2, 2, 0, 0]])
ONES: dict[str, Any] = {"kernel_initializer": "ones"}
RECURRENT: dict[str, Any] = {**ONES, "recurrent_initializer": "ones"}

# What reads a mask, or hands it on to something that does.
READERS: dict[str, Callable[[Any], list[Any]]] = {
    "pooling": lambda layers: [layers.GlobalAveragePooling1D()],
    "LSTM": lambda layers: [layers.LSTM(2, **RECURRENT)],
    "GRU, all steps": lambda layers: [layers.GRU(2, return_sequences=True, **RECURRENT)],
    "two recurrent layers": lambda layers: [
        layers.SimpleRNN(2, return_sequences=True, **RECURRENT), layers.SimpleRNN(1, **RECURRENT),
    ],
    "Bidirectional": lambda layers: [layers.Bidirectional(layers.GRU(2, **RECURRENT))],
    "RNN": lambda layers: [layers.RNN(layers.LSTMCell(2, **RECURRENT))],
    "Dense, pooling": lambda layers: [layers.Dense(3, **ONES), layers.GlobalAveragePooling1D()],
    "Dropout, Activation, pooling": lambda layers: [
        layers.Dropout(0.5), layers.Activation("tanh"), layers.GlobalAveragePooling1D(),
    ],
    "LayerNormalization, pooling": lambda layers: [layers.LayerNormalization(), layers.GlobalAveragePooling1D()],
    "TimeDistributed, LSTM": lambda layers: [
        layers.TimeDistributed(layers.Dense(3, **ONES)), layers.LSTM(2, **RECURRENT),
    ],
    "a chain": lambda layers: [layers.GlobalAveragePooling1D()],
}  # fmt: skip


def chained(layers: list[Any], x: Any) -> np.ndarray:
    for layer in layers:
        x = layer(x)
    return as_array(x)


def as_array(x: Any) -> np.ndarray:
    return x.detach().numpy() if isinstance(x, torch.Tensor) else np.asarray(x)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("as_tensor", [False, True])
def test_a_mask_goes_from_layer_to_layer(name: str, as_tensor: bool) -> None:
    x = torch.from_numpy(X) if as_tensor else X
    found = [chained([library.layers.Masking(), *READERS[name](library.layers)], x) for library in (ours, keras)]
    np.testing.assert_allclose(*found, atol=1e-5)


@pytest.mark.parametrize("name", READERS)
def test_the_mask_of_word_numbers_goes_from_layer_to_layer(name: str) -> None:
    results = []
    for library in (ours, keras):
        embedding = library.layers.Embedding(5, 2, mask_zero=True, embeddings_initializer="ones")
        results.append(chained([embedding, *READERS[name](library.layers)], WORDS))
    np.testing.assert_allclose(*results, atol=1e-5)


def test_what_is_computed_in_between_has_no_mask() -> None:
    results = []
    for library in (ours, keras):
        y = library.layers.Masking()(X)
        results.append(as_array(library.layers.GlobalAveragePooling1D()(y * 1)))
    np.testing.assert_allclose(*results, atol=1e-6)


@pytest.mark.parametrize("name", ["Maximum", "Minimum", "Multiply", "Add", "Average", "Subtract", "Concatenate"])
def test_masks_of_several_inputs_are_read_as_in_keras(name: str) -> None:
    other = -np.abs(X[::-1])
    results = []
    for library in (ours, keras):
        masked = [library.layers.Masking()(x) for x in (X, np.ascontiguousarray(other))]
        merged = getattr(library.layers, name)()(masked)
        results.append((as_array(merged), as_array(library.layers.GlobalAveragePooling1D()(merged))))
    for mine, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)


@pytest.mark.parametrize("positional", [False, True])
@pytest.mark.parametrize("kind", [bool, "float32", "int64"])
def test_a_mask_that_is_given_counts(positional: bool, kind: Any) -> None:
    mask = MASK.astype(kind)
    results = []
    for library in (ours, keras):
        layer = library.layers.GlobalAveragePooling1D()
        results.append(as_array(layer(X, mask) if positional else layer(X, mask=mask)))
    np.testing.assert_allclose(*results, atol=1e-6)


@pytest.mark.parametrize("name", ["LSTM", "GRU", "SimpleRNN"])
def test_the_third_argument_of_a_recurrent_layer_is_its_mask(name: str) -> None:
    results = [as_array(getattr(library.layers, name)(2, **RECURRENT)(X, None, MASK)) for library in (ours, keras)]
    np.testing.assert_allclose(*results, atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "mask"),
    [
        ((2, 4), [[True, True, False, False], [True, False, True, True]]),
        ((2, 4), [[True, False, True, True]]),
        ((2, 4), [True, False, True, True]),
        ((2, 4), [[True], [False]]),
        ((2, 3, 4), [[[True], [False], [True]], [[True], [True], [False]]]),
        ((2, 4), [[0.2, 0.7, 1.0, 0.5], [1.0, 1.0, 0.0, 0.0]]),
        ((2, 4), [[False] * 4, [True] * 4]),
    ],
)
def test_softmax_leaves_masked_scores_out(shape: tuple[int, ...], mask: Any) -> None:
    x = RANDOM.normal(size=shape).astype("float32")
    results = [as_array(library.layers.Softmax()(x, mask=np.array(mask))) for library in (ours, keras)]
    np.testing.assert_allclose(*results, atol=1e-6)


@pytest.mark.parametrize("name", ["Attention", "AdditiveAttention"])
@pytest.mark.parametrize("which", [(True, False), (False, True), (True, True)])
def test_attention_takes_a_mask_for_each_input(name: str, which: tuple[bool, bool]) -> None:
    q, v = X[:, :3], RANDOM.normal(size=(3, 4, 2)).astype("float32")
    masks = [MASK[:, :3] if which[0] else None, MASK if which[1] else None]
    masks[0] = None if masks[0] is None else np.ascontiguousarray(masks[0])
    results = []
    for library in (ours, keras):
        results.append(as_array(getattr(library.layers, name)(use_scale=False)([q, v], mask=list(masks))))
    np.testing.assert_allclose(*results, atol=1e-5)


@pytest.mark.parametrize("has_key", [False, True])
def test_heads_take_the_masks_of_queries_values_and_keys(has_key: bool) -> None:
    value_mask, key_mask = np.array([[True, True, False, True]] * 3), np.array([[True, False, True, True]] * 3)
    results = []
    for library in (ours, keras):
        layer = library.layers.MultiHeadAttention(2, 3, kernel_initializer="ones")
        inputs = (X, X + 1, X + 2) if has_key else (X, X + 1)
        results.append(as_array(layer(*inputs, value_mask=value_mask, key_mask=key_mask)))
    np.testing.assert_allclose(*results, rtol=1e-4)


@pytest.mark.parametrize("axes", [(1, 2), (0, 2), [1], -1])
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_softmax_adds_up_to_1_along_several_axes_together(name: str, axes: Any) -> None:
    axes = tuple(axes) if isinstance(axes, list) else axes
    mine = getattr(ours.activations, name)(X, axis=axes)
    theirs = as_array(getattr(keras.activations, name)(torch.from_numpy(X), axis=axes))
    np.testing.assert_allclose(mine, theirs, atol=1e-6)


@pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask")
def test_a_model_reads_the_mask_of_what_it_is_called_on_and_hands_its_own_on() -> None:
    results = []
    for library in (ours, keras):
        layers = library.layers
        first = library.Sequential([
            library.Input((4,)), layers.Embedding(5, 2, mask_zero=True, embeddings_initializer="ones"),
        ])  # fmt: skip
        second = library.Sequential([library.Input((4, 2)), layers.LSTM(2, **RECURRENT)])
        results.append((as_array(second(first(WORDS))), as_array(second(X, mask=MASK))))
    for mine, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)
