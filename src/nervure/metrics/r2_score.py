"""The coefficient of determination."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.arguments import FromZero, NumType, Word, checked
from nervure.errors import ShapeError, advise
from nervure.metrics.metric import Metric
from nervure.metrics.sample_weights import in_float64, spread_weights
from nervure.ops.naming import name_of
from nervure.registry import look_up
from nervure.shapes import shape_text

AGGREGATIONS = {"uniform_average": "uniform_average", "variance_weighted_average": "variance_weighted_average"}


class R2Score(Metric):
    r"""How much of the variance of the targets the outputs explain: 1 is all, 0 no more than their mean does.

    .. math:: R^2 = 1 - \frac{\sum_n w_n (y_n - o_n)^2}{\sum_n w_n (y_n - \bar y)^2}

    Constant targets give 0, or NaN if the outputs match them exactly, as in Keras.

    Args:
        class_aggregation: "uniform_average" over the outputs, "variance_weighted_average", or None for one number per
            output.
        num_regressors: the number of model inputs, for the adjusted score; 0 for no adjustment.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets and outputs ``(N, C)``; ``(N,)`` is one output.

    Raises:
        UnknownNameError: there is no such aggregation.
        ArgumentError: ``num_regressors`` is below 0.
        ShapeError: targets and outputs do not have the same shape with two axes.

    Source:
        Wright, "Correlation and causation" (1921).

    Examples:
        >>> round(R2Score()([[1.0], [4.0], [3.0]], [[2.0], [4.0], [4.0]]), 4)
        0.5714
    """

    direction = "up"

    @checked
    def __init__(
        self,
        class_aggregation: Word | None = "uniform_average",
        num_regressors: FromZero = 0,
        name: Word | None = "r2_score",
        dtype: NumType | None = None,
    ) -> None:
        self.name = name or name_of(type(self))
        self.class_aggregation = (
            None if class_aggregation is None else look_up(class_aggregation, AGGREGATIONS, where=self.where)
        )
        self.num_regressors = num_regressors
        super().__init__(name, dtype)

    def start(self) -> dict[str, Tensor]:
        """Zeros; all but ``num_samples`` become (C,) with the first batch."""
        kinds = ("squared_sum", "sum", "residual", "count", "num_samples")
        return {kind: torch.zeros((), dtype=torch.float64) for kind in kinds}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch.

        Raises:
            ShapeError: targets, outputs or weights are incompatible.
        """
        targets, outputs = (in_float64(each.detach()) for each in self.pair(y_true, y_pred))
        if outputs.ndim == 1:
            targets, outputs = targets.unsqueeze(1), outputs.unsqueeze(1)
        if outputs.ndim != 2:
            raise ShapeError.of("metrics.two_axes", where=self.where, got=shape_text(outputs.shape))
        weights = torch.ones_like(targets)
        if sample_weight is not None:
            weights = spread_weights(sample_weight, outputs.shape, where=self.where).to(targets.device)
        self.add("sum", (weights * targets).sum(0))
        self.add("squared_sum", (weights * targets.square()).sum(0))
        self.add("residual", (weights * (targets - outputs).square()).sum(0))
        self.add("count", weights.sum(0))
        self.add("num_samples", float(targets.numel()))

    def result(self) -> Any:
        """The score so far: a number, or an array with one per output if not averaged; 0 before the first batch."""
        if not bool(self.state["num_samples"]):
            return 0.0
        total = self.state["squared_sum"] - self.state["sum"] * (self.state["sum"] / self.state["count"])
        scores = 1 - self.state["residual"] / total
        scores = torch.where(scores.isinf(), 0.0, scores)
        if self.class_aggregation == "uniform_average":
            scores = scores.mean()
        elif self.class_aggregation == "variance_weighted_average":
            scores = (total * scores).sum() / total.sum()
        adjusted = self._adjusted(scores)
        return float(adjusted) if adjusted.ndim == 0 else adjusted.cpu().numpy()

    def _adjusted(self, scores: Tensor) -> Tensor:
        """Adjusted for the number of inputs; Keras counts every target value as a sample."""
        if not self.num_regressors:
            return scores
        samples = int(self.state["num_samples"])
        left = samples - self.num_regressors - 1
        if left <= 0:
            advise("metrics.r2_regressors", name=self.name, samples=samples, num_regressors=self.num_regressors)
            return scores
        return 1 - (1 - scores) * (samples - 1) / left
