"""Masks of sequences: which time steps are real and which are padding.

A mask is a boolean tensor, True where a step is real: (N, T), or all axes but the last of the values it belongs to. It
has no derivative, so its functions are not pairs; :func:`mask_op` turns them into steps of a plan.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import Op, named_gradients


class MaskCache(NamedTuple):
    """A mask has no derivative: the backward pass returns None for each of ``num_inputs``."""

    num_inputs: int


@functools.cache
def mask_op(function: Callable[..., Tensor], *, reads_as_fed: bool = False) -> Op:
    """An operation without a gradient that returns a mask; the same one for the same function.

    Args:
        function: a function in this file: ``function(*inputs, **options) -> mask``.
        reads_as_fed: whether it reads an input of the network in the dtype in which it was passed.
    """

    def forward(*inputs: Tensor, **options: Any) -> tuple[Tensor, MaskCache]:
        return function(*inputs, **options), MaskCache(len(inputs))

    def backward(dmask: Tensor | None, cache: MaskCache) -> tuple[None, ...]:
        return (None,) * cache.num_inputs

    return Op(function.__name__, forward, backward, reads_as_fed=reads_as_fed)


def different_from(x: Tensor, *, value: float | Tensor = 0.0) -> Tensor:
    r"""True where a step is real: not all of its features equal ``value``.

    .. math:: m_{nt} = \exists f: x_{ntf} \neq v

    Args:
        x: (N, T, F).
        value: the padding value, one number or one for each feature.

    Returns:
        m: (N, T).

    Examples:
        >>> different_from(torch.tensor([[[0.0, 1.0], [0.0, 0.0]]]))
        tensor([[ True, False]])
    """
    return (x != (value.to(x) if isinstance(value, Tensor) else value)).any(-1)


def not_zero(x: Tensor) -> Tensor:
    r"""True where a number is not 0: the mask of word numbers, or a mask passed as numbers.

    .. math:: m_{nt} = [x_{nt} \neq 0]

    Args:
        x: (N, T), of any dtype.

    Returns:
        m: shaped like x.
    """
    return x != 0


def either(*masks: Tensor) -> Tensor:
    r"""True where at least one input of a sum is real.

    .. math:: m = m_1 \lor m_2 \lor \dots

    Args:
        masks: one or more, (N, T).

    Returns:
        m: (N, T).
    """
    return torch.stack(masks).any(0)


def joined_mask(*tensors: Tensor, axis: int, masked: tuple[bool, ...]) -> Tensor:
    """The mask of values concatenated along ``axis``: a step is real if any of its features is.

    Args:
        tensors: the values (N, T, F_i), then the masks (N, T) of those that have one.
        axis: the axis along which the values were concatenated.
        masked: for each of the values, whether it has a mask; all steps of the others are real.

    Returns:
        m: the shape of the concatenated values without the last axis.
    """
    values, masks = tensors[: len(masked)], iter(tensors[len(masked) :])
    spread = [
        next(masks).unsqueeze(-1).expand(x.shape) if has_mask else torch.ones_like(x, dtype=torch.bool)
        for x, has_mask in zip(values, masked, strict=True)
    ]
    return torch.cat(spread, axis).any(-1)


def any_step(mask: Tensor) -> Tensor:
    """True where a part of a sequence has any real step: (N, S, ...) -> (N, S)."""
    return mask.flatten(2).any(-1)


def folded_mask(mask: Tensor) -> Tensor:
    """Each part of a sequence as a separate sample: (N, S, ...) -> (N S, ...)."""
    return mask.flatten(0, 1)


def one_step(mask: Tensor, *, step: int) -> Tensor:
    """The mask of one step: (N, T, ...) -> (N, ...)."""
    return mask[:, step]


def mask_by_function(*tensors: Tensor, function: Callable[..., Any], masked: tuple[bool, ...]) -> Tensor:
    """The mask that a custom function computes from values and their masks.

    Args:
        tensors: the values (N, T, ...), then the masks (N, T) of those that have one.
        function: ``function(x, mask)``, called with lists if there are several values; None for a value without a mask.
            It returns the mask, or None if all steps are real.
        masked: for each of the values, whether it has a mask.

    Returns:
        m: (N, T), or the shape of the function's result, as booleans.
    """
    values, given = tensors[: len(masked)], iter(tensors[len(masked) :])
    masks = [next(given) if has_mask else None for has_mask in masked]
    found = function(values[0], masks[0]) if len(values) == 1 else function(list(values), masks)
    return values[0].new_ones(values[0].shape[:2], dtype=torch.bool) if found is None else torch.as_tensor(found) != 0


class MaskedCache(NamedTuple):
    """Cache for the backward pass of the masking: the ``mask``, broadcastable to x, True where a step is real."""

    mask: Tensor


def masked_forward(x: Tensor, mask: Tensor, *, value: float = 0.0) -> tuple[Tensor, MaskedCache]:
    r"""Replaces padding steps by zeros, or by another number.

    .. math:: y_{ntf} = m_{nt} x_{ntf} + (1 - m_{nt}) v

    Args:
        x: (N, T, F).
        mask: (N, T), True where a step is real; or as many axes as x.
        value: v, the replacement.

    Returns:
        y: shaped like x; and the cache.
    """
    real = (mask if mask.ndim == x.ndim else mask.unsqueeze(-1)) != 0
    # where, not a product: the padding may contain NaN.
    return torch.where(real, x, value).to(x.dtype), MaskedCache(real)


def masked_backward(dy: Tensor, cache: MaskedCache) -> tuple[Tensor | None, ...]:
    """``dx = m dy``, and no gradient for the mask."""
    return named_gradients(dx=torch.where(cache.mask, dy, 0.0).to(dy.dtype), dmask=None)


MASKED = Op("masked", masked_forward, masked_backward)
