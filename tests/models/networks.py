"""Small networks and parts of the real digits for the tests of models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nervure import Input, Model, Sequential, callbacks
from nervure.data import digits
from nervure.errors import NervureError
from nervure.language import set_language
from nervure.layers import Add, BatchNormalization, Concatenate, Conv2D, Dense, Dropout, Flatten, Layer, Rescaling

Array = np.ndarray[Any, Any]


def some_digits(count: int) -> tuple[Array, Array]:
    """``count`` real digits of all classes, every second pixel: uint8 (count, 14, 14) and labels."""
    x, y = digits()
    chosen = np.random.default_rng(0).permutation(len(x))[:count]
    return x[chosen, ::2, ::2], y[chosen]


def vectors(count: int) -> tuple[Array, Array]:
    """The same as float32 vectors from 0 to 1: (count, 196) and labels."""
    x, y = some_digits(count)
    return (x.reshape(count, -1) / 255).astype("float32"), y


def numbers(*shape: int, seed: int = 0) -> Array:
    """Normal float32 numbers."""
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def dense_network(*, units: int = 8, compiled: bool = True) -> Sequential:
    """196 -> units -> 10, named as nervure names it."""
    model = Sequential([Input((196,)), Dense(units, activation="relu"), Dense(10, activation="softmax")])
    if compiled:
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def picture_network(*, compiled: bool = True) -> Sequential:
    """Everything that training changes or draws: convolution, moving statistics, masks."""
    model = Sequential(
        [
            Input((14, 14, 1)),
            Rescaling(1 / 255),
            Conv2D(4, 3, activation="relu", strides=2),
            BatchNormalization(momentum=0.9),
            Dropout(0.4),
            Flatten(),
            Dense(10, activation="softmax"),
        ]
    )
    if compiled:
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def two_ended(*, compiled: bool = False) -> Model:
    """Two inputs, a shared layer, a residual link, a model inside, two outputs."""
    left, right = Input((6,), name="left"), Input((6,), name="right")
    shared = Dense(6, activation="tanh", name="shared")
    inner = Sequential([Dense(6, activation="elu"), BatchNormalization(momentum=0.9)], name="inner")
    first, second = shared(left), shared(right)
    link = Add()([first, inner(first)])
    joined = Concatenate()([link, second])
    kind = Dense(3, activation="softmax", name="kind")(joined)
    size = Dense(1, name="size")(joined)
    model = Model([left, right], [kind, size], name="two_ended")
    if compiled:
        model.compile("adam", {"kind": "sparse_categorical_crossentropy", "size": "mse"}, metrics={"kind": "accuracy"})
    return model


def two_ended_data(count: int = 24) -> tuple[list[Array], list[Array]]:
    """Inputs and targets of :func:`two_ended`."""
    x = [numbers(count, 6, seed=1), numbers(count, 6, seed=2)]
    kind = np.random.default_rng(3).integers(0, 3, count)
    return x, [kind, numbers(count, 1, seed=4)]


class Scale(Layer):
    """A layer of one's own with a constructor that takes neither name nor trainable."""

    def __init__(self, factor: float = 1.0) -> None:
        super().__init__()
        self.factor = factor

    def build(self, input_shape: Any) -> None:
        self.scale = self.add_weight("scale", (input_shape[-1],), "ones")

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Any, context: Any) -> Any:
        return x * self.scale.array * self.factor, x

    def backward(self, dy: Any, x: Any) -> Any:
        return dy * self.scale.array * self.factor, {"scale": (dy * x * self.factor).flatten(0, -2).sum(0)}


class Halves(Layer):
    """A layer with two outputs."""

    num_outputs = 2

    def compute_output_shape(self, input_shape: Any) -> Any:
        half = (*input_shape[:-1], input_shape[-1] // 2)
        return half, half

    def forward(self, x: Any, context: Any) -> Any:
        half = x.shape[-1] // 2
        return (x[..., :half], x[..., half:]), half

    def backward(self, dys: Any, half: int) -> Any:
        import torch

        return torch.cat(
            [torch.zeros_like(dys[0 if dys[0] is not None else 1]) if dy is None else dy for dy in dys], -1
        ), {}


def assert_same_weights(first: Any, second: Any) -> None:
    """Two models hold the same bits."""
    ours, theirs = first.get_weights(), second.get_weights()
    assert len(ours) == len(theirs) > 0
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one, other)


def assert_explained(kind: type[NervureError], call: Callable[[], object], *parts: str) -> None:
    """``call`` raises ``kind`` with four filled lines that name ``parts``, in English and in Korean."""
    for code in ("en", "ko"):
        set_language(code)
        with pytest.raises(kind) as caught:
            call()
        error = caught.value
        lines = str(error).splitlines()
        assert len(lines) == 4, lines
        assert all((error.where, error.problem, error.expected, error.got, error.fix))
        for part in parts:
            assert part in str(error), str(error)
        assert any("가" <= sign <= "힣" for sign in error.fix) == (code == "ko")
    set_language("en")


class Batches(callbacks.Callback):
    """Takes down how often each event came."""

    def __init__(self) -> None:
        super().__init__()
        self.epochs: list[int] = []
        self.steps = 0
        self.tests = 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.epochs.append(epoch)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.steps += 1

    def on_test_begin(self, logs: Any = None) -> None:
        self.tests += 1
