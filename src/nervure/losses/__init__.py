"""Losses: how wrong an output is, as one number with its derivative."""

from __future__ import annotations

from nervure.losses.absolute_error import MeanAbsoluteError, mean_absolute_error
from nervure.losses.circle import Circle, circle
from nervure.losses.cosine_similarity import CosineSimilarity, cosine_similarity
from nervure.losses.cross_entropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from nervure.losses.focal_cross_entropy import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)
from nervure.losses.generalized_cross_entropy import (
    CategoricalGeneralizedCrossEntropy,
    categorical_generalized_cross_entropy,
)
from nervure.losses.hinge import CategoricalHinge, Hinge, SquaredHinge, categorical_hinge, hinge, squared_hinge
from nervure.losses.huber import Huber, huber
from nervure.losses.kl_divergence import KLDivergence, kl_divergence
from nervure.losses.log_cosh import LogCosh, log_cosh
from nervure.losses.logarithmic_error import MeanSquaredLogarithmicError, mean_squared_logarithmic_error
from nervure.losses.loss import Loss, LossCache
from nervure.losses.overlap import Dice, Tversky, dice, tversky
from nervure.losses.percentage_error import MeanAbsolutePercentageError, mean_absolute_percentage_error
from nervure.losses.poisson import Poisson, poisson
from nervure.losses.squared_error import (
    HalfSquaredError,
    MeanSquaredError,
    half_squared_error,
    mean_squared_error,
)
from nervure.losses.table import FUSED, TABLE, deserialize, get, needs_shapes, serialize
from nervure.losses.torch_function import TorchFunction

__all__ = [
    "FUSED",
    "TABLE",
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "CosineSimilarity",
    "Dice",
    "HalfSquaredError",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "LossCache",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "TorchFunction",
    "Tversky",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "cosine_similarity",
    "deserialize",
    "dice",
    "get",
    "half_squared_error",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "needs_shapes",
    "poisson",
    "serialize",
    "sparse_categorical_crossentropy",
    "squared_hinge",
    "tversky",
]
