"""From one value a sample to one number: weights, sums, means, and the derivative of that number by each value."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.errors import ShapeError
from nervure.ops.targets import fits
from nervure.registry import look_up
from nervure.shapes import shape_text

# What Keras calls them -> the name kept. Averages divide by the number of values, "mean_with_sample_weight" by the
# sum of the weights.
REDUCTIONS: dict[str, str] = {
    "sum_over_batch_size": "sum_over_batch_size",
    "mean": "mean",
    "mean_with_sample_weight": "mean_with_sample_weight",
    "sum": "sum",
    "none": "none",
}


class Reduced(NamedTuple):
    """A loss, and how it depends on the values it was made of.

    Attributes:
        loss: a scalar; with the reduction "none" the weighted values.
        dvalues: the derivative of the loss (of its sum, with "none") by each value, shaped like the values.
    """

    loss: Tensor
    dvalues: Tensor


def reduction_named(reduction: str | None, *, where: str) -> str:
    """The reduction called so; None is "none".

    Raises:
        UnknownNameError: there is none of that name.
    """
    return "none" if reduction is None else look_up(reduction, REDUCTIONS, where=where)


def reduce_values(values: Tensor, weights: Tensor | None, mask: Tensor | None, reduction: str) -> Reduced:
    """Weighs and adds up ``values``.

    Args:
        values: (...), one a sample or position.
        weights: from :func:`weights_beside`, or None.
        mask: True where a value counts; an average is then over those only.
        reduction: one of :data:`REDUCTIONS`.
    """
    weights = _masked(weights, mask, values, reduction)
    weighted = values if weights is None else values * weights
    if reduction == "none" or values.ndim == 0:
        return Reduced(weighted, torch.ones_like(values) if weights is None else weights.expand(values.shape))
    loss = weighted.sum()
    if reduction == "sum" or values.numel() == 0:
        return Reduced(
            loss, loss.new_ones(()).expand(values.shape) if weights is None else weights.expand(values.shape)
        )
    if reduction == "mean_with_sample_weight" and weights is not None:
        total = weights.expand(values.shape).sum()
        per_weight = torch.where(total == 0, 0.0, 1 / total)
        return Reduced(loss * per_weight, (weights * per_weight).expand(values.shape))
    share = 1 / values.numel()
    dvalues = loss.new_full((), share) if weights is None else weights * share
    return Reduced(loss / values.numel(), dvalues.expand(values.shape))


def _masked(weights: Tensor | None, mask: Tensor | None, values: Tensor, reduction: str) -> Tensor | None:
    """Weights that are 0 where a value does not count, and make an average one over those that do."""
    if mask is None:
        return weights
    kept = mask.to(values.dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        kept = kept * (mask.numel() / kept.sum().clamp(min=1))
    return kept if weights is None else kept * weights


def both_masks(first: Tensor | None, second: Tensor | None) -> Tensor | None:
    """True where both are; None where there is neither."""
    if first is None or second is None:
        return second if first is None else first
    return first & second


def mask_beside(mask: Tensor, values: Tensor, *, where: str) -> Tensor:
    """``mask`` (N, T) for each of the ``values`` (N, T, ...).

    Raises:
        ShapeError: the values have no time axis, or another one.
    """
    if mask.ndim > values.ndim or mask.shape != values.shape[: mask.ndim]:
        raise ShapeError.of("losses.mask", where=where, expected=shape_text(mask.shape), got=shape_text(values.shape))
    return mask.reshape(*mask.shape, *(1 for _ in range(values.ndim - mask.ndim))).expand(values.shape)


def weights_beside(sample_weight: Tensor, values: Tensor, *, where: str) -> Tensor:
    """``sample_weight`` typed like ``values`` and with as many axes: one weight a sample, or one a position.

    Keras aligns the last axes, so that one weight a sample fails or, in a square batch, silently weighs positions;
    here weights start at the batch axis.

    Raises:
        ShapeError: they do not fit, or there is one value for the whole batch.
    """
    if values.ndim == 0 and sample_weight.ndim > 0:
        raise ShapeError.of("losses.one_number", where=where, got=shape_text(sample_weight.shape))
    weights, rank = sample_weight.to(values.device, values.dtype), values.ndim
    if weights.ndim == rank + 1 and weights.shape[-1] == 1:
        weights = weights.squeeze(-1)
    shape = tuple(None if size == 1 else size for size in weights.shape)
    if weights.ndim > rank or not fits(shape, values.shape[: weights.ndim]):
        raise ShapeError.of(
            "losses.sample_weight", where=where, expected=shape_text(values.shape), got=shape_text(sample_weight.shape)
        )
    return weights.reshape(*weights.shape, *(1 for _ in range(rank - weights.ndim)))
