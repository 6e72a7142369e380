"""Sample weights of counting metrics: one per value, in float64."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.errors import ShapeError
from nervure.ops.targets import fits, tensor_of
from nervure.shapes import shape_text


def in_float64(values: Tensor) -> Tensor:
    """``values`` in float64, on the CPU if their device does not support it.

    Examples:
        >>> in_float64(torch.ones(2)).dtype
        torch.float64
    """
    return (values.cpu() if values.device.type == "mps" else values).to(torch.float64)


def spread_weights(sample_weight: Any, shape: Sequence[int], *, where: str) -> Tensor:
    """``sample_weight`` as float64 of ``shape``: a weight per sample applies to all its values.

    Args:
        sample_weight: (N,), (N, 1), or one weight per position along the first axes of the values.
        shape: the shape of the values, batch axis first.
        where: the metric.

    Raises:
        ShapeError: they do not match; Keras aligns the last axes, here weights align with the batch axis.

    Examples:
        >>> spread_weights([1, 2], (2, 3), where="metric 'a'").tolist()
        [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]
    """
    given = tensor_of(sample_weight)
    weights, rank = in_float64(given), len(shape)
    if weights.ndim == rank + 1 and weights.shape[-1] == 1:
        weights = weights.squeeze(-1)
    # Axes of size 1 are broadcast, except the batch axis: a single weight for all samples is probably a mistake.
    sizes = tuple(None if size == 1 and axis else size for axis, size in enumerate(weights.shape))
    if weights.ndim > rank or not fits(sizes, shape[: weights.ndim]):
        raise ShapeError.of(
            "metrics.sample_weight", where=where, expected=shape_text(tuple(shape)), got=shape_text(given.shape)
        )
    return weights.reshape(*weights.shape, *(1 for _ in range(rank - weights.ndim))).expand(tuple(shape))
