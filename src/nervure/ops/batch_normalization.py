"""Batch normalization, and its derivative, which reaches the input along three paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from torch import Tensor

from nervure.kernels.batch_normalization import (
    NO_TAIL,
    Normalization,
    Wanted,
    batch_statistics,
    normalization_gradients,
    normalized,
)
from nervure.ops.op import Context, Op, named_gradients
from nervure.ops.precision import widened

_LITTLE = 1e-7  # Keras' epsilon: makes the mean of no rows 0


class BatchNormalizationCache(NamedTuple):
    """Cache for the backward pass of batch normalization, with the statistics of the batch.

    Attributes:
        x: the input, any shape.
        gamma: (C,), or None.
        mean: (C,), the mean that was subtracted.
        variance: (C,), the biased variance used in the division.
        epsilon: the number added to the variance.
        axis: the axis of the C channels.
        of_batch: whether mean and variance were computed from x, so that they have gradients too.
        has_beta: whether an offset was added.
        momentum: the fraction of the moving statistics that a commit keeps.
    """

    x: Tensor
    gamma: Tensor | None
    mean: Tensor
    variance: Tensor
    epsilon: float
    axis: int
    of_batch: bool
    has_beta: bool
    momentum: float


def batch_normalization_forward(
    x: Tensor,
    *parameters: Tensor,
    context: Context,
    axis: int = -1,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
    scale: bool = True,
    center: bool = True,
    frozen: bool = False,
) -> tuple[Tensor, BatchNormalizationCache]:
    r"""Normalizes each channel to mean 0 and variance 1, then applies a learned scale and offset.

    .. math:: \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y = \gamma \hat x + \beta

    In training, mu and sigma^2 are the mean and variance over all axes except the channel axis (the biased variance,
    the sum divided by R, as in Keras, here and in the moving variance); at inference, and if the layer is frozen, they
    are the moving statistics. Computed in one pass as ``(x - mu) (gamma / sigma) + beta``.

    Args:
        x: any shape.
        parameters: gamma (C,) if ``scale``; beta (C,) if ``center``; moving mean (C,); moving variance (C,).
        context: whether this is training.
        axis: the axis of the C channels; the last axis is fastest.
        momentum: the fraction of the moving statistics that a training step keeps.
        epsilon: keeps the square root away from 0.
        scale: whether gamma is used.
        center: whether beta is used.
        frozen: whether to use the moving statistics in training too.

    Returns:
        y: shaped like x; and the cache.

    Source:
        Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate
        shift" (2015), https://arxiv.org/abs/1502.03167
    """
    rows = _rows(x, axis)
    used, of_batch = normalization_of(rows, parameters, context.training and not frozen, (scale, center, epsilon))
    y, _ = normalized(rows, used)
    cache = BatchNormalizationCache(x, used.gamma, used.mean, used.variance, epsilon, axis, of_batch, center, momentum)
    return _unrows(y, x, axis), cache


def batch_normalization_backward(
    dy: Tensor, cache: BatchNormalizationCache, needs_dx: bool = True
) -> tuple[Tensor | None, ...]:
    r"""The gradients of the input, of gamma and beta (if used), and None for the moving statistics.

    .. math::
        d\beta = \sum_r dy_r, \qquad d\gamma = \sum_r dy_r \hat x_r, \qquad
        dx = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}}
        \Bigl(dy - \underbrace{\tfrac{1}{R} d\beta}_{\text{through } \mu}
        - \underbrace{\hat x\, \tfrac{1}{R} d\gamma}_{\text{through } \sigma^2}\Bigr)

    Each x changes its own y (the first term), but also the mean and the variance of all R numbers of its channel (the
    other two). With moving statistics, at inference and in a frozen layer, only the first term remains: ``dx = dy gamma
    / sqrt(variance + epsilon)``.
    """
    dx, of_parameters = _gradients(dy, cache, needs_dx)
    return named_gradients(dx=dx, **of_parameters)


def _gradients(
    dy: Tensor, cache: BatchNormalizationCache, needs_dx: bool
) -> tuple[Tensor | None, dict[str, Tensor | None]]:
    """The gradients of the input and of the parameters."""
    rows = _rows(cache.x, cache.axis)
    used = Normalization(cache.mean, cache.variance, cache.gamma, None, cache.epsilon)
    found = normalization_gradients(_rows(dy, cache.axis), rows, None, used, NO_TAIL, Wanted(cache.of_batch, needs_dx))
    dx = None if found.dx is None else _unrows(found.dx, cache.x, cache.axis)
    return dx, gradients_of_parameters(cache, found.dgamma, found.dbeta)


def normalization_of(
    rows: Tensor, parameters: Sequence[Tensor], learns: bool, form: tuple[bool, bool, float]
) -> tuple[Normalization, bool]:
    """The statistics that normalize ``rows``, and whether they were computed from ``rows``.

    Args:
        rows: (R, C).
        parameters: as in :func:`batch_normalization_forward`.
        learns: whether to use the statistics of the batch.
        form: whether gamma is used; whether beta is used; epsilon.
    """
    scale, center, epsilon = form
    # Kernels read the channels of a row as adjacent numbers, whatever the strides.
    parameters = tuple(parameter.contiguous() for parameter in parameters)
    gamma, beta = parameters[0] if scale else None, parameters[int(scale)] if center else None
    mean, variance = parameters[-2:]
    # Without rows there is no mean; 0 / 0 would put NaN into the moving statistics.
    of_batch = learns and rows.shape[0] > 0
    if of_batch:
        mean, variance = batch_statistics(rows)
    return Normalization(mean, variance, gamma, beta, epsilon), of_batch


def gradients_of_parameters(cache: BatchNormalizationCache, dgamma: Tensor, dbeta: Tensor) -> dict[str, Tensor | None]:
    """The gradients of the parameters in use, by name; None for the moving statistics."""
    found: dict[str, Tensor | None] = {} if cache.gamma is None else {"dgamma": dgamma}
    if cache.has_beta:
        found["dbeta"] = dbeta
    return {**found, "dmean": None, "dvariance": None}


def batch_normalization_commits(cache: BatchNormalizationCache, *parameters: Tensor) -> dict[int, Tensor]:
    """The moving statistics after this batch: ``momentum`` times the old, plus ``1 - momentum`` times the batch's."""
    if not cache.of_batch:
        return {}
    first = len(parameters) - 2
    return {
        first + i: parameters[first + i] * cache.momentum + statistic * (1.0 - cache.momentum)
        for i, statistic in enumerate((cache.mean, cache.variance))
    }


class MaskedBatchNormalizationCache(NamedTuple):
    """Cache for the backward pass of a masked batch normalization.

    Attributes:
        plain: the cache without a mask: input, parameters and statistics.
        real: (R, C), 1 where a number counts and 0 where it is padding; None if the moving statistics were used.
        num_real: (C,), how many count, plus 1e-7.
    """

    plain: BatchNormalizationCache
    real: Tensor | None
    num_real: Tensor | None


def masked_batch_normalization_forward(
    x: Tensor, mask: Tensor, *parameters: Tensor, context: Context, **options: Any
) -> tuple[Tensor, MaskedBatchNormalizationCache]:
    r"""Batch normalization whose statistics exclude padding; padding itself is still normalized with them.

    .. math::
        \mu = \frac{1}{M} \sum_r m_r x_r, \qquad \sigma^2 = \frac{1}{M} \sum_r m_r (x_r - \mu)^2, \qquad
        M = 10^{-7} + \sum_r m_r

    Args:
        x: any shape.
        mask: over the first axes of x, True where a step is real.
        parameters: as in :func:`batch_normalization_forward`.
        context: whether this is training.
        options: as in :func:`batch_normalization_forward`.

    Returns:
        y: shaped like x; and the cache.
    """
    _, plain = batch_normalization_forward(x[:0], *parameters, context=context, **options)
    plain = plain._replace(x=x, of_batch=context.training and not options.get("frozen", False) and x.shape[0] > 0)
    if not plain.of_batch:
        y, plain = batch_normalization_forward(x, *parameters, context=context, **options)
        return y, MaskedBatchNormalizationCache(plain, None, None)
    rows = widened(_rows(x, plain.axis))
    spread = (mask != 0).reshape(*mask.shape, *(1 for _ in x.shape[mask.ndim :])).expand(x.shape)
    real = _rows(spread, plain.axis).to(rows.dtype)
    count = real.sum(0) + _LITTLE
    mean = (rows * real).sum(0) / count
    variance = ((rows - mean).square() * real).sum(0) / count
    plain = plain._replace(mean=mean, variance=variance)
    scale, beta = _scale(plain), parameters[int(plain.gamma is not None)] if plain.has_beta else None
    y = (rows - mean) * scale
    y = (y if beta is None else y + beta).to(x.dtype)
    return _unrows(y, x, plain.axis), MaskedBatchNormalizationCache(plain, real, count)


def masked_batch_normalization_backward(
    dy: Tensor, cache: MaskedBatchNormalizationCache, needs_dx: bool = True
) -> tuple[Tensor | None, ...]:
    r"""The gradients of the input, None for the mask, then those of the parameters.

    .. math::
        dx = dy \frac{\gamma}{\sigma} + \frac{m}{M} \Bigl(d\mu + 2\, d\sigma^2 (x - \mu)\Bigr)

    Every row was shifted and scaled; only real rows contributed to the statistics.
    """
    plain, real, count = cache
    if real is None or count is None:
        dx_of_all, of_parameters = _gradients(dy, plain, needs_dx)
        return named_gradients(dx=dx_of_all, dmask=None, **of_parameters)
    drows, centered = widened(_rows(dy, plain.axis)), widened(_rows(plain.x, plain.axis)) - plain.mean
    inverse = (plain.variance + plain.epsilon).rsqrt()
    moment, dsum = (drows * centered).sum(0), drows.sum(0)
    of_parameters = gradients_of_parameters(plain, moment * inverse, dsum)
    if not needs_dx:
        return named_gradients(dx=None, dmask=None, **of_parameters)
    scale = _scale(plain)
    dvariance = -0.5 * scale * inverse.square() * moment
    dmean = -scale * dsum - 2 * dvariance * (real * centered).sum(0) / count
    dx = drows * scale + real * (dmean + 2 * dvariance * centered) / count
    return named_gradients(dx=_unrows(dx.to(dy.dtype), plain.x, plain.axis), dmask=None, **of_parameters)


def masked_batch_normalization_commits(cache: MaskedBatchNormalizationCache, *parameters: Tensor) -> dict[int, Tensor]:
    """The moving statistics after this batch."""
    return batch_normalization_commits(cache.plain, *parameters)


def _scale(cache: BatchNormalizationCache) -> Tensor:
    """(C,), the factor of the centered numbers."""
    inverse = (cache.variance + cache.epsilon).rsqrt()
    return inverse if cache.gamma is None else inverse * cache.gamma


def _rows(x: Tensor, axis: int) -> Tensor:
    """``x`` as (R, C): a view if the channels are last, otherwise a copy."""
    return x.movedim(axis, -1).reshape(-1, x.shape[axis]).contiguous()


def _unrows(rows: Tensor, like: Tensor, axis: int) -> Tensor:
    channels_last = like.movedim(axis, -1).shape
    return rows.view(channels_last).movedim(-1, axis).contiguous()


BATCH_NORMALIZATION = Op(
    "batch_normalization",
    batch_normalization_forward,
    batch_normalization_backward,
    needs_context=True,
    skips_dx=True,
    casts_parameters=False,
    commits=batch_normalization_commits,
)
MASKED_BATCH_NORMALIZATION = Op(
    "masked_batch_normalization",
    masked_batch_normalization_forward,
    masked_batch_normalization_backward,
    needs_context=True,
    skips_dx=True,
    casts_parameters=False,
    commits=masked_batch_normalization_commits,
)
