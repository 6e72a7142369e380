"""Cropping removes the cells at the borders; its derivative puts zeros in their places."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from nervure.ops.margins import Margins, with_margins, without_margins
from nervure.ops.op import InputGradient, Op


class CroppingCache(NamedTuple):
    """Cache for the backward pass of cropping.

    Attributes:
        cropping: cells removed before and after each axis.
    """

    cropping: Margins


def cropping_forward(x: Tensor, *, cropping: Margins) -> tuple[Tensor, CroppingCache]:
    r"""The inner part of an image.

    .. math:: y_{nhwc} = x_{n,\; h + t,\; w + l,\; c}

    with t rows removed at the top and l columns at the left.

    Args:
        x: (N, H, W, C); there may be any number of axes between the first and the last.
        cropping: (before, after) for each of these axes, together smaller than its size.

    Returns:
        y: (N, H', W', C), contiguous, and the cache.
    """
    return without_margins(x, cropping), CroppingCache(cropping)


def cropping_backward(dy: Tensor, cache: CroppingCache) -> InputGradient:
    """``dx``: ``dy`` inside, zeros at the borders."""
    return InputGradient(with_margins(dy, cache.cropping))


CROPPING = Op("cropping", cropping_forward, cropping_backward)
