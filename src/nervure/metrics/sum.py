"""The sum of values over batches."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.arguments import NumType, Word, checked
from nervure.metrics.metric import Metric
from nervure.metrics.sample_weights import in_float64, spread_weights


class Sum(Metric):
    r"""The (weighted) sum of values.

    .. math:: \sum_n w_n v_n

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> total = Sum()
        >>> total.update_state([1, 3, 5, 7])
        >>> total.update_state([1, 3], sample_weight=[0, 2])
        >>> total.result()
        22.0
    """

    @checked
    def __init__(self, name: Word | None = "sum", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)

    def start(self) -> dict[str, Tensor]:
        """Zero."""
        return {"total": torch.zeros((), dtype=torch.float64)}

    # A sum takes values, not targets and outputs; Keras makes the same exception.
    def update_state(self, values: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Adds values: one number, or one or more per sample.

        Raises:
            ShapeError: the weights do not match.
        """
        added = in_float64(self.outputs(values).detach())
        if sample_weight is not None:
            added = added * spread_weights(sample_weight, added.shape, where=self.where).to(added.device)
        self.add("total", added.sum())

    def result(self) -> float:
        """The sum so far."""
        return float(self.state["total"])
