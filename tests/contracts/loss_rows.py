"""The rows of the losses beyond squares and plain cross-entropies: arguments of ``LossOpCase`` and ``LossCase``.

A fifth item of ``False`` says that samples are compared with each other (``keeps_samples``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure import losses
from nervure.errors import ArgumentError, DataError, ShapeError
from nervure.losses import Loss
from nervure.ops import (
    circle,
    cosine_similarity,
    focal_cross_entropy,
    generalized_cross_entropy,
    hinge,
    huber,
    kl_divergence,
    log_cosh,
    logarithmic_error,
    overlap,
    percentage_error,
    poisson,
)
from tests.gradient_check import apart, normal

Row = tuple[Any, ...]


def _probabilities(*shape: int) -> Tensor:
    return torch.from_numpy(np.random.default_rng(0).uniform(0.1, 0.9, shape))


_NUMBERS = torch.tensor([2, 0, 1, 1, 2])
_ROWS = torch.eye(3, dtype=torch.float64)[_NUMBERS]
_YES_OR_NO = torch.tensor([[1.0, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0], [1, 1, 1]], dtype=torch.float64)
_AIMS = normal(9, 5, 3)
_SIZES = torch.tensor([[1.5, 2, 3], [4, 1, 2.5], [3, 5, 1], [2, 2, 6], [1, 3, 2]], dtype=torch.float64)
_COUNTS = torch.tensor([[0.0, 2, 1], [3, 1, 0], [1, 1, 4], [0, 0, 2], [5, 1, 1]], dtype=torch.float64)
_SHARES = normal(8, 5, 3).softmax(-1)
_OUTPUTS, _P, _POSITIVE = normal(0, 5, 3), _probabilities(5, 3), _probabilities(5, 3) * 4
_OFF_THE_MARGIN = apart(0, 5, 3) + 0.006
_ANGLES = _OUTPUTS + _OUTPUTS.sign()  # not so short that their direction turns quickly
_EMBEDDINGS = 0.8 * _OUTPUTS / _OUTPUTS.norm(dim=-1, keepdim=True)
_CIRCLE = {"gamma": 4.0, "margin": 0.3}

LOSS_OP_ROWS: tuple[Row, ...] = (
    (hinge.HINGE, _OFF_THE_MARGIN, _YES_OR_NO),
    (hinge.SQUARED_HINGE, _OFF_THE_MARGIN, _YES_OR_NO),
    (hinge.CATEGORICAL_HINGE, _OFF_THE_MARGIN, _ROWS),
    (huber.HUBER, _OUTPUTS, _AIMS, {"delta": 0.7}),
    (log_cosh.LOG_COSH, _OUTPUTS, _AIMS),
    (percentage_error.MEAN_ABSOLUTE_PERCENTAGE_ERROR, _OUTPUTS, 100 * _SIZES),
    (logarithmic_error.MEAN_SQUARED_LOGARITHMIC_ERROR, _POSITIVE, _SIZES),
    (cosine_similarity.COSINE_SIMILARITY, _ANGLES, _AIMS),
    (cosine_similarity.COSINE_SIMILARITY, _ANGLES.unsqueeze(-1), _AIMS.unsqueeze(-1), {"axis": 1}),
    (kl_divergence.KL_DIVERGENCE, _P, _SHARES),
    (poisson.POISSON, _POSITIVE, _COUNTS),
    (focal_cross_entropy.BINARY_FOCAL_CROSSENTROPY, _P, _YES_OR_NO, {"gamma": 1.5, "apply_class_balancing": True}),
    (focal_cross_entropy.SIGMOID_BINARY_FOCAL_CROSSENTROPY, _OUTPUTS, _YES_OR_NO, {"label_smoothing": 0.2}),
    (focal_cross_entropy.CATEGORICAL_FOCAL_CROSSENTROPY, _P, _ROWS, {"alpha": (0.2, 0.5, 0.9)}),
    (focal_cross_entropy.SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY, _OUTPUTS, _ROWS, {"label_smoothing": 0.1}),
    (generalized_cross_entropy.CATEGORICAL_GENERALIZED_CROSS_ENTROPY, _P, _NUMBERS, {"q": 0.7}),
    (generalized_cross_entropy.SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY, _OUTPUTS, _NUMBERS),
    (overlap.DICE, _P, _YES_OR_NO, {"axis": -1}),
    (overlap.DICE, _P, _YES_OR_NO, {}, False),
    (overlap.TVERSKY, _P, _YES_OR_NO, {"alpha": 0.3, "beta": 0.9, "axis": (1,)}),
    (circle.CIRCLE, _EMBEDDINGS, _NUMBERS, _CIRCLE, False),
)  # fmt: skip


def _judge(kind: Callable[[], Loss], y_true: Any, y_pred: Any, error: type[Exception] = ShapeError) -> Any:
    return error, lambda: kind()(y_true, y_pred)


def _with(kind: Callable[..., Loss], **arguments: Any) -> Callable[..., Loss]:
    return lambda **given: kind(**arguments, **given)


_THREE, _ONE = np.zeros((5, 3)), np.zeros((5, 1))
LOSS_ROWS: tuple[Row, ...] = (
    (losses.Hinge, _YES_OR_NO, _OFF_THE_MARGIN, (
        _judge(losses.Hinge, _ONE, _THREE), _judge(losses.Hinge, [[2.0]], [[0.5]], DataError))),
    (losses.SquaredHinge, _YES_OR_NO, _OFF_THE_MARGIN, (_judge(losses.SquaredHinge, [[3.0]], [[0.5]], DataError),)),
    (losses.CategoricalHinge, _ROWS, _OFF_THE_MARGIN, (_judge(losses.CategoricalHinge, np.zeros(5), _THREE),)),
    (_with(losses.Huber, delta=0.7), _AIMS, _OUTPUTS, (
        _judge(losses.Huber, _ONE, _THREE), (ArgumentError, lambda: losses.Huber(delta=0)))),
    (losses.LogCosh, _AIMS, _OUTPUTS, (_judge(losses.LogCosh, np.zeros(4), _ONE),)),
    (losses.MeanAbsolutePercentageError, _SIZES, _OUTPUTS, (
        _judge(losses.MeanAbsolutePercentageError, _ONE, _THREE),)),
    (losses.MeanSquaredLogarithmicError, _SIZES, _POSITIVE, (
        _judge(losses.MeanSquaredLogarithmicError, _ONE, _THREE),)),
    (losses.CosineSimilarity, _AIMS + 2 * _ANGLES, _ANGLES, (_judge(losses.CosineSimilarity, _ONE, _THREE),)),
    (losses.KLDivergence, _SHARES, _P, (_judge(losses.KLDivergence, _ONE, _THREE),)),
    (losses.Poisson, _COUNTS, _POSITIVE, (_judge(losses.Poisson, [[-1.0]], [[0.5]], DataError),)),
    (_with(losses.BinaryFocalCrossentropy, apply_class_balancing=True, gamma=1.5), _YES_OR_NO, _P, (
        _judge(losses.BinaryFocalCrossentropy, [[2.0]], [[0.5]], DataError),
        (ArgumentError, lambda: losses.BinaryFocalCrossentropy(gamma=-1)))),
    (_with(losses.BinaryFocalCrossentropy, from_logits=True, label_smoothing=0.1), _YES_OR_NO, _OUTPUTS, ()),
    (_with(losses.CategoricalFocalCrossentropy, alpha=[0.2, 0.5, 0.9]), _ROWS, _P, (
        _judge(losses.CategoricalFocalCrossentropy, np.zeros(5), _THREE),
        _judge(_with(losses.CategoricalFocalCrossentropy, alpha=[0.2, 0.5]), _THREE, _THREE, ArgumentError))),
    (_with(losses.CategoricalFocalCrossentropy, from_logits=True), _ROWS, _OUTPUTS, ()),
    (_with(losses.CategoricalGeneralizedCrossEntropy, q=0.7), _NUMBERS, _P, (
        _judge(losses.CategoricalGeneralizedCrossEntropy, _THREE, _THREE),
        _judge(losses.CategoricalGeneralizedCrossEntropy, [3], [[0.2, 0.3, 0.5]], DataError),
        (ArgumentError, lambda: losses.CategoricalGeneralizedCrossEntropy(q=1)))),
    (_with(losses.Dice, axis=-1), _YES_OR_NO, _P, (
        _judge(losses.Dice, _ONE, _THREE), (ShapeError, lambda: losses.Dice()(_THREE, _THREE, [1.0] * 5)))),
    (_with(losses.Tversky, axis=-1, alpha=0.3, beta=0.9), _YES_OR_NO, _P, (
        _judge(losses.Tversky, [[2.0]], [[0.5]], DataError), (ArgumentError, lambda: losses.Tversky(alpha=-1)))),
    (_with(losses.Circle, **_CIRCLE), _NUMBERS, _EMBEDDINGS, (
        _judge(losses.Circle, np.zeros(5), np.zeros((5, 3, 2))), _judge(losses.Circle, np.zeros(4), _THREE),
        (ArgumentError, lambda: losses.Circle(gamma=0))), False),
)  # fmt: skip
