"""The cosine of the angle between output and target, negated as a loss, and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened_pair

SHORTEST = 1e-7  # a shorter vector is divided by this instead of by its length, as in Keras


class CosineSimilarityCache(NamedTuple):
    """Cache for the backward pass of the cosine similarity.

    Attributes:
        output_direction: the outputs divided by their length.
        target_direction: the targets divided by theirs.
        length: the lengths of the outputs, with that axis kept as 1.
        axis: the axis of the vectors.
        dtype: the dtype of the output and of its gradient.
    """

    output_direction: Tensor
    target_direction: Tensor
    length: Tensor
    axis: int
    dtype: torch.dtype


def cosine_similarity_forward(
    y_pred: Tensor, y_true: Tensor, *, axis: int = -1
) -> tuple[Tensor, CosineSimilarityCache]:
    """``E = -sum_j o_j y_j / (|o| |y|)``.

    Args:
        y_pred: (..., C).
        y_true: (..., C).
        axis: the axis of the vectors.

    Returns:
        values: the shape without that axis, and the cache.
    """
    outputs, targets = widened_pair(y_pred, y_true)
    length = _length(outputs, axis)
    output_direction = outputs / length.clamp(min=SHORTEST)
    target_direction = targets / _length(targets, axis).clamp(min=SHORTEST)
    values = -(output_direction * target_direction).sum(axis)
    return values, CosineSimilarityCache(output_direction, target_direction, length, axis, y_pred.dtype)


def cosine_similarity_backward(dvalues: Tensor, cache: CosineSimilarityCache) -> Tensor:
    """``dE/do = (cos u - v) / |o|`` for the directions u of the output and v of the target.

    An output shorter than 1e-7 has no direction and no gradient: the gradient would be ten million times too large.
    """
    u, v = cache.output_direction, cache.target_direction
    cosine = (u * v).sum(cache.axis, keepdim=True)
    slope = torch.where(cache.length < SHORTEST, 0.0, (cosine * u - v) / cache.length)
    return (slope * dvalues.unsqueeze(cache.axis)).to(cache.dtype)


def _length(vectors: Tensor, axis: int) -> Tensor:
    return vectors.square().sum(axis, keepdim=True).sqrt()


COSINE_SIMILARITY = LossOp("cosine_similarity", cosine_similarity_forward, cosine_similarity_backward)
