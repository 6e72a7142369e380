"""A loss as a pair: one value per sample, and its derivative with respect to the network's output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from torch import Tensor


class LossOp(NamedTuple):
    """One loss as a pair of pure functions.

    Attributes:
        name: its name in fusion rules and explanations.
        forward: ``forward(y_pred, y_true, **options) -> (values, cache)``, one value per sample or position: ``(N,)``
            for outputs ``(N, C)``. Values are at least float32. The cache is a NamedTuple of tensors.
        backward: ``backward(dvalues, cache) -> dy_pred``, with the shape and dtype of ``y_pred``.
        predictions: for a pair that reads logits: ``predictions(cache)`` gives the probabilities it computed.
        mask: ``mask(cache)`` is True where a value counts, or None if all do (``ignore_class``).
    """

    name: str
    forward: Callable[..., tuple[Tensor, Any]]
    backward: Callable[[Tensor, Any], Tensor]
    predictions: Callable[[Any], Tensor] | None = None
    mask: Callable[[Any], Tensor | None] | None = None
