"""The table of activations, by Keras' names."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor

from nervure.ops.axis_activations import GLU, LOG_SOFTMAX, SPARSEMAX
from nervure.ops.curved_activations import (
    CELU,
    EXPONENTIAL,
    LOG_SIGMOID,
    MISH,
    SOFTSIGN,
    SQUAREPLUS,
    TANH_SHRINK,
    celu_from_output,
    exponential_from_output,
    log_sigmoid_from_output,
    softsign_from_output,
)
from nervure.ops.op import InputGradient, Op
from nervure.ops.piecewise_activations import (
    HARD_SHRINK,
    HARD_SIGMOID,
    HARD_SILU,
    HARD_TANH,
    RELU6,
    SOFT_SHRINK,
    SPARSE_PLUS,
    SPARSE_SIGMOID,
    hard_shrink_from_output,
    hard_sigmoid_from_output,
    hard_tanh_from_output,
    relu6_from_output,
    soft_shrink_from_output,
    sparse_plus_from_output,
    sparse_sigmoid_from_output,
)
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
    """The backward pass of the identity needs no cached values."""


def linear_forward(z: Tensor) -> tuple[Tensor, LinearCache]:
    """``y = z``.

    Args:
        z: any shape.

    Returns:
        y: z itself, and the cache.
    """
    return z, LinearCache()


def linear_backward(dy: Tensor, cache: LinearCache) -> InputGradient:
    """``dz = dy``."""
    return InputGradient(dy)


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
    "celu": CELU,
    "exponential": EXPONENTIAL,
    "glu": GLU,
    "hard_shrink": HARD_SHRINK,
    "hard_sigmoid": HARD_SIGMOID,
    "hard_silu": HARD_SILU,
    "hard_swish": HARD_SILU,
    "hard_tanh": HARD_TANH,
    "log_sigmoid": LOG_SIGMOID,
    "log_softmax": LOG_SOFTMAX,
    "mish": MISH,
    "relu6": RELU6,
    "soft_shrink": SOFT_SHRINK,
    "softsign": SOFTSIGN,
    "sparse_plus": SPARSE_PLUS,
    "sparse_sigmoid": SPARSE_SIGMOID,
    "sparsemax": SPARSEMAX,
    "squareplus": SQUAREPLUS,
    "tanh_shrink": TANH_SHRINK,
}

# Activations whose derivative is a function of the output alone: (dy, y, **options) -> dz. If such an activation is
# fused into the product before it, z need not be kept.
ACTIVATIONS_FROM_OUTPUT: dict[str, Callable[..., Tensor]] = {
    "sigmoid": sigmoid_from_output,
    "tanh": tanh_from_output,
    "relu": relu_from_output,
    "leaky_relu": leaky_relu_from_output,
    "elu": elu_from_output,
    "selu": selu_from_output,
    "celu": celu_from_output,
    "exponential": exponential_from_output,
    "hard_shrink": hard_shrink_from_output,
    "hard_sigmoid": hard_sigmoid_from_output,
    "hard_tanh": hard_tanh_from_output,
    "log_sigmoid": log_sigmoid_from_output,
    "relu6": relu6_from_output,
    "soft_shrink": soft_shrink_from_output,
    "softsign": softsign_from_output,
    "sparse_plus": sparse_plus_from_output,
    "sparse_sigmoid": sparse_sigmoid_from_output,
}
