"""Layers of one's own as they should be: what the planted faults are made from."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.errors import ShapeError
from nervure.layers import Layer
from nervure.ops.op import Context
from nervure.randomness import uniform


class AffineCache(NamedTuple):
    """What the backward pass needs."""

    x: Tensor
    kernel: Tensor


class Affine(Layer):
    """A product with bias, times a number: parameters, an argument, any number of axes."""

    def __init__(self, units: int = 3, scale: float = 1.5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.scale = units, scale

    def check_input(self, input_shape: Any) -> None:
        size = input_shape[-1] if len(input_shape) > 1 else None
        if size is None or (self.built and size != self.built_shape[-1]):
            raise ShapeError.of("dense.features", where=self.where, expected="?", got=str(input_shape))

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight("kernel", (input_shape[-1], self.units))
        self.bias = self.add_weight("bias", (self.units,), "zeros")

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (*input_shape[:-1], self.units)

    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        kernel = self.kernel.array
        return (x @ kernel + self.bias.array) * self.scale, AffineCache(x, kernel)

    def backward(self, dy: Tensor, cache: AffineCache) -> tuple[Any, Any]:
        dz = dy * self.scale
        rows, drows = cache.x.reshape(-1, cache.x.shape[-1]), dz.reshape(-1, dz.shape[-1])
        return dz @ cache.kernel.T, {"kernel": rows.T @ drows, "bias": drows.sum(0)}


class Noise(Layer):
    """Multiplies by random numbers while training."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def factors(self, x: Tensor, context: Context) -> Tensor:
        if not context.training:
            return torch.ones_like(x)
        return (0.5 + uniform(context.key(7), tuple(x.shape))).to(x.dtype)

    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        factors = self.factors(x, context)
        return x * factors, factors

    def backward(self, dy: Tensor, cache: Any) -> tuple[Any, Any]:
        return dy * cache, {}


class Product(Layer):
    """Two inputs, one output."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape[0]

    def forward(self, x: Any, context: Context) -> tuple[Any, Any]:
        first, second = x
        return first * second, (first, second)

    def backward(self, dy: Tensor, cache: Any) -> tuple[Any, Any]:
        first, second = cache
        return (dy * second, dy * first), {}


class Halves(Layer):
    """One input, two outputs: its first half, and the square of its second."""

    num_outputs = 2

    def compute_output_shape(self, input_shape: Any) -> Any:
        half = (*input_shape[:-1], input_shape[-1] // 2)
        return half, half

    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        first, second = x.chunk(2, dim=-1)
        return (first, second**2), second

    def backward(self, dy: Any, second: Tensor) -> tuple[Any, Any]:
        return torch.cat([dy[0], 2 * second * dy[1]], dim=-1), {}


class Centered(Layer):
    """Subtracts a mean that training moves; what training adds comes from elsewhere."""

    def build(self, input_shape: Any) -> None:
        self.mean = self.add_weight("mean", (input_shape[-1],), "ones", trainable=False)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Any, Any]:
        return x - self.mean.array, None

    def backward(self, dy: Tensor, cache: None) -> tuple[Any, Any]:
        return dy, {}
