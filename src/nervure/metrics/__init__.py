"""Metrics: numbers that evaluate a network, accumulated over batches."""

from __future__ import annotations

from nervure.metrics.accuracy import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    accuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
)
from nervure.metrics.at_constraint import (
    PrecisionAtRecall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
)
from nervure.metrics.auc import AUC
from nervure.metrics.confusion_counts import FalseNegatives, FalsePositives, TrueNegatives, TruePositives
from nervure.metrics.confusion_matrix import ConfusionMatrix
from nervure.metrics.correlation import (
    ConcordanceCorrelation,
    CosineSimilarity,
    PearsonCorrelation,
    concordance_correlation,
    pearson_correlation,
)
from nervure.metrics.cross_entropy import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from nervure.metrics.divergence import KLDivergence, Poisson
from nervure.metrics.f_score import F1Score, FBetaScore
from nervure.metrics.hinge import CategoricalHinge, Hinge, SquaredHinge
from nervure.metrics.iou import BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU
from nervure.metrics.mean import Mean, MeanMetricWrapper
from nervure.metrics.metric import Metric
from nervure.metrics.precision_recall import Precision, Recall
from nervure.metrics.r2_score import R2Score
from nervure.metrics.regression import (
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    RootMeanSquaredError,
)
from nervure.metrics.sum import Sum
from nervure.metrics.table import TABLE, check_name, deserialize, get, needs_shapes, serialize
from nervure.metrics.top_k import (
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)

__all__ = [
    "AUC",
    "TABLE",
    "Accuracy",
    "BinaryAccuracy",
    "BinaryCrossentropy",
    "BinaryIoU",
    "CategoricalAccuracy",
    "CategoricalCrossentropy",
    "CategoricalHinge",
    "ConcordanceCorrelation",
    "ConfusionMatrix",
    "CosineSimilarity",
    "F1Score",
    "FBetaScore",
    "FalseNegatives",
    "FalsePositives",
    "Hinge",
    "IoU",
    "KLDivergence",
    "LogCoshError",
    "Mean",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanIoU",
    "MeanMetricWrapper",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Metric",
    "OneHotIoU",
    "OneHotMeanIoU",
    "PearsonCorrelation",
    "Poisson",
    "Precision",
    "PrecisionAtRecall",
    "R2Score",
    "Recall",
    "RecallAtPrecision",
    "RootMeanSquaredError",
    "SensitivityAtSpecificity",
    "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy",
    "SpecificityAtSensitivity",
    "SquaredHinge",
    "Sum",
    "TopKCategoricalAccuracy",
    "TrueNegatives",
    "TruePositives",
    "accuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "check_name",
    "concordance_correlation",
    "deserialize",
    "get",
    "needs_shapes",
    "pearson_correlation",
    "serialize",
    "sparse_categorical_accuracy",
    "sparse_top_k_categorical_accuracy",
    "top_k_categorical_accuracy",
]
