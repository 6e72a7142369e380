"""Draws networks of whose weights no bit may depend on the number of threads (decision 0044), and trains them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

import nervure
from nervure import Input, Model, layers
from nervure.models.threads import computing_with

Array = np.ndarray[Any, Any]
_CLASSES = 8


def trained_weights(seed: int, precision: Literal["float32", "bfloat16"], threads: int) -> list[Array]:
    """Of the network of this number, after two steps with so many threads."""
    with computing_with(threads):
        nervure.set_seed(seed)
        draw = random.Random(seed)
        # The gradients of a convolution's weights in bfloat16 are oneDNN's, and depend on it.
        kinds = [_dense, _recurrent, _attention] + ([_convolutions] * 3 if precision == "float32" else [])
        x, h = draw.choice(kinds)(draw)
        model = Model(x, layers.Dense(_CLASSES, activation="softmax")(h))
        model.compile("adam", "sparse_categorical_crossentropy", precision=precision)
        generator, count = np.random.default_rng(seed), draw.choice([16, 32, 64])
        inputs = generator.normal(size=(count, *x.shape[1:])).astype("float32")
        labels = generator.integers(0, _CLASSES, count)
        for _ in range(2):
            model.train_on_batch(inputs, labels)
        return list(model.get_weights())


def _dense(draw: random.Random) -> tuple[Any, Any]:
    x = h = Input((draw.choice([16, 64, 128]),))
    for _ in range(draw.randint(1, 3)):
        after = draw.choice([layers.ReLU(), layers.LayerNormalization(), layers.BatchNormalization()])
        h = layers.Dropout(0.3)(after(layers.Dense(draw.choice([16, 32, 64, 256]), activation="gelu")(h)))
    return x, h


def _recurrent(draw: random.Random) -> tuple[Any, Any]:
    x = Input((draw.choice([5, 20]), 16))
    kind = draw.choice([layers.LSTM, layers.GRU, layers.SimpleRNN])
    return x, kind(draw.choice([16, 32, 64]))(x)


def _attention(draw: random.Random) -> tuple[Any, Any]:
    x = Input((draw.choice([8, 16]), 32))
    h = layers.Add()([x, layers.MultiHeadAttention(2, 16)(x, x)])
    return x, layers.GlobalAveragePooling1D()(layers.LayerNormalization()(h))


def _convolutions(draw: random.Random) -> tuple[Any, Any]:
    """Of sequences, images and volumes, with links around some of them."""
    axes = draw.choice([1, 2, 2, 3])
    size = draw.choice({1: [40, 100], 2: [12, 20, 28], 3: [8]}[axes])
    x = h = Input((*(size,) * axes, draw.choice([1, 3, 8])))
    for _ in range(draw.randint(1, 4)):
        h = layers.ReLU()(layers.BatchNormalization()(_convolution(draw, axes)(h)))
        if draw.random() < 0.3:
            h = layers.Add()([h, _layer("Conv{}D", axes)(h.shape[-1], 1)(h)])
    return x, _layer("GlobalAveragePooling{}D", axes)()(h)


def _convolution(draw: random.Random, axes: int) -> Any:
    """No kernel of three cells along each axis of a volume, step by step: oneDNN is faster there and sums it."""
    filters = draw.choice([4, 8, 16, 24])
    plain = _layer("Conv{}D", axes)
    kinds: list[Callable[[], Any]] = [
        lambda: plain(filters, draw.choice([2, 3]), strides=2, padding="same"),
        lambda: plain(filters, 1),
        lambda: plain(filters, 2, padding="same"),
        lambda: _layer("Conv{}DTranspose", axes)(filters, 2, strides=2),
    ]
    if axes < 3:
        kinds += [
            lambda: plain(filters, 3, padding="same"),
            lambda: plain(filters, 3, padding="same", dilation_rate=2),
            lambda: plain(draw.choice([4, 8]), draw.choice([5, 7]), padding="same"),
            lambda: _layer("DepthwiseConv{}D", axes)(draw.choice([3, 5]), padding="same"),
            lambda: _layer("DepthwiseConv{}D", axes)(3, padding="same", depth_multiplier=2),
            lambda: _layer("SeparableConv{}D", axes)(filters, 3, padding="same"),
        ]
    return draw.choice(kinds)()


def _layer(name: str, axes: int) -> Any:
    return getattr(layers, name.format(axes))
