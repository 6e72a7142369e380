"""Dropout, and its derivative, for which the same mask is drawn again."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.kernels.dropout import dropout_apply
from nervure.ops.op import Context, InputGradient, Op
from nervure.ops.precision import widened


class DropoutCache(NamedTuple):
    """Cache for the backward pass of dropout: how to draw the mask again.

    Attributes:
        rate: the fraction that was dropped; 0 if none was.
        key: the key of the random numbers.
        noise_shape: the shape of the mask if it differs from the input's.
    """

    rate: float
    key: int
    noise_shape: tuple[int, ...] | None


def dropout_forward(
    x: Tensor, *, rate: float, stream: int, context: Context, noise_shape: tuple[int | None, ...] | None = None
) -> tuple[Tensor, DropoutCache]:
    r"""Drops a random fraction of the numbers in training, so that units cannot rely on each other.

    .. math:: y = \frac{m\, x}{1 - r}, \qquad P(m = 0) = r

    The rest is scaled up, so that sums stay the same on average; at inference nothing is dropped.

    Args:
        x: any shape.
        rate: r, in [0, 1].
        stream: the number of the random stream that the mask is drawn from.
        context: training or inference, and the key of the random numbers.
        noise_shape: the shape of the mask, which is then broadcast: 1 where an axis shares one decision, None where it
            has the size of the input's axis.

    Returns:
        y: shaped like x; and the cache.

    Source:
        Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to prevent neural networks
        from overfitting" (2014), https://jmlr.org/papers/v15/srivastava14a.html
    """
    if not context.training or rate == 0.0:
        return x, DropoutCache(0.0, 0, None)
    sizes = None
    if noise_shape is not None:
        sizes = tuple(size if given is None else given for given, size in zip(noise_shape, x.shape, strict=True))
    cache = DropoutCache(rate, context.key(stream), sizes)
    return _masked(x, cache), cache


def dropout_backward(dy: Tensor, cache: DropoutCache) -> InputGradient:
    """``dx = m dy / (1 - rate)``, with the mask of the forward pass."""
    return InputGradient(dy if cache.rate == 0.0 else _masked(dy, cache))


def _masked(x: Tensor, cache: DropoutCache) -> Tensor:
    if cache.noise_shape is None or cache.noise_shape == tuple(x.shape):
        return dropout_apply(x, cache.rate, cache.key)
    ones = torch.ones(cache.noise_shape, dtype=widened(x[:0]).dtype, device=x.device)
    mask = dropout_apply(ones, cache.rate, cache.key)
    # where, as in the kernel: 0 * NaN would be NaN where a number is dropped.
    return torch.where(mask > 0, x * mask, 0.0).to(x.dtype)


DROPOUT = Op("dropout", dropout_forward, dropout_backward, needs_context=True)
