"""The rectifier with a learned slope below 0, and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import Op, named_gradients


class PreluCache(NamedTuple):
    """Cache for the backward pass.

    Attributes:
        x: the input, any shape.
        alpha: the slopes, with the axes of one sample.
    """

    x: Tensor
    alpha: Tensor


def prelu_forward(x: Tensor, alpha: Tensor) -> tuple[Tensor, PreluCache]:
    r"""Numbers above 0 pass; numbers below are multiplied by a learned slope.

    .. math:: y = \max(x, 0) - \alpha \max(-x, 0)

    Args:
        x: (N, ...).
        alpha: the axes of one sample; size 1 where an axis shares its slope.

    Returns:
        y: shaped like x; and the cache.

    Source:
        He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015), https://arxiv.org/abs/1502.01852
    """
    return torch.where(x > 0, x, alpha * x), PreluCache(x, alpha)


def prelu_backward(dy: Tensor, cache: PreluCache) -> tuple[Tensor | None, ...]:
    r"""The gradients of the input and of the slopes.

    .. math:: dx = dy\,\bigl([x > 0] + \alpha [x < 0]\bigr), \qquad d\alpha = \sum dy\, \min(x, 0)

    At 0 the slope is 0, as in Keras. The sum runs over the samples and the shared axes.
    """
    x, alpha = cache
    dx = torch.where(x > 0, dy, torch.where(x < 0, alpha * dy, 0.0)).to(dy.dtype)
    shared = [axis for axis, size in enumerate(alpha.shape, 1) if size == 1]
    return named_gradients(dx=dx, dalpha=(dy * x.clamp(max=0.0)).sum([0, *shared], keepdim=True)[0])


PRELU = Op("prelu", prelu_forward, prelu_backward)
