"""Reduces per-sample values to one number, with weights, and computes the derivative of that number."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.errors import ShapeError
from nervure.kernels.sums import total
from nervure.ops.targets import fits
from nervure.registry import look_up
from nervure.shapes import shape_text

# Keras' names -> the canonical name. Averages divide by the number of values, "mean_with_sample_weight" by the sum of
# the weights.
REDUCTIONS: dict[str, str] = {
    "sum_over_batch_size": "sum_over_batch_size",
    "mean": "mean",
    "mean_with_sample_weight": "mean_with_sample_weight",
    "sum": "sum",
    "none": "none",
}


class Reduced(NamedTuple):
    """A loss and its derivative with respect to the values it was reduced from.

    Attributes:
        loss: a scalar; with reduction "none" the weighted values.
        dvalues: the derivative of the loss (with "none" of its sum) with respect to each value, shaped like the values.
    """

    loss: Tensor
    dvalues: Tensor


def reduction_named(reduction: str | None, *, where: str) -> str:
    """The canonical name of a reduction; None means "none".

    Raises:
        UnknownNameError: there is no such reduction.
    """
    return "none" if reduction is None else look_up(reduction, REDUCTIONS, where=where)


def reduce_values(values: Tensor, weights: Tensor | None, mask: Tensor | None, reduction: str) -> Reduced:
    """Weights and sums ``values``.

    Args:
        values: (...), one per sample or position.
        weights: from :func:`weights_beside`, or None.
        mask: True where a value counts; an average is then over those only.
        reduction: one of :data:`REDUCTIONS`.
    """
    weights = _masked(weights, mask, values, reduction)
    weighted = values if weights is None else values * weights
    if reduction == "none" or values.ndim == 0:
        return Reduced(weighted, torch.ones_like(values) if weights is None else weights.expand(values.shape))
    loss = total(weighted)
    if reduction == "sum" or values.numel() == 0:
        return Reduced(
            loss, loss.new_ones(()).expand(values.shape) if weights is None else weights.expand(values.shape)
        )
    if reduction == "mean_with_sample_weight" and weights is not None:
        weight = total(weights.expand(values.shape))
        per_weight = torch.where(weight == 0, 0.0, 1 / weight)
        return Reduced(loss * per_weight, (weights * per_weight).expand(values.shape))
    share = 1 / values.numel()
    dvalues = loss.new_full((), share) if weights is None else weights * share
    return Reduced(loss / values.numel(), dvalues.expand(values.shape))


def _masked(weights: Tensor | None, mask: Tensor | None, values: Tensor, reduction: str) -> Tensor | None:
    """Weights that are 0 where a value does not count, scaled so that the average is over those that do."""
    if mask is None:
        return weights
    kept = mask.to(values.dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        kept = kept * (mask.numel() / total(kept).clamp(min=1))
    return kept if weights is None else kept * weights


def both_masks(first: Tensor | None, second: Tensor | None) -> Tensor | None:
    """True where both are; None if there is neither."""
    if first is None or second is None:
        return second if first is None else first
    return first & second


def mask_beside(mask: Tensor, values: Tensor, *, where: str) -> Tensor:
    """``mask`` (N, T) for each of the ``values`` (N, T, ...).

    Raises:
        ShapeError: the values have no time axis, or one of another length.
    """
    if mask.ndim > values.ndim or mask.shape != values.shape[: mask.ndim]:
        raise ShapeError.of("losses.mask", where=where, expected=shape_text(mask.shape), got=shape_text(values.shape))
    return mask.reshape(*mask.shape, *(1 for _ in range(values.ndim - mask.ndim))).expand(values.shape)


def weights_beside(sample_weight: Tensor, values: Tensor, *, where: str) -> Tensor:
    """``sample_weight`` with the type and rank of ``values``: one weight per sample, or one per position.

    Keras aligns the last axes, so that per-sample weights fail or, in a square batch, silently weight positions; here
    weights align with the batch axis.

    Raises:
        ShapeError: they do not match, or there is one value for the whole batch.
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
