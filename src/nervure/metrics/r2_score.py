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
    r"""How much of the spread of the targets the outputs explain: 1 is all, 0 no more than their mean does.

    .. math:: R^2 = 1 - \frac{\sum_n w_n (y_n - o_n)^2}{\sum_n w_n (y_n - \bar y)^2}

    Targets that do not vary give 0, or NaN where the outputs meet them exactly, as in Keras.

    Args:
        class_aggregation: "uniform_average" over the outputs, "variance_weighted_average", or None for one number each.
        num_regressors: how many inputs the model has, to correct for their number; 0 corrects nothing.
        name: what logs call it.
        dtype: the type a batch is computed in, see :class:`Metric`.

    Input shape:
        targets and outputs ``(N, C)``; ``(N,)`` is one output.

    Raises:
        UnknownNameError: there is no such aggregation.
        ArgumentError: ``num_regressors`` is below 0.
        ShapeError: targets and outputs are not of one shape with two axes.

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
        """Zeros; with the first batch all but ``num_samples`` become (C,)."""
        kinds = ("squared_sum", "sum", "residual", "count", "num_samples")
        return {kind: torch.zeros((), dtype=torch.float64) for kind in kinds}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch.

        Raises:
            ShapeError: targets, outputs or weights do not fit each other.
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
        """The score so far: a number, or an array with one an output where nothing is averaged; 0 before any."""
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
        """Corrected for the number of inputs; Keras counts every number of the targets as a sample."""
        if not self.num_regressors:
            return scores
        samples = int(self.state["num_samples"])
        left = samples - self.num_regressors - 1
        if left <= 0:
            advise("metrics.r2_regressors", name=self.name, samples=samples, num_regressors=self.num_regressors)
            return scores
        return 1 - (1 - scores) * (samples - 1) / left
