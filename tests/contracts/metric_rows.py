"""The rows of the metrics beyond accuracies, squares and plain cross-entropies: arguments of ``MetricCase``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from nervure import metrics
from nervure.errors import ArgumentError, DataError, ShapeError, UnknownNameError
from nervure.metrics import Metric
from tests.contracts.loss_rows import (
    _AIMS,
    _COUNTS,
    _NUMBERS,
    _OUTPUTS,
    _P,
    _POSITIVE,
    _ROWS,
    _SHARES,
    _SIZES,
    _YES_OR_NO,
)

Row = tuple[Any, ...]
_THREE, _ONE = np.zeros((5, 3)), np.zeros((5, 1))


def _measure(kind: Callable[[], Metric], y_true: Any, y_pred: Any, error: type[Exception] = ShapeError) -> Any:
    return error, lambda: kind()(y_true, y_pred)


def _misfit(kind: Callable[[], Metric]) -> tuple[Any, ...]:
    """Targets of one column beside outputs of three."""
    return (_measure(kind, _ONE, _THREE),)


_NEGATIVE = ([[-1.0]], [[0.5]], DataError)
# Class numbers as a column, and answers that are class numbers.
_COLUMN, _SAID = _NUMBERS.unsqueeze(-1).double(), torch.tensor([[2.0], [0], [2], [1], [0]], dtype=torch.float64)

METRIC_ROWS: tuple[Row, ...] = (
    (metrics.RootMeanSquaredError, _AIMS, _OUTPUTS, _misfit(metrics.RootMeanSquaredError)),
    (metrics.MeanAbsolutePercentageError, _SIZES, _OUTPUTS, _misfit(metrics.MeanAbsolutePercentageError)),
    (metrics.MeanSquaredLogarithmicError, _SIZES, _POSITIVE, _misfit(metrics.MeanSquaredLogarithmicError)),
    (metrics.LogCoshError, _AIMS, _OUTPUTS, _misfit(metrics.LogCoshError)),
    (metrics.CosineSimilarity, _AIMS, _OUTPUTS, _misfit(metrics.CosineSimilarity)),
    (metrics.PearsonCorrelation, _AIMS, _OUTPUTS, _misfit(metrics.PearsonCorrelation)),
    (metrics.ConcordanceCorrelation, _AIMS, _OUTPUTS, _misfit(metrics.ConcordanceCorrelation)),
    (metrics.KLDivergence, _SHARES, _P, _misfit(metrics.KLDivergence)),
    (metrics.Poisson, _COUNTS, _POSITIVE, _misfit(metrics.Poisson)),
    (metrics.Hinge, _YES_OR_NO, _OUTPUTS, _misfit(metrics.Hinge)),
    (metrics.SquaredHinge, _YES_OR_NO, _OUTPUTS, _misfit(metrics.SquaredHinge)),
    (metrics.CategoricalHinge, _ROWS, _OUTPUTS, _misfit(metrics.CategoricalHinge)),
    (lambda: metrics.TopKCategoricalAccuracy(2), _ROWS, _P, (
        _measure(metrics.TopKCategoricalAccuracy, np.zeros(5), _THREE),
        (ArgumentError, lambda: metrics.TopKCategoricalAccuracy(0)))),
    (lambda: metrics.SparseTopKCategoricalAccuracy(2), _NUMBERS, _P, (
        _measure(metrics.SparseTopKCategoricalAccuracy, _THREE, _THREE),)),
    (metrics.TruePositives, _YES_OR_NO, _P, (_measure(metrics.TruePositives, *_NEGATIVE),)),
    (lambda: metrics.FalsePositives(thresholds=[0.3, 0.6]), _YES_OR_NO, _P, _misfit(metrics.FalsePositives)),
    (metrics.TrueNegatives, _YES_OR_NO, _P, _misfit(metrics.TrueNegatives)),
    (metrics.FalseNegatives, _YES_OR_NO, _P, ((ArgumentError, lambda: metrics.FalseNegatives(2)),)),
    (lambda: metrics.Precision(thresholds=[0.0, 0.5, 1.0]), _YES_OR_NO, _P, (
        _measure(metrics.Precision, *_NEGATIVE), (ArgumentError, lambda: metrics.Precision(top_k=0)))),
    (lambda: metrics.Recall(class_id=1, top_k=2), _YES_OR_NO, _P, (
        _measure(lambda: metrics.Recall(class_id=3), _THREE, _THREE, ArgumentError),)),
    (lambda: metrics.PrecisionAtRecall(0.4), _YES_OR_NO, _P, (
        (ArgumentError, lambda: metrics.PrecisionAtRecall(2)), (ArgumentError, metrics.PrecisionAtRecall))),
    (lambda: metrics.RecallAtPrecision(0.4), _YES_OR_NO, _P, ((ArgumentError, lambda: metrics.RecallAtPrecision(2)),)),
    (lambda: metrics.SensitivityAtSpecificity(0.4), _YES_OR_NO, _P, (
        (ArgumentError, lambda: metrics.SensitivityAtSpecificity(0.4, num_thresholds=0)),)),
    (lambda: metrics.SpecificityAtSensitivity(0.4, num_thresholds=20), _YES_OR_NO, _P, (
        (ArgumentError, lambda: metrics.SpecificityAtSensitivity(-1)),)),
    (metrics.AUC, _YES_OR_NO, _P, (
        _measure(metrics.AUC, *_NEGATIVE), (UnknownNameError, lambda: metrics.AUC(curve="RCO")),
        (ArgumentError, lambda: metrics.AUC(num_labels=2)))),
    (lambda: metrics.AUC(multi_label=True, curve="PR", label_weights=[1, 2, 3]), _YES_OR_NO, _P, (
        _measure(lambda: metrics.AUC(multi_label=True), np.zeros(5), np.zeros(5)),
        _measure(lambda: metrics.AUC(label_weights=[1]), _THREE, _THREE))),
    (lambda: metrics.F1Score("macro"), _YES_OR_NO, _P, (
        _measure(metrics.F1Score, np.zeros(5), np.zeros(5)), (UnknownNameError, lambda: metrics.F1Score("mikro")))),
    (lambda: metrics.FBetaScore(beta=2.0, threshold=0.4), _YES_OR_NO, _P, (
        (ArgumentError, lambda: metrics.FBetaScore(beta=0)),)),
    (metrics.R2Score, _AIMS, _OUTPUTS, (
        _measure(metrics.R2Score, np.zeros((2, 2, 2)), np.zeros((2, 2, 2))),
        (UnknownNameError, lambda: metrics.R2Score("uniform")))),
    (lambda: metrics.IoU(3, [0, 2]), _COLUMN, _SAID, (
        (ArgumentError, lambda: metrics.IoU(2, [2])), (ArgumentError, lambda: metrics.IoU(2)))),
    (lambda: metrics.MeanIoU(3), _COLUMN, _SAID, (_measure(lambda: metrics.MeanIoU(3), np.zeros(4), np.zeros(5)),)),
    (lambda: metrics.BinaryIoU(threshold=0.4), _YES_OR_NO, _P, _misfit(metrics.BinaryIoU)),
    (lambda: metrics.OneHotIoU(3, [0, 1]), _ROWS, _P, ((ArgumentError, lambda: metrics.OneHotIoU(2, [3])),)),
    (lambda: metrics.OneHotMeanIoU(3), _ROWS, _P, (
        _measure(lambda: metrics.OneHotMeanIoU(3), np.zeros((4, 3)), _THREE),)),
)  # fmt: skip
