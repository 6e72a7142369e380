"""The cross-entropies as metrics, for outputs trained with another loss."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.arguments import Axis, Flag, Fraction, NumType, Whole, Word, checked
from nervure.metrics.accuracy import class_numbers
from nervure.metrics.mean import SampleMean, StreamedMean
from nervure.ops.cross_entropy import (
    BINARY_CROSSENTROPY,
    CATEGORICAL_CROSSENTROPY,
    SIGMOID_BINARY_CROSSENTROPY,
    SOFTMAX_CATEGORICAL_CROSSENTROPY,
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
    SPARSE_CATEGORICAL_CROSSENTROPY,
)
from nervure.ops.targets import tensor_of


class BinaryCrossentropy(SampleMean):
    r"""The mean binary cross-entropy.

    .. math:: -\frac{1}{N C} \sum_{n,j} y_{nj} \log p_{nj} + (1 - y_{nj}) \log (1 - p_{nj})

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        from_logits: whether outputs are logits.
        label_smoothing: how far to move targets toward 1/2.

    Examples:
        >>> round(BinaryCrossentropy()([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]), 5)
        0.81492
    """

    direction = "down"

    @checked
    def __init__(
        self,
        name: Word | None = "binary_crossentropy",
        dtype: NumType | None = None,
        from_logits: Flag = False,
        label_smoothing: Fraction = 0.0,
    ) -> None:
        super().__init__(name, dtype)
        self.from_logits, self.label_smoothing = from_logits, label_smoothing

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        op = SIGMOID_BINARY_CROSSENTROPY if self.from_logits else BINARY_CROSSENTROPY
        return op.forward(outputs, targets, label_smoothing=self.label_smoothing)[0]


class CategoricalCrossentropy(SampleMean):
    r"""The mean cross-entropy with one-hot targets.

    .. math:: -\frac{1}{N} \sum_{n,c} y_{nc} \log p_{nc}

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        from_logits: whether outputs are logits.
        label_smoothing: the fraction of every target to spread evenly over the classes.
        axis: the class axis.

    Examples:
        >>> round(CategoricalCrossentropy()([[0, 1, 0], [0, 0, 1]], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]), 4)
        1.1769
    """

    direction = "down"

    @checked
    def __init__(
        self,
        name: Word | None = "categorical_crossentropy",
        dtype: NumType | None = None,
        from_logits: Flag = False,
        label_smoothing: Fraction = 0.0,
        axis: Axis = -1,
    ) -> None:
        super().__init__(name, dtype)
        self.from_logits, self.label_smoothing, self.axis = from_logits, label_smoothing, axis

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """Targets and outputs of the same shape give one value per position."""
        targets, outputs = self.pair(y_true, y_pred)
        op = SOFTMAX_CATEGORICAL_CROSSENTROPY if self.from_logits else CATEGORICAL_CROSSENTROPY
        return op.forward(outputs, targets, label_smoothing=self.label_smoothing, axis=self.axis)[0]


class SparseCategoricalCrossentropy(StreamedMean):
    r"""The mean cross-entropy with integer class labels.

    .. math:: -\frac{1}{N} \sum_n \log p_{n y_n}

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        from_logits: whether outputs are logits.
        ignore_class: samples of this class are ignored. (Keras ignores them if samples are weighted, and otherwise
            counts them as correct.)
        axis: the class axis of the outputs.

    Examples:
        >>> round(SparseCategoricalCrossentropy()([1, 2], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]), 4)
        1.1769
    """

    direction = "down"

    @checked
    def __init__(
        self,
        name: Word | None = "sparse_categorical_crossentropy",
        dtype: NumType | None = None,
        from_logits: Flag = False,
        ignore_class: Whole | None = None,
        axis: Axis = -1,
    ) -> None:
        super().__init__(name, dtype)
        self.from_logits, self.ignore_class, self.axis = from_logits, ignore_class, axis

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch: class labels (N, ...) or (N, ..., 1), outputs (N, ..., C).

        Raises:
            ShapeError: targets, outputs or weights are incompatible.
        """
        labels, outputs = class_numbers(self, y_true, self.outputs(y_pred), self.axis)
        op = SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY if self.from_logits else SPARSE_CATEGORICAL_CROSSENTROPY
        options = {"ignore_class": self.ignore_class, "axis": self.axis}
        values, _ = op.forward(outputs, labels.to(torch.int64), **options)
        if self.ignore_class is not None:
            counts = (labels != self.ignore_class).to(values.dtype)
            if sample_weight is not None:
                weights = tensor_of(sample_weight).to(values.device, values.dtype)
                counts = counts * weights.reshape(*weights.shape, *(1 for _ in range(counts.ndim - weights.ndim)))
            sample_weight = counts
        self.add_values(values, sample_weight)
