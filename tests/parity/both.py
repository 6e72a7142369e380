"""One program, two libraries: networks written once and built by nervure and by Keras, with equal weights.

Dense layers here are smooth: where the input of a ReLU is within rounding of zero the two libraries may differ in the
sign, and from there on, with a whole sample's gradient, in everything. Among the many places of a convolution one such
place weighs little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

import nervure.keras
from nervure.data import digits

# Keras turns its scalars into numbers by a call that NumPy 2 is going to drop.
KERAS_CONVERSION = "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"

Build = Callable[[Any], Any]
Compile = Callable[[Any], dict[str, Any]]


def built_twice(build: Build, compiled: Compile | None = None) -> tuple[Any, Any]:
    """The network of nervure and that of Keras, the second's initial weights in both.

    Args:
        build: makes the network from a library that has ``layers``, ``models``, ``Input``.
        compiled: gives the arguments of ``compile``, made from a library too.
    """
    keras.utils.set_random_seed(7)
    ours, theirs = build(nervure.keras), build(keras)
    ours.set_weights(weights_of(theirs))
    if compiled is not None:
        ours.compile(**compiled(nervure.keras))
        theirs.compile(**compiled(keras))
    return ours, theirs


def weights_of(theirs: Any) -> list[Any]:
    """Copies of the weights of a Keras network, in its order."""
    return [variable.value.detach().numpy().copy() for variable in theirs.weights]


def pictures(count: int, seed: int = 0) -> tuple[Any, Any]:
    """Digits in mixed order, gray levels from 0 to 1, ``(count, 28, 28, 1)``, and their labels ``(count,)``."""
    x, y = digits()
    chosen = np.random.default_rng(seed).permutation(len(x))[:count]
    return (x[chosen, ..., None] / 255).astype("float32"), y[chosen].astype("int32")


def small_pictures(count: int, seed: int = 0) -> tuple[Any, Any]:
    """The same, every second pixel: ``(count, 14, 14, 1)``."""
    x, y = pictures(count, seed)
    return x[:, ::2, ::2], y


def vectors(count: int, seed: int = 0) -> tuple[Any, Any]:
    """The same as vectors: ``(count, 196)``."""
    x, y = small_pictures(count, seed)
    return x.reshape(count, -1), y


def assert_close(ours: Any, theirs: Any, tolerance: float = 1e-4) -> None:
    """Every number of two arrays, or of two lists of arrays, within ``tolerance``; the same shapes."""
    ours, theirs = ([each] if not isinstance(each, list) else each for each in (ours, theirs))
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert np.shape(mine) == np.shape(other)
        np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance)


def assert_same_numbers(ours: dict[str, Any], theirs: dict[str, Any], tolerance: float = 1e-4) -> None:
    """Two logs, or two histories: the same labels (Keras sorts them, ours begin with the loss), the same values."""
    assert set(ours) == set(theirs)
    for label, value in ours.items():
        np.testing.assert_allclose(value, np.asarray(theirs[label]), rtol=tolerance, atol=tolerance, err_msg=label)


def dense_network(library: Any) -> Any:
    """Three layers."""
    layers = library.layers
    return library.models.Sequential(
        [
            library.Input((196,)),
            layers.Dense(24, activation="elu"),
            layers.Dense(16, activation="tanh"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def convolutional_network(library: Any) -> Any:
    """The lecture's network made small: convolutions, batch normalization, pooling; without dropout."""
    layers = library.layers
    return library.models.Sequential(
        [
            library.Input((14, 14, 1)),
            layers.Conv2D(4, (3, 3), padding="same", activation="relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.Conv2D(6, (3, 3), activation="relu"),
            layers.BatchNormalization(momentum=0.9),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(16, activation="elu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def smooth_convolutional_network(library: Any) -> Any:
    """The same without kinks: a rounding at the bend of a ReLU, or between two equal maxima, sends runs apart."""
    layers = library.layers
    return library.models.Sequential(
        [
            library.Input((14, 14, 1)),
            layers.Conv2D(4, (3, 3), padding="same", activation="elu"),
            layers.BatchNormalization(momentum=0.9),
            layers.Conv2D(6, (3, 3), activation="tanh"),
            layers.BatchNormalization(momentum=0.9),
            layers.AveragePooling2D((2, 2)),
            layers.Flatten(),
            layers.Dense(16, activation="elu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def regularized_network(library: Any) -> Any:
    """Penalties on kernels and biases, and a constraint."""
    regularizers, layers = library.regularizers, library.layers
    return library.models.Sequential(
        [
            library.Input((196,)),
            layers.Dense(12, activation="elu", kernel_regularizer=regularizers.L2(0.01)),
            layers.Dense(
                10,
                activation="softmax",
                kernel_regularizer=regularizers.L1L2(0.001, 0.01),
                bias_regularizer="l2",
                kernel_constraint=library.constraints.MaxNorm(1.0),
            ),
        ]
    )


def residual_network(library: Any) -> Any:
    """Two residual blocks on pictures, the second with a projection, batch normalization throughout."""
    layers = library.layers
    entering = library.Input((14, 14, 1))
    x = layers.Conv2D(4, 3, padding="same", activation="relu")(entering)
    for filters, strides in ((4, 1), (6, 2)):
        skip = x if strides == 1 else layers.Conv2D(filters, 1, strides=strides, use_bias=False)(x)
        for step, stride in enumerate((strides, 1)):
            x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
            x = layers.BatchNormalization(momentum=0.8)(x)
            x = x if step else layers.ReLU()(x)
        x = layers.ReLU()(layers.Add()([x, skip]))
    pooled = layers.GlobalAveragePooling2D()(x)
    return library.Model(entering, layers.Dense(10, activation="softmax")(pooled))


def two_ends(library: Any) -> Any:
    """Two inputs, a shared layer, a residual link, two outputs of different kinds."""
    layers = library.layers
    left, right = library.Input((196,), name="left"), library.Input((196,), name="right")
    shared = layers.Dense(12, activation="elu", name="shared")
    first, second = shared(left), shared(right)
    hidden = layers.Dense(12, activation="tanh", name="hidden")(first)
    joined = layers.Concatenate(name="joined")([layers.Add(name="link")([first, hidden]), second])
    digit = layers.Dense(10, activation="softmax", name="digit")(first)
    larger = layers.Dense(1, activation="sigmoid", name="larger")(joined)
    return library.Model([left, right], [digit, larger], name="two_ends")


def two_ends_data(count: int, seed: int) -> tuple[list[Any], list[Any]]:
    """Two digits: which is the first, and is it the larger one?"""
    x, y = vectors(2 * count, seed)
    left, right = slice(0, count), slice(count, None)
    return [x[left], x[right]], [y[left], (y[left] > y[right]).astype("float32")[:, None]]


def batches(x: Any, y: Any, size: int) -> list[tuple[Any, Any]]:
    """``x`` and ``y`` cut into batches of ``size``."""
    return [(x[first : first + size], y[first : first + size]) for first in range(0, len(x), size)]


def numbers_of_steps(model: Any, steps: Sequence[tuple[Any, Any]]) -> Any:
    """The loss of each batch before its update, then its metrics: ``(steps, numbers)``."""
    return np.array([model.train_on_batch(x, y) for x, y in steps], "float64")
