"""What the pair of a loss is: one value a sample, and its derivative by the output of the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from torch import Tensor


class LossOp(NamedTuple):
    """One loss as a pair of pure functions.

    Attributes:
        name: what fusion rules and explanations call it.
        forward: ``forward(y_pred, y_true, **options) -> (values, cache)``, one value a sample or position: ``(N,)``
            for outputs ``(N, C)``. Values are float32 at least. The cache is a NamedTuple of named tensors.
        backward: ``backward(dvalues, cache) -> dy_pred``, shaped and typed like ``y_pred``.
        predictions: for a pair that reads logits: ``predictions(cache)`` gives the probabilities it computed.
        mask: ``mask(cache)`` is True where a value counts, or None where all do (``ignore_class``).
    """

    name: str
    forward: Callable[..., tuple[Tensor, Any]]
    backward: Callable[[Tensor, Any], Tensor]
    predictions: Callable[[Any], Tensor] | None = None
    mask: Callable[[Any], Tensor | None] | None = None
