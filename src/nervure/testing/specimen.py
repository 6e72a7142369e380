"""The subject of the rules: fresh copies of one layer, all with the same weights, and one batch."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from nervure.errors import ArgumentError
from nervure.layers.layer import Layer
from nervure.ops.op import Context
from nervure.randomness import fold, stream_id
from nervure.testing.given import Batch, away_from_zero

_WEIGHTS = stream_id("weights of a check")
_SHIFT = (0.05, 0.25)  # how much weights differ from initial values: a bias of 0 or a scale of 1 hides mistakes
_STEP = 3


@dataclass(frozen=True, eq=False)
class Specimen:
    """One layer, prepared for the rules. The original layer is never changed.

    Attributes:
        original: the original layer.
        batch: the inputs.
        weights: the value of each parameter, float64.
        seed: the seed of all random draws.
    """

    original: Layer
    batch: Batch
    weights: tuple[Tensor, ...]
    seed: int

    @classmethod
    def of(cls, original: Layer, batch: Batch, weights: Sequence[Any] | None, seed: int) -> Specimen:
        """Draws the weights, unless they are given.

        Raises:
            ArgumentError: the given weights do not match those of the layer.
            ShapeError: the layer does not accept such inputs.
        """
        layer = copy.deepcopy(original)
        layer.ensure_built(_shape(batch))
        layer.initialise(0, seed, torch.float64)
        if weights is None:
            values = [_moved(parameter.array, fold(seed, _WEIGHTS, n)) if parameter.trainable else parameter.array
                      for n, parameter in enumerate(layer.parameters)]  # fmt: skip
        else:
            values = [torch.as_tensor(weight) for weight in weights]
        expected = [parameter.shape for parameter in layer.parameters]
        if [tuple(value.shape) for value in values] != expected:
            got = str([tuple(value.shape) for value in values])
            raise ArgumentError.of("testing.given_weights", where="check_layer", expected=str(expected), got=got)
        return cls(original, batch, tuple(value.detach().double().clone() for value in values), seed)

    @property
    def shape(self) -> Any:
        """The shape of the input as passed to the layer, with unknown batch axis; a tuple of shapes for several."""
        return _shape(self.batch)

    @property
    def is_custom(self) -> bool:
        """Whether the layer defines its own forward and backward, rather than using nervure's steps."""
        return type(self.original).forward is not Layer.forward

    def layer(self, dtype: torch.dtype = torch.float64) -> Layer:
        """A fresh copy, built, with the weights of this specimen."""
        layer = copy.deepcopy(self.original)
        layer.ensure_built(self.shape)
        give_weights(layer, self.weights, dtype)
        return layer

    def inputs(self, dtype: torch.dtype = torch.float64) -> tuple[Tensor, ...]:
        """A fresh copy of the batch."""
        return tuple(x.to(dtype, copy=True) for x in self.batch.tensors)

    def context(self, training: bool, step: int = _STEP, seed: int | None = None) -> Context:
        """Training or inference, always in the same step of the same run."""
        return Context(training=training, seed=self.seed if seed is None else seed, step=step)


def give_weights(layer: Layer, weights: Sequence[Tensor], dtype: torch.dtype) -> None:
    """Gives the parameters separate values, in their memory order."""
    for parameter, weight in zip(layer.parameters, weights, strict=True):
        parameter.value = parameter.in_memory_order(weight.to(dtype, copy=True)).clone()
        parameter.gradient = parameter.low_precision = None


def ramp_like(y: Tensor) -> Tensor:
    """Gradients for an output: every element with a different value, few near 0, so that a misplaced one is visible."""
    numbers = torch.arange(y.numel(), dtype=torch.float64)
    return (torch.sin(numbers * 2.4) + 1.5 * torch.cos(numbers * 0.9 + 1)).reshape(y.shape).to(y.dtype)


def _moved(value: Tensor, key: int) -> Tensor:
    nearest, farthest = _SHIFT
    return value.detach().double() + away_from_zero(key, tuple(value.shape), nearest, farthest)


def _shape(batch: Batch) -> Any:
    shapes = tuple((None, *x.shape[1:]) for x in batch.tensors)
    return shapes[0] if batch.alone else shapes
