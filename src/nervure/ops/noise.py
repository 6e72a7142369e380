"""Noise in training: Gaussian dropout, additive Gaussian noise and alpha dropout, and their derivatives."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.kernels.dropout import dropout_apply
from nervure.ops.op import Context, InputGradient, Op
from nervure.ops.precision import widened
from nervure.ops.rectifiers import SELU_ALPHA, SELU_SCALE
from nervure.randomness import normal

_FLOOR = -SELU_ALPHA * SELU_SCALE  # selu's limit toward minus infinity: the value that alpha dropout inserts


class GaussianNoiseCache(NamedTuple):
    """The backward pass of additive noise needs no cached values."""


def gaussian_noise_forward(
    x: Tensor, *, stddev: float, stream: int, context: Context
) -> tuple[Tensor, GaussianNoiseCache]:
    r"""Adds normally distributed random numbers in training.

    .. math:: y = x + \sigma \varepsilon, \qquad \varepsilon \sim N(0, 1)

    Args:
        x: any shape.
        stddev: sigma.
        stream: the number of the random stream.
        context: training or inference, and the key of the random numbers.

    Returns:
        y: shaped like x; and the cache.
    """
    if not context.training or stddev == 0.0:
        return x, GaussianNoiseCache()
    noise = normal(context.key(stream), tuple(x.shape)).to(x.device, widened(x[:0]).dtype)
    return (x + stddev * noise).to(x.dtype), GaussianNoiseCache()


def gaussian_noise_backward(dy: Tensor, cache: GaussianNoiseCache) -> InputGradient:
    """``dx = dy``."""
    return InputGradient(dy)


class GaussianDropoutCache(NamedTuple):
    """Cache for the backward pass of Gaussian dropout: how to draw the factors again.

    Attributes:
        stddev: the standard deviation of the factors; 0 if there were none.
        key: the key of the random numbers.
    """

    stddev: float
    key: int


def gaussian_dropout_forward(
    x: Tensor, *, rate: float, stream: int, context: Context
) -> tuple[Tensor, GaussianDropoutCache]:
    r"""Multiplies by random numbers around 1 in training: a soft form of dropout.

    .. math:: y = x\,(1 + \sigma \varepsilon), \qquad \sigma = \sqrt{\tfrac{r}{1 - r}}, \; \varepsilon \sim N(0, 1)

    The factors have the same mean and variance as those of dropout at the same rate.

    Args:
        x: any shape.
        rate: r, in [0, 1).
        stream: the number of the random stream.
        context: training or inference, and the key of the random numbers.

    Returns:
        y: shaped like x; and the cache.

    Source:
        Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to prevent neural networks
        from overfitting" (2014), section 10, https://jmlr.org/papers/v15/srivastava14a.html
    """
    if not context.training or rate == 0.0:
        return x, GaussianDropoutCache(0.0, 0)
    cache = GaussianDropoutCache(math.sqrt(rate / (1.0 - rate)), context.key(stream))
    return _scaled(x, cache), cache


def gaussian_dropout_backward(dy: Tensor, cache: GaussianDropoutCache) -> InputGradient:
    """``dx = (1 + sigma epsilon) dy``, with the random numbers of the forward pass."""
    return InputGradient(dy if cache.stddev == 0.0 else _scaled(dy, cache))


def _scaled(x: Tensor, cache: GaussianDropoutCache) -> Tensor:
    noise = normal(cache.key, tuple(x.shape)).to(x.device, widened(x[:0]).dtype)
    return (x * (1.0 + cache.stddev * noise)).to(x.dtype)


class AlphaDropoutCache(NamedTuple):
    """Cache for the backward pass of alpha dropout: how to draw the mask again.

    Attributes:
        rate: the fraction that was dropped; 0 if none was.
        key: the key of the random numbers.
        noise_shape: the shape of the mask.
        scale: the factor of the kept numbers.
    """

    rate: float
    key: int
    noise_shape: tuple[int, ...]
    scale: float


def alpha_dropout_forward(
    x: Tensor, *, rate: float, stream: int, context: Context, noise_shape: tuple[int | None, ...] | None = None
) -> tuple[Tensor, AlphaDropoutCache]:
    r"""Sets a fraction of the numbers to selu's lower limit in training, and keeps mean 0 and variance 1.

    .. math::
        y = a\,\bigl(m x + (1 - m)\,\alpha'\bigr) + b, \quad P(m = 0) = r, \quad \alpha' = -\lambda\alpha, \quad
        a = \bigl((1 - r)(1 + r \alpha'^2)\bigr)^{-1/2}, \; b = -a r \alpha'

    Args:
        x: any shape.
        rate: r, in [0, 1).
        stream: the number of the random stream that the mask is drawn from.
        context: training or inference, and the key of the random numbers.
        noise_shape: the shape of the mask, which is then broadcast: 1 where an axis shares one decision, None where it
            has the size of the input's axis.

    Returns:
        y: shaped like x; and the cache.

    Source:
        Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks" (2017),
        https://arxiv.org/abs/1706.02515
    """
    if not context.training or rate == 0.0:
        return x, AlphaDropoutCache(0.0, 0, (), 1.0)
    given = (None,) * x.ndim if noise_shape is None else noise_shape
    sizes = tuple(size if wanted is None else wanted for wanted, size in zip(given, x.shape, strict=True))
    scale = ((1.0 - rate) * (1.0 + rate * _FLOOR**2)) ** -0.5
    offset = -scale * _FLOOR * rate
    cache = AlphaDropoutCache(rate, context.key(stream), sizes, scale)
    y = torch.where(_keeps(x, cache), widened(x) * scale + offset, scale * _FLOOR + offset)
    return y.to(x.dtype), cache


def alpha_dropout_backward(dy: Tensor, cache: AlphaDropoutCache) -> InputGradient:
    """``dx = a m dy``, with the mask of the forward pass."""
    if cache.rate == 0.0:
        return InputGradient(dy)
    return InputGradient(torch.where(_keeps(dy, cache), dy * cache.scale, 0.0).to(dy.dtype))


def _keeps(x: Tensor, cache: AlphaDropoutCache) -> Tensor:
    return dropout_apply(torch.ones(cache.noise_shape, device=x.device), cache.rate, cache.key) > 0


GAUSSIAN_NOISE = Op("gaussian_noise", gaussian_noise_forward, gaussian_noise_backward, needs_context=True)
GAUSSIAN_DROPOUT = Op("gaussian_dropout", gaussian_dropout_forward, gaussian_dropout_backward, needs_context=True)
ALPHA_DROPOUT = Op("alpha_dropout", alpha_dropout_forward, alpha_dropout_backward, needs_context=True)
