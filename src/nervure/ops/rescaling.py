"""A fixed scale and offset, for example from pixels 0..255 to 0..1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import Op, named_gradients


class RescalingCache(NamedTuple):
    """Cache for the backward pass of a rescaling.

    Attributes:
        scale: the factor, or one per channel.
        is_integer: whether the input was integers, which have no gradient.
    """

    scale: float | Sequence[float]
    is_integer: bool


def rescaling_forward(
    x: Tensor, *, scale: float | Sequence[float], offset: float | Sequence[float] = 0.0
) -> tuple[Tensor, RescalingCache]:
    """``y = scale x + offset``.

    Args:
        x: any shape; integers become float32.
        scale: the factor, or one for each index of the last axis.
        offset: the offset, or one for each index of the last axis.

    Returns:
        y: shaped like x; and the cache.
    """
    is_integer = not x.is_floating_point()
    x = x.float() if is_integer else x
    y = x * _constant(scale, x)
    return (y if offset == 0.0 else y + _constant(offset, x)), RescalingCache(scale, is_integer)


def rescaling_backward(dy: Tensor, cache: RescalingCache) -> tuple[Tensor | None, ...]:
    """``dx = scale dy``."""
    return named_gradients(dx=None if cache.is_integer else dy * _constant(cache.scale, dy))


def _constant(value: float | Sequence[float], like: Tensor) -> float | Tensor:
    return (
        float(value)
        if isinstance(value, (int, float))
        else torch.as_tensor(value, dtype=like.dtype, device=like.device)
    )


RESCALING = Op("rescaling", rescaling_forward, rescaling_backward)
