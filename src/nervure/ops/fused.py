"""Fused pairs: a product or convolution and the activation after it, in one step.

Each equals the two steps it replaces, but does not store the value between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from torch import Tensor

from nervure.ops.activation import ACTIVATIONS, ACTIVATIONS_FROM_OUTPUT
from nervure.ops.convolution import CONVOLUTION, convolution_with_relu
from nervure.ops.dense import DENSE
from nervure.ops.op import Op


class ActivatedCache(NamedTuple):
    """Cache for the backward pass of a fused pair.

    Attributes:
        linear: the cache of the product or convolution.
        y: the activated output; z is not kept, because the derivative is a function of y.
        activation: the name of the activation.
        activation_options: the options of the activation.
    """

    linear: Any
    y: Tensor
    activation: str
    activation_options: Mapping[str, Any]


def activated_forward(
    linear: Op, *tensors: Tensor, activation: str, activation_options: Mapping[str, Any], **options: Any
) -> tuple[Tensor, ActivatedCache]:
    """``y = f(linear(x))``."""
    z, cache = linear.forward(*tensors, **options)
    if activation == "relu":
        y = z.relu_()  # in place: the fusion rule has checked that z has no other reader
    else:
        y, _ = ACTIVATIONS[activation].forward(z, **activation_options)
    return y, ActivatedCache(cache, y, activation, activation_options)


def activated_backward(linear: Op, dy: Tensor, cache: ActivatedCache, **needed: bool) -> tuple[Tensor | None, ...]:
    """``dz = dy f'(z)``, with f' computed from y, then the backward pass of ``linear``."""
    dz = ACTIVATIONS_FROM_OUTPUT[cache.activation](dy, cache.y, **cache.activation_options)
    return linear.backward(dz, cache.linear, **needed)


def dense_activated_forward(*tensors: Tensor, **options: Any) -> tuple[Tensor, ActivatedCache]:
    """``y = f(x w + b)``."""
    return activated_forward(DENSE, *tensors, **options)


def dense_activated_backward(
    dy: Tensor, cache: ActivatedCache, needs_dx: bool = True, needs_dweight: bool = True
) -> tuple[Tensor | None, ...]:
    """The derivative of :func:`dense_activated_forward`."""
    return activated_backward(DENSE, dy, cache, needs_dx=needs_dx, needs_dweight=needs_dweight)


def convolution_activated_forward(*tensors: Tensor, **options: Any) -> tuple[Tensor, ActivatedCache]:
    """``y = f(x * w + b)``, with * the convolution."""
    if options["activation"] != "relu":
        return activated_forward(CONVOLUTION, *tensors, **options)
    activation, constants = options.pop("activation"), options.pop("activation_options")
    y, cache = convolution_with_relu(*tensors, **options)
    return y, ActivatedCache(cache, y, activation, constants)


def convolution_activated_backward(
    dy: Tensor, cache: ActivatedCache, needs_dx: bool = True, needs_dweight: bool = True
) -> tuple[Tensor | None, ...]:
    """The derivative of :func:`convolution_activated_forward`."""
    return activated_backward(CONVOLUTION, dy, cache, needs_dx=needs_dx, needs_dweight=needs_dweight)


DENSE_ACTIVATED = Op(
    "dense+activation", dense_activated_forward, dense_activated_backward, skips_dx=True, skips_dweight=True
)
CONVOLUTION_ACTIVATED = Op(
    "convolution+activation", convolution_activated_forward, convolution_activated_backward,
    skips_dx=True, skips_dweight=True,
)  # fmt: skip
