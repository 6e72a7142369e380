"""Metrics: numbers that judge a network, streamed over batches."""

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
from nervure.metrics.confusion_matrix import ConfusionMatrix
from nervure.metrics.cross_entropy import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from nervure.metrics.mean import Mean, MeanMetricWrapper
from nervure.metrics.metric import Metric
from nervure.metrics.regression import MeanAbsoluteError, MeanSquaredError
from nervure.metrics.table import TABLE, check_name, get, needs_shapes

__all__ = [
    "TABLE",
    "Accuracy",
    "BinaryAccuracy",
    "BinaryCrossentropy",
    "CategoricalAccuracy",
    "CategoricalCrossentropy",
    "ConfusionMatrix",
    "Mean",
    "MeanAbsoluteError",
    "MeanMetricWrapper",
    "MeanSquaredError",
    "Metric",
    "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy",
    "accuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "check_name",
    "get",
    "needs_shapes",
    "sparse_categorical_accuracy",
]
