"""A plain network written for PyTorch: channels first, logits at the end, with weights from Keras' layouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.harness import network as plain
from benchmarks.harness.network import Array, Layer, Network, Shape, Weights, output_shape

_ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


class Rescaling(nn.Module):
    """Multiplies by a number."""

    def __init__(self, scale: float) -> None:
        super().__init__()
        self.scale = scale

    def forward(self, x: Tensor) -> Tensor:
        """The product."""
        return x * self.scale


class Residual(nn.Module):
    """The sum of the input and the output of the body; then ReLU."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, x: Tensor) -> Tensor:
        """The sum after ReLU."""
        return torch.relu(x + self.body(x))


class LastState(nn.Module):
    """A recurrent layer that returns the state of the last step."""

    def __init__(self, recurrent: nn.RNNBase) -> None:
        super().__init__()
        self.recurrent = recurrent

    def forward(self, x: Tensor) -> Tensor:
        """(N, units)."""
        last: Tensor = self.recurrent(x)[0][:, -1]
        return last


def module_of(network: Network, shape: Shape, weights: Weights) -> nn.Module:
    """The whole network, without its last activation, which is part of the loss.

    Args:
        network: the layers.
        shape: of a sample, channels last.
        weights: drawn by :func:`benchmarks.harness.network.first_weights`.
    """
    last = network[-1]
    assert isinstance(last, plain.Dense), "a classifier ends in a dense layer"
    left = [list(arrays) for arrays in weights]
    with torch.no_grad():
        return nn.Sequential(*_modules((*network[:-1], plain.Dense(last.units)), shape, left))


def _modules(network: Network, shape: Shape, left: Weights) -> list[nn.Module]:
    found: list[nn.Module] = []
    pictures: Shape | None = None
    for layer in network:
        if isinstance(layer, plain.Residual):
            found.append(Residual(nn.Sequential(*_modules(layer.body, shape, left))))
        elif isinstance(layer, plain.Dense):
            found.append(_dense(layer, left.pop(0), shape, pictures))
            pictures = None
        else:
            found.append(_module(layer, shape, left))
        if isinstance(layer, plain.Flatten):
            pictures = shape
        if isinstance(layer, plain.Convolution | plain.Dense) and layer.activation:
            found.append(_ACTIVATIONS[layer.activation]())
        shape = output_shape(layer, shape)
    return found


def _module(layer: Layer, shape: Shape, left: Weights) -> nn.Module:
    weighted: dict[type[Any], Callable[[Any, int, list[Array]], nn.Module]] = {
        plain.Convolution: _convolution,
        plain.BatchNormalization: _normalization,
        plain.Recurrent: _recurrent,
    }
    if type(layer) in weighted:
        return weighted[type(layer)](layer, shape[-1], left.pop(0))
    makers: dict[type[Any], Callable[[Any], nn.Module]] = {
        plain.Rescaling: lambda given: Rescaling(given.scale),
        plain.Activation: lambda given: _ACTIVATIONS[given.kind](),
        plain.MaxPooling: lambda _given: nn.MaxPool2d(2),
        plain.GlobalAveragePooling: lambda _given: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        plain.Dropout: lambda given: nn.Dropout(given.rate),
        plain.Flatten: lambda _given: nn.Flatten(),
    }
    return makers[type(layer)](layer)


def _convolution(layer: plain.Convolution, channels: int, arrays: list[Array]) -> nn.Module:
    kernel, bias = arrays
    made = nn.Conv2d(channels, layer.filters, 3, padding=1)
    return _filled(made, weight=kernel.transpose(3, 2, 0, 1), bias=bias)


def _normalization(layer: plain.BatchNormalization, channels: int, arrays: list[Array]) -> nn.Module:
    gamma, beta, mean, variance = arrays
    made = nn.BatchNorm2d(channels, 1e-3, 1 - layer.momentum)
    return _filled(made, weight=gamma, bias=beta, running_mean=mean, running_var=variance)


def _dense(layer: plain.Dense, arrays: list[Array], shape: Shape, pictures: Shape | None) -> nn.Module:
    """If images are flattened channels first, the rows of Keras' kernel are in a different order."""
    kernel, bias = arrays
    if pictures is not None:
        kernel = kernel.reshape(*pictures, -1).transpose(2, 0, 1, 3).reshape(kernel.shape)
    return _filled(nn.Linear(shape[-1], layer.units), weight=kernel.T, bias=bias)


def _recurrent(layer: plain.Recurrent, features: int, arrays: list[Array]) -> nn.Module:
    kernel, recurrent_kernel, bias = arrays
    made = {"LSTM": nn.LSTM, "GRU": nn.GRU}[layer.kind](features, layer.units, batch_first=True)
    biases = (bias, np.zeros_like(bias)) if layer.kind == "LSTM" else bias
    turned = {
        "weight_ih_l0": kernel,
        "weight_hh_l0": recurrent_kernel,
        "bias_ih_l0": biases[0],
        "bias_hh_l0": biases[1],
    }
    _filled(made, **{name: _gates_first(array, layer) for name, array in turned.items()})
    return LastState(made)


def _gates_first(columns: Array, layer: plain.Recurrent) -> Array:
    """Gates in rows; in a GRU, PyTorch has the reset gate before the update gate."""
    gates = np.split(columns, layer.gates, axis=-1)
    if layer.kind == "GRU":
        gates[:2] = gates[1::-1]
    return np.concatenate(gates, axis=-1).T


def _filled(module: nn.Module, **arrays: Array) -> nn.Module:
    for name, array in arrays.items():
        tensor = getattr(module, name)
        assert tensor.shape == array.shape, f"{name}: {tuple(tensor.shape)}, given {array.shape}"
        tensor.copy_(torch.from_numpy(np.ascontiguousarray(array)))
    return module
