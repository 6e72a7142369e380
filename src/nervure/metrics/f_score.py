"""F scores: precision and recall in one number."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.arguments import AboveZero, Finite, FractionAboveZero, NumType, Word, checked
from nervure.errors import ShapeError
from nervure.metrics.metric import Metric
from nervure.metrics.sample_weights import in_float64, spread_weights
from nervure.ops.naming import name_of
from nervure.ops.precision import widened
from nervure.registry import look_up
from nervure.shapes import shape_text

AVERAGES = {"micro": "micro", "macro": "macro", "weighted": "weighted"}
_EPSILON = 1e-7  # added to divisors, as in Keras
_NOTHING = 1e-9  # outputs closer to 0 count as no prediction


class FBetaScore(Metric):
    r"""The harmonic mean of precision and recall, with ``beta`` times as much weight on recall.

    .. math:: F_\beta = (1 + \beta^2) \frac{P R}{\beta^2 P + R}

    Args:
        average: None gives one score per class; "macro" their mean, "weighted" their mean weighted by class frequency;
            "micro" counts all classes together first.
        beta: the weight of recall relative to precision, above 0.
        threshold: outputs above it are positive, in (0, 1]; None: the largest of each row is.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets and outputs ``(N, C)``; targets ``(N,)`` with outputs ``(N, 1)``.

    Raises:
        UnknownNameError: there is no such average.
        ArgumentError: ``beta`` or ``threshold`` is out of range.
        ShapeError: targets and outputs do not have the same shape with two axes.

    Source:
        van Rijsbergen, "Information Retrieval" (1979), chapter 7.

    Examples:
        >>> y, p = [[1, 1, 1], [1, 0, 0], [1, 1, 0]], [[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0.0]]
        >>> [round(float(score), 4) for score in FBetaScore(beta=2.0, threshold=0.5)(y, p)]
        [0.3846, 0.9091, 0.8333]
    """

    direction = "up"

    @checked
    def __init__(
        self,
        average: Word | None = None,
        beta: AboveZero = 1.0,
        threshold: FractionAboveZero | None = None,
        name: Word | None = "fbeta_score",
        dtype: NumType | None = None,
    ) -> None:
        self.name = name or name_of(type(self))
        self.average = None if average is None else look_up(average, AVERAGES, where=self.where)
        self.beta = beta
        self.threshold = threshold
        super().__init__(name, dtype)

    def start(self) -> dict[str, Tensor]:
        """Four zeros; they become (C,) with the first batch, except for "micro"."""
        kinds = ("true_positives", "false_positives", "false_negatives", "intermediate_weights")
        return {kind: torch.zeros((), dtype=torch.float64) for kind in kinds}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch.

        Raises:
            ShapeError: targets, outputs or weights are incompatible.
        """
        targets, outputs = self.pair(y_true, y_pred)
        if outputs.ndim != 2:
            raise ShapeError.of("metrics.two_axes", where=self.where, got=shape_text(outputs.shape))
        truth, said = in_float64(targets), in_float64(self._answers(widened(outputs)))
        weights = None
        if sample_weight is not None:
            weights = spread_weights(sample_weight, outputs.shape, where=self.where).to(truth.device)
        for kind, values in (
            ("true_positives", said * truth),
            ("false_positives", said * (1 - truth)),
            ("false_negatives", (1 - said) * truth),
            ("intermediate_weights", truth),
        ):
            weighted = values if weights is None else values * weights
            self.add(kind, weighted.sum() if self.average == "micro" else weighted.sum(0))

    def result(self) -> Any:
        """The score so far: a number, or an array with one per class if ``average`` is None."""
        tp, fp, fn = (self.state[kind] for kind in ("true_positives", "false_positives", "false_negatives"))
        precision, recall = tp / (tp + fp + _EPSILON), tp / (tp + fn + _EPSILON)
        square = self.beta**2
        score = (1 + square) * precision * recall / (square * precision + recall + _EPSILON)
        if self.average == "weighted":
            share = self.state["intermediate_weights"]
            return float((score * share / (share.sum() + _EPSILON)).sum())
        return score.cpu().numpy() if self.average is None else float(score.mean())

    def _answers(self, outputs: Tensor) -> Tensor:
        if self.threshold is not None:
            return outputs > self.threshold
        # A row of zeros predicts nothing, although every entry equals the maximum.
        return (outputs >= outputs.amax(-1, keepdim=True)) & (outputs.abs() > _NOTHING)


class F1Score(FBetaScore):
    r"""The harmonic mean of precision and recall.

    .. math:: F_1 = \frac{2 P R}{P + R}

    Args:
        average: None gives one score per class; "macro" their mean, "weighted" their mean weighted by class frequency;
            "micro" counts all classes together first.
        threshold: outputs above it are positive, in (0, 1]; None: the largest of each row is.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets and outputs ``(N, C)``; targets ``(N,)`` with outputs ``(N, 1)``.

    Raises:
        UnknownNameError: there is no such average.
        ArgumentError: ``threshold`` is out of range.
        ShapeError: targets and outputs do not have the same shape with two axes.

    Source:
        van Rijsbergen, "Information Retrieval" (1979), chapter 7.

    Examples:
        >>> y, p = [[1, 1, 1], [1, 0, 0], [1, 1, 0]], [[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0.0]]
        >>> [round(float(score), 4) for score in F1Score(threshold=0.5)(y, p)]
        [0.5, 0.8, 0.6667]
    """

    @checked
    def __init__(
        self,
        average: Word | None = None,
        threshold: Finite | None = None,
        name: Word | None = "f1_score",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)
