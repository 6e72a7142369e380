"""Merges several tensors element by element: difference, product, mean, maximum and minimum, and derivatives.

Axes broadcast as in a sum (:mod:`nervure.ops.merge`). Product, maximum and minimum also take the masks of their inputs,
after the inputs: padding steps do not take part.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.merge import aligned_shape, summed_to
from nervure.ops.op import Op
from nervure.ops.precision import widened


class WeightedSumCache(NamedTuple):
    """Cache for the backward pass of a difference or a mean.

    Attributes:
        shapes: the shapes of the inputs.
        factors: the factor of each input.
    """

    shapes: tuple[tuple[int, ...], ...]
    factors: tuple[float, ...]


def subtract_forward(first: Tensor, second: Tensor) -> tuple[Tensor, WeightedSumCache]:
    r"""The first input minus the second.

    .. math:: y = x_1 - x_2

    Args:
        first: (N, ...).
        second: (N, ...).

    Returns:
        y: the broadcast shape, and the cache.
    """
    one, other = _aligned((first, second))
    return one - other, WeightedSumCache(_shapes((first, second)), (1.0, -1.0))


def average_forward(*inputs: Tensor) -> tuple[Tensor, WeightedSumCache]:
    r"""The mean of the inputs.

    .. math:: y = \frac{1}{K} \sum_k x_k

    Args:
        inputs: one or more, (N, ...).

    Returns:
        y: the broadcast shape, and the cache.
    """
    total, *others = (widened(x) for x in _aligned(inputs))
    for x in others:
        total = total + x
    share = 1.0 / len(inputs)
    return (total * share).to(inputs[0].dtype), WeightedSumCache(_shapes(inputs), (share,) * len(inputs))


def weighted_sum_backward(dy: Tensor, cache: WeightedSumCache) -> tuple[Tensor, ...]:
    """``dx_k = factor_k dy``, summed over the axes along which x_k was broadcast."""
    return tuple(
        summed_to(dy if factor == 1.0 else dy * factor, shape)
        for factor, shape in zip(cache.factors, cache.shapes, strict=True)
    )


def subtract_backward(dy: Tensor, cache: WeightedSumCache) -> tuple[Tensor, ...]:
    """``dx_1 = dy, dx_2 = -dy``."""
    return weighted_sum_backward(dy, cache)


def average_backward(dy: Tensor, cache: WeightedSumCache) -> tuple[Tensor, ...]:
    """``dx_k = dy / K``."""
    return weighted_sum_backward(dy, cache)


class MultiplyCache(NamedTuple):
    """Cache for the backward pass of a product.

    Attributes:
        factors: the inputs with the same number of axes, 1 where they are padding.
        masks: the mask of each input, with the axes of the factors; None if every step is real.
        either: True where the product is not set to 0; None if it is set to 0 nowhere.
        shapes: the shapes of the inputs.
        num_masks: how many masks came after the inputs.
    """

    factors: tuple[Tensor, ...]
    masks: tuple[Tensor | None, ...]
    either: Tensor | None
    shapes: tuple[tuple[int, ...], ...]
    num_masks: int


def multiply_forward(*tensors: Tensor, masked: tuple[bool, ...] = ()) -> tuple[Tensor, MultiplyCache]:
    r"""The product of the inputs.

    .. math:: y = \prod_k x_k

    Padding counts as 1; where every input has a mask and all of them mark padding, the product is 0, as in Keras.

    Args:
        tensors: the inputs (N, ...), then the masks (N, T) of those that have one.
        masked: for each of the inputs, whether it has a mask; empty for none at all.

    Returns:
        y: the broadcast shape, and the cache.
    """
    inputs, masks = _inputs_and_masks(tensors, masked)
    factors = tuple(
        x if mask is None else torch.where(mask, x, 1.0).to(x.dtype)
        for x, mask in zip(_aligned(inputs), masks, strict=True)
    )
    y = factors[0]
    for x in factors[1:]:
        y = y * x
    given = [mask for mask in masks if mask is not None]
    either = None
    if len(given) == len(inputs):
        either = given[0]
        for mask in given[1:]:
            either = either | mask
        y = torch.where(either, y, 0.0).to(y.dtype)
    return y, MultiplyCache(factors, masks, either, _shapes(inputs), len(given))


def multiply_backward(dy: Tensor, cache: MultiplyCache) -> tuple[Tensor | None, ...]:
    r"""``dx_k``: ``dy`` times the product of the other inputs.

    .. math:: dx_k = dy \prod_{j \neq k} x_j

    It is not computed as ``dy y / x_k``, which is 0 / 0 at x_k = 0. Padding has no gradient.
    """
    if cache.either is not None:
        dy = torch.where(cache.either, dy, 0.0).to(dy.dtype)
    gradients: list[Tensor | None] = []
    for number, (mask, shape) in enumerate(zip(cache.masks, cache.shapes, strict=True)):
        dx = dy
        for other, x in enumerate(cache.factors):
            dx = dx if other == number else dx * x
        if mask is not None:
            dx = torch.where(mask, dx, 0.0).to(dx.dtype)
        gradients.append(summed_to(dx, shape))
    return *gradients, *(None,) * cache.num_masks


class ExtremeCache(NamedTuple):
    """Cache for the backward pass of the maximum or minimum.

    Attributes:
        winner: which input each number came from, in the broadcast shape.
        shapes: the shapes of the inputs.
        num_masks: how many masks came after the inputs.
    """

    winner: Tensor
    shapes: tuple[tuple[int, ...], ...]
    num_masks: int


def maximum_forward(*tensors: Tensor, masked: tuple[bool, ...] = ()) -> tuple[Tensor, ExtremeCache]:
    r"""The maximum of the inputs, element by element.

    .. math:: y = \max_k x_k

    The first of equal numbers wins, as in TensorFlow. Padding is ignored where another input has a real step.

    Args:
        tensors: the inputs (N, ...), then the masks (N, T) of those that have one.
        masked: for each of the inputs, whether it has a mask; empty for none at all.

    Returns:
        y: the broadcast shape, and the cache.
    """
    return _extreme(tensors, masked, largest=True)


def minimum_forward(*tensors: Tensor, masked: tuple[bool, ...] = ()) -> tuple[Tensor, ExtremeCache]:
    r"""The minimum of the inputs, element by element.

    .. math:: y = \min_k x_k

    The first of equal numbers wins, as in TensorFlow. Padding is ignored where another input has a real step.

    Args:
        tensors: the inputs (N, ...), then the masks (N, T) of those that have one.
        masked: for each of the inputs, whether it has a mask; empty for none at all.

    Returns:
        y: the broadcast shape, and the cache.
    """
    return _extreme(tensors, masked, largest=False)


def _extreme(tensors: tuple[Tensor, ...], masked: tuple[bool, ...], *, largest: bool) -> tuple[Tensor, ExtremeCache]:
    inputs, masks = _inputs_and_masks(tensors, masked)
    aligned = _aligned(inputs)
    # The batch may be empty, so the largest size cannot be used.
    shape = [next((size for size in sizes if size != 1), 1) for sizes in zip(*(x.shape for x in aligned), strict=True)]
    values = [x.expand(shape) for x in aligned]
    y, seen = values[0], masks[0]
    winner = torch.zeros(y.shape, dtype=torch.int16, device=y.device)
    for number, (x, mask) in enumerate(zip(values[1:], masks[1:], strict=True), 1):
        takes = (x > y if largest else x < y) | x.isnan()  # NaN wins; otherwise it would be lost
        if seen is not None:
            takes = takes | ~seen
        if mask is not None:
            takes = takes & mask
        # As in Keras, where the output has a mask only while every input so far had one.
        seen = seen | mask if seen is not None and mask is not None else None
        y, winner = torch.where(takes, x, y), winner.masked_fill(takes, number)
    return y, ExtremeCache(winner, _shapes(inputs), len(tensors) - len(inputs))


def extreme_backward(dy: Tensor, cache: ExtremeCache) -> tuple[Tensor | None, ...]:
    """``dx_k = dy`` where x_k won, else 0; summed over the axes along which x_k was broadcast."""
    gradients = (
        summed_to(dy.masked_fill(cache.winner != number, 0.0), shape) for number, shape in enumerate(cache.shapes)
    )
    return *gradients, *(None,) * cache.num_masks


def maximum_backward(dy: Tensor, cache: ExtremeCache) -> tuple[Tensor | None, ...]:
    """``dx_k = dy`` where x_k is the largest, else 0."""
    return extreme_backward(dy, cache)


def minimum_backward(dy: Tensor, cache: ExtremeCache) -> tuple[Tensor | None, ...]:
    """``dx_k = dy`` where x_k is the smallest, else 0."""
    return extreme_backward(dy, cache)


def _shapes(inputs: tuple[Tensor, ...]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(x.shape) for x in inputs)


def _aligned(inputs: tuple[Tensor, ...]) -> list[Tensor]:
    rank = max(x.ndim for x in inputs)
    return [x.reshape(aligned_shape(tuple(x.shape), rank)) for x in inputs]


def _inputs_and_masks(
    tensors: tuple[Tensor, ...], masked: tuple[bool, ...]
) -> tuple[tuple[Tensor, ...], tuple[Tensor | None, ...]]:
    """The inputs, each with its mask as booleans with the same number of axes, (N, T, 1, ...), or None."""
    if not masked:
        return tensors, (None,) * len(tensors)
    inputs, masks = tensors[: len(masked)], iter(tensors[len(masked) :])
    found = [next(masks).bool() if has_mask else None for has_mask in masked]
    spread = (
        None if mask is None else mask.reshape(*mask.shape, *(1,) * (x.ndim - mask.ndim))
        for x, mask in zip(inputs, found, strict=True)
    )
    return inputs, tuple(spread)


SUBTRACT = Op("subtract", subtract_forward, subtract_backward)
AVERAGE = Op("average", average_forward, average_backward)
MULTIPLY = Op("multiply", multiply_forward, multiply_backward)
MAXIMUM = Op("maximum", maximum_forward, maximum_backward)
MINIMUM = Op("minimum", minimum_forward, minimum_backward)
