"""Masks of sequences: which time steps are real and which are padding. Booleans, so they have no derivative.

A mask is True where a step is real: (N, T), or as many axes as the values it stands beside, without the last.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import Op


class MaskCache(NamedTuple):
    """A mask has no derivative; its backward pass only says so, for each of ``num_inputs``."""

    num_inputs: int


def no_gradient(dmask: Tensor | None, cache: MaskCache) -> tuple[None, ...]:
    """No gradient for any input."""
    return (None,) * cache.num_inputs


def different_from(x: Tensor, *, value: float = 0.0) -> tuple[Tensor, MaskCache]:
    r"""Where a step is real: not all its features are ``value``.

    .. math:: m_{nt} = \exists f: x_{ntf} \neq v

    Args:
        x: (N, T, F).
        value: what fills the padding.

    Returns:
        m: (N, T), and the cache.
    """
    return (x != value).any(-1), MaskCache(1)


def not_zero(x: Tensor) -> tuple[Tensor, MaskCache]:
    r"""Where a number is not 0: the mask of word numbers, or a mask that was fed as numbers.

    .. math:: m_{nt} = [x_{nt} \neq 0]

    Args:
        x: (N, T), of any type.

    Returns:
        m: as x, and the cache.
    """
    return x != 0, MaskCache(1)


def either(*masks: Tensor) -> tuple[Tensor, MaskCache]:
    r"""Where at least one input of a sum is real.

    .. math:: m = m_1 \lor m_2 \lor \dots

    Args:
        masks: one or more, (N, T).

    Returns:
        m: (N, T), and the cache.
    """
    real = masks[0]
    for mask in masks[1:]:
        real = real | mask
    return real, MaskCache(len(masks))


def joined_mask(*tensors: Tensor, axis: int, masked: tuple[bool, ...]) -> tuple[Tensor, MaskCache]:
    """The mask of values that were joined along ``axis``: a step is real where any of its features is.

    Args:
        tensors: the values (N, T, F_i), then the masks (N, T) of those that have one.
        axis: along which the values were joined.
        masked: for each of the values, whether it has a mask; all steps of the others are real.

    Returns:
        m: the shape of the joined values without their last axis, and the cache.
    """
    values, masks = tensors[: len(masked)], iter(tensors[len(masked) :])
    spread = [
        next(masks).unsqueeze(-1).expand(x.shape) if has_mask else torch.ones_like(x, dtype=torch.bool)
        for x, has_mask in zip(values, masked, strict=True)
    ]
    return torch.cat(spread, axis).any(-1), MaskCache(len(tensors))


def any_step(mask: Tensor) -> tuple[Tensor, MaskCache]:
    """Where a part of a sequence has any real step: (N, S, T) -> (N, S).

    Args:
        mask: (N, S, ...).

    Returns:
        m: (N, S), and the cache.
    """
    return mask.flatten(2).any(-1), MaskCache(1)


def folded_mask(mask: Tensor) -> tuple[Tensor, MaskCache]:
    """Each part of a sequence as a sample of its own: (N, S, T) -> (N S, T).

    Args:
        mask: (N, S, ...).

    Returns:
        m: (N S, ...), and the cache.
    """
    return mask.flatten(0, 1), MaskCache(1)


class MaskedCache(NamedTuple):
    """What the backward pass of the masking needs: the ``mask``, (N, T), True where a step is real."""

    mask: Tensor


def masked_forward(x: Tensor, mask: Tensor) -> tuple[Tensor, MaskedCache]:
    r"""Zeros in place of the steps that are padding.

    .. math:: y_{ntf} = m_{nt} x_{ntf}

    Args:
        x: (N, T, F).
        mask: (N, T), True where a step is real.

    Returns:
        y: as x, and the cache.
    """
    return torch.where(mask.unsqueeze(-1), x, 0.0).to(x.dtype), MaskedCache(mask)


def masked_backward(dy: Tensor, cache: MaskedCache) -> tuple[Tensor | None, ...]:
    """``dx = m dy``, and no gradient for the mask."""
    return torch.where(cache.mask.unsqueeze(-1), dy, 0.0).to(dy.dtype), None


DIFFERENT_FROM = Op("different_from", different_from, no_gradient, reads_as_fed=True)
NOT_ZERO = Op("not_zero", not_zero, no_gradient, reads_as_fed=True)
EITHER = Op("either", either, no_gradient)
JOINED_MASK = Op("joined_mask", joined_mask, no_gradient)
ANY_STEP = Op("any_step", any_step, no_gradient)
FOLDED_MASK = Op("folded_mask", folded_mask, no_gradient)
MASKED = Op("masked", masked_forward, masked_backward)
