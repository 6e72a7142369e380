"""The table of activations, by Keras' names."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor

from nervure.ops.op import Op
from nervure.ops.rectifiers import (
    ELU,
    LEAKY_RELU,
    RELU,
    SELU,
    elu_from_output,
    leaky_relu_from_output,
    relu_from_output,
    selu_from_output,
)
from nervure.ops.smooth_activations import (
    GELU,
    SIGMOID,
    SILU,
    SOFTPLUS,
    TANH,
    sigmoid_from_output,
    tanh_from_output,
)
from nervure.ops.softmax import SOFTMAX


class LinearCache(NamedTuple):
    """The backward pass of the identity needs nothing."""


def linear_forward(z: Tensor) -> tuple[Tensor, LinearCache]:
    """``y = z``.

    Args:
        z: any shape.

    Returns:
        y: z itself, and the cache.
    """
    return z, LinearCache()


def linear_backward(dy: Tensor, cache: LinearCache) -> tuple[Tensor]:
    """``dz = dy``."""
    return (dy,)


LINEAR = Op("linear", linear_forward, linear_backward)

ACTIVATIONS: dict[str, Op] = {
    "linear": LINEAR,
    "sigmoid": SIGMOID,
    "tanh": TANH,
    "relu": RELU,
    "leaky_relu": LEAKY_RELU,
    "elu": ELU,
    "selu": SELU,
    "softmax": SOFTMAX,
    "softplus": SOFTPLUS,
    "gelu": GELU,
    "silu": SILU,
    "swish": SILU,
}

# Activations whose derivative is a function of the output alone: (dy, y, **options) -> dz. Fused into the product
# before it, such an activation lets the plan forget z.
ACTIVATIONS_FROM_OUTPUT: dict[str, Callable[..., Tensor]] = {
    "sigmoid": sigmoid_from_output,
    "tanh": tanh_from_output,
    "relu": relu_from_output,
    "leaky_relu": leaky_relu_from_output,
    "elu": elu_from_output,
    "selu": selu_from_output,
}
