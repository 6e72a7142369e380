"""The area under a ROC or precision-recall curve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from nervure.arguments import Count, Flag, ManyThresholds, NumType, Probabilities, Weights, Word, checked
from nervure.errors import ArgumentError, ShapeError
from nervure.metrics.thresholds import KINDS, Answers, ThresholdMetric, are_even, ratio, thresholds_of
from nervure.ops.naming import name_of
from nervure.ops.targets import tensor_of
from nervure.registry import look_up
from nervure.shapes import shape_text

SUMMATIONS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "interpolation": lambda left, right: (left + right) / 2,
    "majoring": torch.maximum,
    "minoring": torch.minimum,
}
_EPSILON = 1e-7  # how far the outer thresholds lie outside [0, 1]


class AUC(ThresholdMetric):
    r"""The area under the ROC curve (or precision-recall curve), approximated between thresholds.

    For the ROC curve it is the probability that a positive gets a larger output than a negative: 0.5 is guessing, 1 is
        perfect.

    .. math:: \sum_t (x_t - x_{t+1})\, \tfrac{1}{2} (y_t + y_{t+1}),
        \qquad x = \frac{FP}{FP + TN},\quad y = \frac{TP}{TP + FN}

    Args:
        num_thresholds: the number of evenly spaced thresholds; more approximate the area better.
        curve: "ROC"; "PR" for precision over recall; "PRGAIN" for their gains over always predicting positive.
        summation_method: "interpolation" uses the midpoint between two points (for "PR": Davis and Goadrich's curve),
            "majoring" the upper one, "minoring" the lower one.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        thresholds: custom inner thresholds, instead of ``num_thresholds``.
        multi_label: whether to treat every column as a separate label and average their areas.
        num_labels: the number of columns with ``multi_label``; by default that of the first batch.
        label_weights: the weight of each column, in the mean (``multi_label``) or in the counts.
        from_logits: whether outputs are logits.

    Input shape:
        targets and outputs of the same shape, or ``(N,)`` and ``(N, 1)``; ``(N, L)`` with ``multi_label``. Nonzero
        targets are positive.

    Raises:
        UnknownNameError: there is no such curve or summation method.
        ArgumentError: a number is out of range.
        ShapeError: targets, outputs or weights are incompatible.
        DataError: a target is negative; raised when the result is read.

    Source:
        Hanley and McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC) curve"
        (1982), https://doi.org/10.1148/radiology.143.1.7063747; PR: Davis and Goadrich (2006),
        https://doi.org/10.1145/1143844.1143874; gains: Flach and Kull (2015).

    Examples:
        >>> AUC(num_thresholds=3)([0, 0, 1, 1], [0, 0.5, 0.3, 0.9])
        0.75
    """

    not_called: ClassVar[Mapping[str, str]] = {"interpolate_pr_auc": "overrides.metric"}

    direction = "up"

    @checked
    def __init__(
        self,
        num_thresholds: ManyThresholds = 200,
        curve: Word = "ROC",
        summation_method: Word = "interpolation",
        name: Word | None = None,
        dtype: NumType | None = None,
        thresholds: Probabilities | None = None,
        multi_label: Flag = False,
        num_labels: Count | None = None,
        label_weights: Weights | None = None,
        from_logits: Flag = False,
    ) -> None:
        self.name = name or name_of(type(self))
        if thresholds is None:
            steps = num_thresholds - 1
            inner, self.even = [step / steps for step in range(1, steps)], True
        else:
            inner = sorted(thresholds_of(thresholds, 0.5))
            self.even = are_even([0.0, *inner, 1.0])
        self.curve, self.summation_method = str(curve).upper(), str(summation_method).lower()
        for word, table in ((self.curve, CURVES), (self.summation_method, SUMMATIONS)):
            look_up(word, table, where=self.where)
        self.multi_label, self.from_logits = multi_label, from_logits
        self.num_labels = num_labels
        if self.num_labels is not None and not multi_label:
            raise ArgumentError.of("metrics.num_labels", where=self.where, got=num_labels)
        self.label_weights = label_weights
        even = self.even
        super().__init__([-_EPSILON, *inner, 1 + _EPSILON], name, dtype)
        self.even = even

    @property
    def num_thresholds(self) -> int:
        """The number of thresholds, including the two outer ones."""
        return len(self.thresholds)

    def start(self) -> dict[str, Tensor]:
        """(T,) zeros per count, (T, L) with ``multi_label``; (T, 1) until the number of columns is known."""
        state = super().start()
        if self.multi_label:
            columns = self.num_labels or 1
            state.update({kind: torch.zeros((self.num_thresholds, columns), dtype=torch.float64) for kind in KINDS})
        return state

    def answers(self, y_true: Any, y_pred: Any, sample_weight: Any) -> Answers:
        """The batch as probabilities, weighted by column unless the columns are separate labels."""
        answers = super().answers(y_true, y_pred, sample_weight)
        outputs, targets, weights = answers
        if self.multi_label:
            self._check_columns(outputs)
        if self.label_weights is not None:
            by_column = self._weights_of_columns(outputs)
            if not self.multi_label:
                weights = by_column.expand(outputs.shape) if weights is None else weights * by_column
        return Answers(torch.sigmoid(outputs) if self.from_logits else outputs, targets, weights)

    def result(self) -> float:
        """The area so far, averaged over the columns with ``multi_label``; 0 before the first batch."""
        tp, fp, tn, fn = self.counts(*KINDS)
        if self.curve == "PR" and self.summation_method == "interpolation":
            areas = _interpolated_precision(tp, fp, fn)
        else:
            x, y = CURVES[self.curve](tp, fp, tn, fn)
            areas = (x[:-1] - x[1:]) * SUMMATIONS[self.summation_method](y[:-1], y[1:])
        by_column = areas.sum(0)
        if not self.multi_label:
            return float(by_column)
        if self.label_weights is None:
            return float(by_column.mean())
        weights = torch.tensor(self.label_weights, dtype=by_column.dtype, device=by_column.device)
        return float((by_column * weights).sum() / weights.sum()) if bool(weights.sum() > 0) else 0.0

    def _check_columns(self, outputs: Tensor) -> None:
        seen = self.state["true_positives"].shape[-1]
        known = self.num_labels or (seen if seen > 1 else None)
        if outputs.ndim != 2 or known not in (None, outputs.shape[-1]):
            columns = known or "L"
            raise ShapeError.of("metrics.columns", where=self.where, columns=columns, got=shape_text(outputs.shape))

    def _weights_of_columns(self, outputs: Tensor) -> Tensor:
        weights = tensor_of(self.label_weights).to(outputs.device, torch.float64)
        if outputs.ndim == 0 or len(weights) != outputs.shape[-1]:
            raise ShapeError.of(
                "metrics.label_weights", where=self.where, got=len(weights), output=shape_text(outputs.shape)
            )
        return weights


def _receiver(tp: Tensor, fp: Tensor, tn: Tensor, fn: Tensor) -> tuple[Tensor, Tensor]:
    return ratio(fp, tn), ratio(tp, fn)


def _precision_recall(tp: Tensor, fp: Tensor, tn: Tensor, fn: Tensor) -> tuple[Tensor, Tensor]:
    return ratio(tp, fn), ratio(tp, fp)


def _gains(tp: Tensor, fp: Tensor, tn: Tensor, fn: Tensor) -> tuple[Tensor, Tensor]:
    """Recall and precision gains over always predicting positive; recall gains below 0 count as 0."""
    yes_by_no = _divided(tp + fn, tn + fp)
    nothing = tp == 0
    recall_gain = torch.where(nothing, 0.0, 1 - yes_by_no * _divided(fn, tp)).clamp(min=0)
    precision_gain = torch.where(nothing, 1.0, 1 - yes_by_no * _divided(fp, tp))
    return recall_gain, precision_gain


def _interpolated_precision(tp: Tensor, fp: Tensor, fn: Tensor) -> Tensor:
    """The areas under the PR curve, where true positives grow linearly with predicted positives between points."""
    called = tp + fp
    gained = tp[:-1] - tp[1:]
    slope = _divided(gained, (called[:-1] - called[1:]).clamp(min=0))
    intercept = tp[1:] - slope * called[1:]
    both = (called[:-1] > 0) & (called[1:] > 0)
    safe_ratio = torch.where(both, _divided(called[:-1], called[1:].clamp(min=0)), 1.0)
    return _divided(slope * (gained + intercept * safe_ratio.log()), (tp[1:] + fn[1:]).clamp(min=0))


def _divided(above: Tensor, below: Tensor) -> Tensor:
    return torch.where(below == 0, 0.0, above / below)


# The points (x, y) of a curve, one per threshold.
CURVES: dict[str, Callable[[Tensor, Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]] = {
    "ROC": _receiver,
    "PR": _precision_recall,
    "PRGAIN": _gains,
}
