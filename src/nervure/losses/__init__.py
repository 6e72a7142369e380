"""Losses: how wrong an output is, as one number, and its derivative."""

from __future__ import annotations

from nervure.losses.absolute_error import MeanAbsoluteError, mean_absolute_error
from nervure.losses.cross_entropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from nervure.losses.loss import Loss, LossCache
from nervure.losses.squared_error import (
    HalfSquaredError,
    MeanSquaredError,
    half_squared_error,
    mean_squared_error,
)
from nervure.losses.table import FUSED, TABLE, get, needs_shapes
from nervure.losses.torch_function import TorchFunction

__all__ = [
    "FUSED",
    "TABLE",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "HalfSquaredError",
    "Loss",
    "LossCache",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalCrossentropy",
    "TorchFunction",
    "binary_crossentropy",
    "categorical_crossentropy",
    "get",
    "half_squared_error",
    "mean_absolute_error",
    "mean_squared_error",
    "needs_shapes",
    "sparse_categorical_crossentropy",
]
