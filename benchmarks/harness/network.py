"""Networks as plain values: each contender builds the same one from its own library's layers, with the same weights."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]


class Rescaling(NamedTuple):
    """Multiplies by ``scale``."""

    scale: float


class Convolution(NamedTuple):
    """3x3, stride 1, "same" padding, a bias."""

    filters: int
    activation: str | None = None


class BatchNormalization(NamedTuple):
    """Over the channels, epsilon 1e-3; ``momentum`` as in Keras: the weight of the old value."""

    momentum: float = 0.99


class Activation(NamedTuple):
    """A separate ReLU, after a normalization."""

    kind: str


class MaxPooling(NamedTuple):
    """Windows of 2x2."""


class GlobalAveragePooling(NamedTuple):
    """The mean of each channel."""


class Dropout(NamedTuple):
    """Zeroes a part of its input in training."""

    rate: float


class Flatten(NamedTuple):
    """Flattens to one axis, channels last."""


class Dense(NamedTuple):
    """All inputs, a bias."""

    units: int
    activation: str | None = None


class Recurrent(NamedTuple):
    """An LSTM or a GRU with Keras' semantics; returns its last state."""

    kind: str
    units: int

    @property
    def gates(self) -> int:
        """The number of sums per unit."""
        return 4 if self.kind == "LSTM" else 3


class Residual(NamedTuple):
    """The sum of its input and the output of ``body``; then ReLU."""

    body: tuple[Any, ...]


Layer: TypeAlias = (
    Rescaling
    | Convolution
    | BatchNormalization
    | Activation
    | MaxPooling
    | GlobalAveragePooling
    | Dropout
    | Flatten
    | Dense
    | Recurrent
    | Residual
)
Network: TypeAlias = tuple[Layer, ...]
Weights: TypeAlias = list[list[Array]]


def output_shape(layer: Layer, shape: Shape) -> Shape:
    """The shape of a sample after ``layer``.

    Examples:
        >>> output_shape(Convolution(8), (5, 5, 3)), output_shape(Flatten(), (3, 3, 8))
        ((5, 5, 8), (72,))
    """
    match layer:
        case Convolution():
            return (*shape[:2], layer.filters)
        case MaxPooling():
            return (shape[0] // 2, shape[1] // 2, shape[2])
        case Flatten() | GlobalAveragePooling():
            return (math.prod(shape),) if isinstance(layer, Flatten) else shape[-1:]
        case Dense() | Recurrent():
            return (layer.units,)
    return shape


def first_weights(network: Network, shape: Shape, seed: int = 1, settled: bool = False) -> Weights:
    """Initial weights for all contenders: for each layer with weights, in the order of the walk, in Keras' layouts.

    Glorot uniform draws and zero biases, as in Keras.

    Args:
        network: the layers.
        shape: the shape of a sample.
        seed: the seed of the draws.
        settled: whether batch normalization gets statistics as after training, instead of initial ones.

    Examples:
        >>> [[array.shape for array in layer] for layer in first_weights((Dense(3), Dense(1)), (2,))]
        [[(2, 3), (3,)], [(3, 1), (1,)]]
    """
    return _drawn(network, shape, np.random.default_rng(seed), settled)


def _drawn(network: Network, shape: Shape, generator: np.random.Generator, settled: bool) -> Weights:
    found: Weights = []
    for layer in network:
        if isinstance(layer, Residual):
            found += _drawn(layer.body, shape, generator, settled)
        elif arrays := _of_layer(layer, shape, generator, settled):
            found.append(arrays)
        shape = output_shape(layer, shape)
    return found


def _of_layer(layer: Layer, shape: Shape, generator: np.random.Generator, settled: bool) -> list[Array]:
    match layer:
        case Convolution():
            return [_glorot((3, 3, shape[-1], layer.filters), generator), _zeros(layer.filters)]
        case Dense():
            return [_glorot((shape[-1], layer.units), generator), _zeros(layer.units)]
        case BatchNormalization():
            return _statistics(shape[-1], generator if settled else None)
        case Recurrent():
            columns = layer.gates * layer.units
            bias = _zeros(columns) if layer.kind == "LSTM" else np.zeros((2, columns), "float32")
            if layer.kind == "LSTM":
                bias[layer.units : 2 * layer.units] = 1
            return [_glorot((shape[-1], columns), generator), _glorot((layer.units, columns), generator), bias]
    return []


def _glorot(shape: Shape, generator: np.random.Generator) -> Array:
    window = math.prod(shape[:-2])
    limit = math.sqrt(6 / (window * (shape[-2] + shape[-1])))
    return generator.uniform(-limit, limit, shape).astype("float32")


def _zeros(count: int) -> Array:
    return np.zeros(count, "float32")


def _statistics(channels: int, generator: np.random.Generator | None) -> list[Array]:
    if generator is None:
        return [_zeros(channels) + 1, _zeros(channels), _zeros(channels), _zeros(channels) + 1]
    ranges = ((0.5, 1.5), (-0.5, 0.5), (0.0, 0.5), (0.2, 1.0))  # gamma, beta, mean, variance
    return [generator.uniform(*limits, channels).astype("float32") for limits in ranges]
