"""Per-sample normalizations: layer, group, root-mean-square and unit normalization, and derivatives."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import InputGradient, Op, named_gradients
from nervure.ops.precision import widened


class StandardizedCache(NamedTuple):
    """Cache for the backward pass of layer and group normalization.

    Attributes:
        x: the input, with its channels divided into groups if there are groups.
        gamma: broadcastable to x, or None.
        mean: the mean that was subtracted, broadcastable to x.
        inverse: ``1 / sqrt(variance + epsilon)``, shaped like the mean.
        axes: the axes over which mean and variance were taken.
        shape: the shape of the input.
        parameter_shapes: the shapes of gamma and beta as stored, and as broadcast.
        has_beta: whether an offset was added.
    """

    x: Tensor
    gamma: Tensor | None
    mean: Tensor
    inverse: Tensor
    axes: tuple[int, ...]
    shape: tuple[int, ...]
    parameter_shapes: tuple[tuple[int, ...], tuple[int, ...]]
    has_beta: bool


def layer_normalization_forward(
    x: Tensor,
    *parameters: Tensor,
    axis: tuple[int, ...] = (-1,),
    epsilon: float = 1e-3,
    scale: bool = True,
    center: bool = True,
) -> tuple[Tensor, StandardizedCache]:
    r"""Normalizes the numbers of each sample to mean 0 and variance 1, then applies a learned scale and offset.

    .. math:: \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y = \gamma \odot \hat x + \beta

    Mean and (biased) variance are taken over the axes ``axis`` of each sample, in at least float32.

    Args:
        x: any shape, the batch axis first.
        parameters: gamma if ``scale``; beta if ``center``; both with the sizes of ``axis``, in the order of the axes.
        axis: the axes to normalize over, in ascending order; not the batch axis.
        epsilon: keeps the square root away from 0.
        scale: whether gamma is used.
        center: whether beta is used.

    Returns:
        y: shaped like x; and the cache.

    Source:
        Ba, Kiros and Hinton, "Layer normalization" (2016), https://arxiv.org/abs/1607.06450
    """
    axes = tuple(number % x.ndim for number in axis)
    broadcast = tuple(size if number in axes else 1 for number, size in enumerate(x.shape))
    return _standardized(x, tuple(x.shape), parameters, (axes, broadcast), (epsilon, scale, center))


def group_normalization_forward(
    x: Tensor,
    *parameters: Tensor,
    groups: int = 32,
    axis: int = -1,
    epsilon: float = 1e-3,
    scale: bool = True,
    center: bool = True,
) -> tuple[Tensor, StandardizedCache]:
    r"""Normalizes each channel group of each sample to mean 0 and variance 1, then applies a learned scale and offset.

    .. math:: \hat x = \frac{x - \mu_{ng}}{\sqrt{\sigma_{ng}^2 + \epsilon}}, \qquad y = \gamma_c \hat x + \beta_c

    Mean and (biased) variance of sample n and group g are taken over the group's channels and all positions, in at
    least float32.

    Args:
        x: any shape, the batch axis first.
        parameters: gamma (C,) if ``scale``; beta (C,) if ``center``.
        groups: the number of equal parts that the C channels are divided into, neighbors together.
        axis: the axis of the channels.
        epsilon: keeps the square root away from 0.
        scale: whether gamma is used.
        center: whether beta is used.

    Returns:
        y: shaped like x; and the cache.

    Source:
        Wu and He, "Group normalization" (2018), https://arxiv.org/abs/1803.08494
    """
    channels = axis % x.ndim
    sizes = groups, x.shape[channels] // groups
    divided = x.reshape(*x.shape[:channels], *sizes, *x.shape[channels + 1 :])  # (N, ..., groups, C / groups, ...)
    axes = tuple(number for number in range(1, divided.ndim) if number != channels)
    broadcast = tuple(size if number in (channels, channels + 1) else 1 for number, size in enumerate(divided.shape))
    return _standardized(divided, tuple(x.shape), parameters, (axes, broadcast), (epsilon, scale, center))


def _standardized(
    x: Tensor,
    shape: tuple[int, ...],
    parameters: tuple[Tensor, ...],
    places: tuple[tuple[int, ...], tuple[int, ...]],
    constants: tuple[float, bool, bool],
) -> tuple[Tensor, StandardizedCache]:
    (axes, broadcast), (epsilon, scale, center) = places, constants
    wide = widened(x)
    mean = wide.mean(axes, keepdim=True)
    centered = wide - mean
    inverse = torch.rsqrt((centered * centered).mean(axes, keepdim=True) + epsilon)
    y = centered * inverse
    gamma = parameters[0].reshape(broadcast) if scale else None
    if gamma is not None:
        y = y * gamma
    if center:
        y = y + parameters[int(scale)].reshape(broadcast)
    stored = tuple(parameters[0].shape) if parameters else ()
    cache = StandardizedCache(x, gamma, mean, inverse, axes, shape, (stored, broadcast), center)
    return y.to(x.dtype).reshape(shape), cache


def standardized_backward(dy: Tensor, cache: StandardizedCache, needs_dx: bool = True) -> tuple[Tensor | None, ...]:
    r"""The gradients of the input, of gamma and beta (if used).

    .. math::
        d\beta = \sum dy, \qquad d\gamma = \sum dy\, \hat x, \qquad
        dx = \frac{1}{\sqrt{\sigma^2 + \epsilon}} \Bigl(g - \underbrace{\overline{g}}_{\text{through } \mu}
        - \underbrace{\hat x\, \overline{g \hat x}}_{\text{through } \sigma^2}\Bigr), \quad g = \gamma\, dy

    A bar is the mean over the numbers that were normalized together. Each x changes its own y (the first term), but
    also the mean and the variance of all of them (the other two).
    """
    dy = widened(dy).reshape(cache.x.shape)
    x_hat = (widened(cache.x) - cache.mean) * cache.inverse
    dx = None
    if needs_dx:
        through = dy if cache.gamma is None else dy * cache.gamma
        dx = through - through.mean(cache.axes, keepdim=True)
        dx = (dx - x_hat * (through * x_hat).mean(cache.axes, keepdim=True)) * cache.inverse
        dx = dx.to(cache.x.dtype).reshape(cache.shape)
    of_parameters: dict[str, Tensor] = {}
    if cache.gamma is not None:
        of_parameters["dgamma"] = _summed(dy * x_hat, *cache.parameter_shapes)
    if cache.has_beta:
        of_parameters["dbeta"] = _summed(dy, *cache.parameter_shapes)
    return named_gradients(dx=dx, **of_parameters)


def layer_normalization_backward(
    dy: Tensor, cache: StandardizedCache, needs_dx: bool = True
) -> tuple[Tensor | None, ...]:
    """``dx, dgamma, dbeta``, from :func:`standardized_backward`."""
    return standardized_backward(dy, cache, needs_dx)


def group_normalization_backward(
    dy: Tensor, cache: StandardizedCache, needs_dx: bool = True
) -> tuple[Tensor | None, ...]:
    """``dx, dgamma, dbeta``, from :func:`standardized_backward`."""
    return standardized_backward(dy, cache, needs_dx)


def _summed(gradient: Tensor, stored: tuple[int, ...], broadcast: tuple[int, ...]) -> Tensor:
    """The gradient of a parameter: summed over the samples and all positions that used the parameter."""
    used = [number for number in range(gradient.ndim) if number == 0 or broadcast[number] == 1]
    return gradient.sum(used, keepdim=True).reshape(stored)


class RmsNormalizationCache(NamedTuple):
    """Cache for the backward pass of the root-mean-square normalization.

    Attributes:
        x: the input, any shape.
        scale: broadcastable to x.
        inverse: ``1 / sqrt(mean(x^2) + epsilon)``, broadcastable to x.
        axes: the axes over which the mean was taken.
        parameter_shapes: the shapes of the scale as stored, and as broadcast.
    """

    x: Tensor
    scale: Tensor
    inverse: Tensor
    axes: tuple[int, ...]
    parameter_shapes: tuple[tuple[int, ...], tuple[int, ...]]


def rms_normalization_forward(
    x: Tensor, scale: Tensor, *, axis: tuple[int, ...] = (-1,), epsilon: float = 1e-6
) -> tuple[Tensor, RmsNormalizationCache]:
    r"""Divides each sample by its root mean square, then multiplies by a learned scale.

    .. math:: y = s \odot \frac{x}{\sqrt{\overline{x^2} + \epsilon}}

    Args:
        x: any shape, the batch axis first.
        scale: s, with the sizes of ``axis``, in the order of the axes.
        axis: the axes over which to take the mean, in ascending order; not the batch axis.
        epsilon: keeps the square root away from 0.

    Returns:
        y: shaped like x; and the cache.

    Source:
        Zhang and Sennrich, "Root mean square layer normalization" (2019), https://arxiv.org/abs/1910.07467
    """
    axes = tuple(number % x.ndim for number in axis)
    broadcast = tuple(size if number in axes else 1 for number, size in enumerate(x.shape))
    wide, spread = widened(x), scale.reshape(broadcast)
    inverse = torch.rsqrt((wide * wide).mean(axes, keepdim=True) + epsilon)
    cache = RmsNormalizationCache(x, spread, inverse, axes, (tuple(scale.shape), broadcast))
    return (wide * inverse * spread).to(x.dtype), cache


def rms_normalization_backward(
    dy: Tensor, cache: RmsNormalizationCache, needs_dx: bool = True
) -> tuple[Tensor | None, ...]:
    r"""The gradients of the input and of the scale.

    .. math:: ds = \sum dy\, \hat x, \qquad dx = r\,\bigl(g - \hat x\, \overline{g \hat x}\bigr), \quad
        g = s\, dy, \; r = 1 / \sqrt{\overline{x^2} + \epsilon}, \; \hat x = r x
    """
    dy = widened(dy)
    x_hat = widened(cache.x) * cache.inverse
    dx = None
    if needs_dx:
        through = dy * cache.scale
        dx = (through - x_hat * (through * x_hat).mean(cache.axes, keepdim=True)) * cache.inverse
        dx = dx.to(cache.x.dtype)
    return named_gradients(dx=dx, dscale=_summed(dy * x_hat, *cache.parameter_shapes))


class UnitNormalizationCache(NamedTuple):
    """Cache for the backward pass of the unit normalization.

    Attributes:
        x: the input, any shape.
        inverse: 1 / norm, broadcastable to x.
        axes: the axes over which the norm was taken.
        epsilon: the smallest norm that was divided by.
    """

    x: Tensor
    inverse: Tensor
    axes: tuple[int, ...]
    epsilon: float


def unit_normalization_forward(
    x: Tensor, *, axis: tuple[int, ...] = (-1,), epsilon: float = 1e-12
) -> tuple[Tensor, UnitNormalizationCache]:
    r"""Divides each sample by its Euclidean norm.

    .. math:: y = \frac{x}{\lVert x \rVert_2}

    A sample of zeros stays zero.

    Args:
        x: any shape, the batch axis first.
        axis: the axes over which to take the norm; not the batch axis.
        epsilon: the smallest norm to divide by.

    Returns:
        y: shaped like x; and the cache.
    """
    axes = tuple(number % x.ndim for number in axis)
    wide = widened(x)
    inverse = torch.rsqrt((wide * wide).sum(axes, keepdim=True)).clamp(max=1 / epsilon)
    return (wide * inverse).to(x.dtype), UnitNormalizationCache(x, inverse, axes, epsilon)


def unit_normalization_backward(dy: Tensor, cache: UnitNormalizationCache) -> InputGradient:
    r"""The part of ``dy`` orthogonal to y, since along y the norm cancels every change.

    .. math:: dx = \frac{1}{\lVert x \rVert} \Bigl(dy - y \sum dy\, y\Bigr)

    A sample of (almost) zeros has no direction: its gradient is 0 (in Keras NaN).
    """
    wide = widened(dy)
    y = widened(cache.x) * cache.inverse
    dx = (wide - y * (wide * y).sum(cache.axes, keepdim=True)) * cache.inverse
    return InputGradient(dx.masked_fill(cache.inverse >= 1 / cache.epsilon, 0.0).to(cache.x.dtype))


LAYER_NORMALIZATION = Op(
    "layer_normalization",
    layer_normalization_forward,
    layer_normalization_backward,
    skips_dx=True,
    casts_parameters=False,
)
GROUP_NORMALIZATION = Op(
    "group_normalization",
    group_normalization_forward,
    group_normalization_backward,
    skips_dx=True,
    casts_parameters=False,
)
RMS_NORMALIZATION = Op(
    "rms_normalization", rms_normalization_forward, rms_normalization_backward, skips_dx=True, casts_parameters=False
)
UNIT_NORMALIZATION = Op("unit_normalization", unit_normalization_forward, unit_normalization_backward)
