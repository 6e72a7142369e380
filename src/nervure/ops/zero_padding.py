"""Zero padding adds zeros at the borders; its derivative crops them."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from nervure.ops.margins import Margins, with_margins, without_margins
from nervure.ops.op import InputGradient, Op


class ZeroPaddingCache(NamedTuple):
    """Cache for the backward pass of zero padding.

    Attributes:
        padding: zeros added before and after each axis.
    """

    padding: Margins


def zero_padding_forward(x: Tensor, *, padding: Margins) -> tuple[Tensor, ZeroPaddingCache]:
    r"""An image with zeros around it.

    .. math:: y_{n,\; h + t,\; w + l,\; c} = x_{nhwc}

    with t rows added at the top and l columns at the left.

    Args:
        x: (N, H, W, C); there may be any number of axes between the first and the last.
        padding: (before, after) for each of these axes.

    Returns:
        y: (N, H', W', C), and the cache.
    """
    return with_margins(x, padding), ZeroPaddingCache(padding)


def zero_padding_backward(dy: Tensor, cache: ZeroPaddingCache) -> InputGradient:
    """``dx``: ``dy`` without its borders."""
    return InputGradient(without_margins(dy, cache.padding))


ZERO_PADDING = Op("zero_padding", zero_padding_forward, zero_padding_backward)
