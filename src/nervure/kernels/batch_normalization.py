r"""Batch normalization and the steps after it, in one pass over the numbers; forward and backward.

Statistics are computed in blocks that do not depend on the number of threads: any number gives the same bits.
"""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from nervure.kernels import torch_private
from nervure.kernels.dropout import dropout_in_torch, threshold_and_scale
from nervure.kernels.native import compiled
from nervure.randomness import second_key

_NAMES = {torch.float32: "float32", torch.float64: "float64", torch.bfloat16: "bfloat16"}
# The code of one window: the position of the maximum, 0 to 3, or this bit if no gradient flows back.
_NOTHING_FLOWS = 4
_PLACES = ((0, 0), (0, 1), (1, 0), (1, 1))


class Normalization(NamedTuple):
    """``y = gamma (x - mean) / sqrt(variance + epsilon) + beta``, one number per channel.

    Attributes:
        mean: (C,), in at least float32.
        variance: (C,).
        gamma: (C,), or None for 1.
        beta: (C,), or None for 0.
        epsilon: keeps the root away from 0.
    """

    mean: Tensor
    variance: Tensor
    gamma: Tensor | None
    beta: Tensor | None
    epsilon: float


class Tail(NamedTuple):
    """The steps applied to y in the same pass, in this order.

    Attributes:
        relu: whether negative numbers become 0; not before average pooling.
        pooling: "max" or "average", over 2x2 windows of images (N, H, W, C), or None.
        rate: the fraction that dropout drops after pooling; None for no dropout.
        key: the key of dropout's random numbers.
    """

    relu: bool = False
    pooling: str | None = None
    rate: float | None = None
    key: int = 0


NO_TAIL = Tail()


class Wanted(NamedTuple):
    """Which gradients are requested.

    Attributes:
        of_batch: whether mean and variance were computed from x, so that they have their own gradients.
        dx: whether the gradient of x is requested.
        before_relu: whether x is the output of a ReLU and dx is the gradient of that ReLU's input.
    """

    of_batch: bool
    dx: bool = True
    before_relu: bool = False


class NormalizationGradients(NamedTuple):
    """The gradients.

    Attributes:
        dx: shaped like x, or None.
        dgamma: (C,).
        dbeta: (C,).
        dx_sums: (C,), dx summed over all axes but the channels: the gradient of a bias that was added; None without dx.
    """

    dx: Tensor | None
    dgamma: Tensor
    dbeta: Tensor
    dx_sums: Tensor | None


def batch_statistics(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and biased variance of each column, in at least float32.

    Args:
        rows: (R, C), at least one row.

    Returns:
        mean: (C,), and variance: (C,).

    Source:
        Chan, Golub and LeVeque, "Algorithms for computing the sample variance" (1983),
        https://doi.org/10.1080/00031305.1983.10483115: how the statistics of blocks are combined.

    Examples:
        >>> mean, variance = batch_statistics(torch.tensor([[1.0, 5.0], [3.0, 5.0]]))
        >>> mean.tolist(), variance.tolist()
        ([2.0, 5.0], [1.0, 0.0])
    """
    module = _native_for(rows)
    if module is None:
        return torch_private.batch_statistics(rows)
    mean, variance = rows.new_empty(2, rows.shape[1], dtype=_wide(rows)).unbind()
    body = getattr(module, "batch_statistics_" + _NAMES[rows.dtype])
    body(rows.detach().contiguous(), mean, variance, torch.get_num_threads())
    return mean, variance


def normalized(x: Tensor, given: Normalization, tail: Tail = NO_TAIL) -> tuple[Tensor, Tensor | None]:
    """Normalizes, and applies ``tail`` to the result.

    Args:
        x: (..., C), contiguous; (N, H, W, C) for pooling.
        given: the statistics, scale and offset.
        tail: the steps that follow.

    Returns:
        y: contiguous, and, with pooling, the codes that :func:`normalization_gradients` needs, uint8 shaped like y.
    """
    module = _native_for(x, given)
    if module is None:
        return normalized_in_torch(x, given, tail)
    name, threads, x = _NAMES[x.dtype], torch.get_num_threads(), x.detach()
    if tail.pooling is None:
        y = torch.empty_like(x)
        getattr(module, "normalize_" + name)(x, y, *_tensors(given), given.epsilon, tail.relu, threads)
        return y, None
    num, height, width, channels = x.shape
    y = x.new_empty(num, height // 2, width // 2, channels)
    codes = torch.empty_like(y, dtype=torch.uint8)
    threshold, scale = (0, 1.0) if tail.rate is None else threshold_and_scale(tail.rate)
    mask = None if tail.rate is None else (tail.key, second_key(tail.key), threshold)
    body = getattr(module, "normalize_windows_" + name)
    body(
        x, y, codes, (num, height, width), tail.pooling == "max",
        *_tensors(given), given.epsilon, tail.relu, mask, scale, threads,
    )  # fmt: skip
    return y, codes


def normalization_gradients(
    dy: Tensor, x: Tensor, codes: Tensor | None, given: Normalization, tail: Tail, wanted: Wanted
) -> NormalizationGradients:
    """The gradients of :func:`normalized`.

    Args:
        dy: shaped like y.
        x: the input that was normalized.
        codes: returned by :func:`normalized` with y.
        given: as in :func:`normalized`.
        tail: as in :func:`normalized`.
        wanted: the requested gradients.
    """
    module = _native_for(x, given)
    if module is None:
        return normalization_gradients_in_torch(dy, x, codes, given, tail, wanted)
    name, threads, x, dy = _NAMES[x.dtype], torch.get_num_threads(), x.detach(), dy.detach().to(x.dtype).contiguous()
    dx = torch.empty_like(x) if wanted.dx else None
    gradients = given.mean.new_empty(3, len(given.mean))
    mean, variance, gamma, beta = _tensors(given)
    flags = wanted.of_batch, wanted.before_relu, threads
    if codes is None:
        body = getattr(module, "differentiate_normalization_" + name)
        body(dy, x, dx, gradients, mean, variance, gamma, beta, given.epsilon, tail.relu, *flags)
    else:
        body = getattr(module, "differentiate_normalized_windows_" + name)
        scale = 1.0 if tail.rate is None else threshold_and_scale(tail.rate)[1]
        sizes, is_maximum = tuple(x.shape[:3]), tail.pooling == "max"
        body(dy, x, codes, sizes, is_maximum, scale, dx, gradients, mean, variance, gamma, given.epsilon, *flags)
    dgamma, dbeta, sums = gradients.unbind()
    return NormalizationGradients(dx, dgamma, dbeta, sums if wanted.dx else None)


def normalized_in_torch(x: Tensor, given: Normalization, tail: Tail = NO_TAIL) -> tuple[Tensor, Tensor | None]:
    """The torch body of :func:`normalized`, for every device and dtype."""
    if tail == NO_TAIL:
        return _affine(x, given), None
    y = _affine(x.to(given.mean.dtype), given)
    y = y.relu() if tail.relu else y
    if tail.pooling is None:
        return y.to(x.dtype), None
    picture = y.permute(0, 3, 1, 2)
    if tail.pooling == "max":
        pooled, winners = functional.max_pool2d(picture, 2, return_indices=True)
        codes = 2 * (winners // x.shape[2] % 2) + winners % x.shape[2] % 2
    else:
        pooled = functional.avg_pool2d(picture, 2)
        codes = torch.zeros_like(pooled, dtype=torch.int64)
    pooled, codes = (part.permute(0, 2, 3, 1).contiguous() for part in (pooled, codes))
    stops = (pooled == 0) if tail.relu else torch.zeros_like(pooled, dtype=torch.bool)
    if tail.rate is not None:
        stops |= dropout_in_torch(torch.ones_like(pooled), tail.rate, tail.key) == 0
        pooled = dropout_in_torch(pooled, tail.rate, tail.key)
    return pooled.to(x.dtype), (codes + _NOTHING_FLOWS * stops).to(torch.uint8)


def normalization_gradients_in_torch(
    dy: Tensor, x: Tensor, codes: Tensor | None, given: Normalization, tail: Tail, wanted: Wanted
) -> NormalizationGradients:
    """The torch body of :func:`normalization_gradients`."""
    if codes is not None:
        dy = _spread(dy, x, codes, tail)
    elif tail.relu:
        dy = torch_private.relu_gradient(dy, normalized_in_torch(x, given, tail)[0])
    gamma = torch.ones_like(given.mean) if given.gamma is None else given.gamma
    dx, dgamma, dbeta = torch_private.batch_normalization_gradients(
        _rows(dy),
        _rows(x.to(dy.dtype)),
        gamma,
        (given.mean, given.variance, given.epsilon),
        (wanted.of_batch, wanted.dx),
    )
    if dx is None:
        return NormalizationGradients(None, dgamma, dbeta, None)
    dx = dx.view(x.shape).to(x.dtype)
    if wanted.before_relu:
        dx = torch_private.relu_gradient(dx, x)
    return NormalizationGradients(dx, dgamma, dbeta, _rows(dx).sum(0, dtype=given.mean.dtype))


def _native_for(x: Tensor, given: Normalization | None = None) -> ModuleType | None:
    """The compiled module if it has a body for these numbers."""
    if x.dtype not in _NAMES or x.device.type != "cpu" or not x.numel():
        return None
    if given is not None and any(tensor is not None and tensor.dtype != _wide(x) for tensor in _tensors(given)):
        return None
    return compiled()


def _tensors(given: Normalization) -> tuple[Tensor, Tensor, Tensor | None, Tensor | None]:
    mean, variance, gamma, beta = (None if part is None else part.detach() for part in given[:4])
    assert mean is not None
    assert variance is not None
    return mean, variance, gamma, beta


def _wide(x: Tensor) -> torch.dtype:
    return torch.float32 if x.dtype == torch.bfloat16 else x.dtype


def _rows(x: Tensor) -> Tensor:
    return x.reshape(-1, x.shape[-1]).contiguous()


def _affine(x: Tensor, given: Normalization) -> Tensor:
    mean, variance, gamma, beta, epsilon = given
    return functional.batch_norm(_rows(x), mean, variance, gamma, beta, training=False, eps=epsilon).view(x.shape)


def _spread(dy: Tensor, x: Tensor, codes: Tensor, tail: Tail) -> Tensor:
    """The gradient before pooling, in at least float32: each ``dy`` at the position in its code, or a quarter of it."""
    scale = 1.0 if tail.rate is None else threshold_and_scale(tail.rate)[1]
    dy = dy.to(_wide(x)) * scale
    _, height, width, _ = dy.shape
    dpooled = dy.new_zeros(x.shape)
    for place, (row, column) in enumerate(_PLACES):
        cells = dpooled[:, row : 2 * height : 2, column : 2 * width : 2]
        if tail.pooling == "max":
            cells.copy_(torch.where(codes == place, dy, 0.0))
        else:
            cells.copy_(torch.where(codes < _NOTHING_FLOWS, dy / len(_PLACES), 0.0))
    return dpooled
