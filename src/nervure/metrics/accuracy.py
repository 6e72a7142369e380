"""Accuracies: for binary targets, for one-hot targets, for class labels."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nervure.arguments import Finite, NumType, Word, checked
from nervure.metrics.mean import SampleMean, values_of
from nervure.metrics.metric import Metric
from nervure.ops.targets import check_axes, fits, label_shape, largest, tensor_of, without_class_axis


class Accuracy(SampleMean):
    r"""The fraction of outputs that equal their target exactly; for outputs that are class labels.

    .. math:: \frac{1}{N} \sum_n [o_n = y_n]

    ``metrics=["accuracy"]`` selects one of the others by the shapes: see :func:`nervure.metrics.get`.

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> Accuracy()([1, 2, 3, 4], [0, 2, 3, 4])
        0.75
    """

    direction = "up"

    @checked
    def __init__(self, name: Word | None = "accuracy", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """Targets and outputs of the same shape give 1 where they are equal."""
        targets, outputs = self.pair(y_true, y_pred)
        return (outputs == targets).float()


class BinaryAccuracy(SampleMean):
    r"""The fraction of outputs on the correct side of ``threshold``; several outputs count separately.

    .. math:: \frac{1}{N C} \sum_{n,j} [\,[p_{nj} > t] = y_{nj}\,]

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        threshold: outputs above it are positive. Use 0 for logits.

    Examples:
        >>> BinaryAccuracy()([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]])
        0.75
    """

    direction = "up"

    @checked
    def __init__(
        self, name: Word | None = "binary_accuracy", dtype: NumType | None = None, threshold: Finite = 0.5
    ) -> None:
        super().__init__(name, dtype)
        self.threshold = threshold

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, C) and (N, C), or (N,) and (N, 1), give 1 where the side is correct."""
        targets, outputs = self.pair(y_true, y_pred)
        return ((outputs > self.threshold) == targets).float()


class CategoricalAccuracy(SampleMean):
    r"""The fraction of samples whose largest output is the class of the one-hot target; logits also work.

    .. math:: \frac{1}{N} \sum_n [\arg\max_c o_{nc} = \arg\max_c y_{nc}]

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> CategoricalAccuracy()([[0, 0, 1], [0, 1, 0]], [[0.1, 0.9, 0.8], [0.05, 0.95, 0]])
        0.5
    """

    direction = "up"

    @checked
    def __init__(self, name: Word | None = "categorical_accuracy", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return (largest(outputs) == largest(targets)).float()


class SparseCategoricalAccuracy(SampleMean):
    r"""The fraction of samples whose largest output is the target class; logits work as well as probabilities.

    .. math:: \frac{1}{N} \sum_n [\arg\max_c o_{nc} = y_n]

    Args:
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Examples:
        >>> SparseCategoricalAccuracy()([[2], [1]], [[0.1, 0.6, 0.3], [0.05, 0.95, 0]])
        0.5
    """

    direction = "up"

    @checked
    def __init__(self, name: Word | None = "sparse_categorical_accuracy", dtype: NumType | None = None) -> None:
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """Class labels (N, ...) or (N, ..., 1) and outputs (N, ..., C) give (N, ...)."""
        labels, outputs = class_numbers(self, y_true, self.outputs(y_pred))
        return (largest(outputs) == labels).float()


def class_numbers(metric: Metric, y_true: Any, outputs: Tensor, axis: int = -1) -> tuple[Tensor, Tensor]:
    """Targets without a class axis, and the outputs.

    Raises:
        ShapeError: they are not one label per position.
    """
    check_axes(axis, outputs.shape, where=metric.where)
    given, expected = tensor_of(y_true), label_shape(outputs.shape, axis)
    labels = without_class_axis(given, outputs.ndim, axis)
    if not fits(labels.shape, expected):
        raise metric.different(given, outputs, expected)
    return labels.to(outputs.device), outputs


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where output and target are equal, else 0.

    Examples:
        >>> accuracy([1, 2], [0, 2]).tolist()
        [0.0, 1.0]
    """
    return values_of(Accuracy(), y_true, y_pred)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """1 where the output is on the correct side of ``threshold``, else 0.

    Examples:
        >>> binary_accuracy([[1], [0]], [[0.98], [0.6]]).tolist()
        [[1.0], [0.0]]
    """
    return values_of(BinaryAccuracy(threshold=threshold), y_true, y_pred)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the largest output is the class of the one-hot target, else 0.

    Examples:
        >>> categorical_accuracy([[0, 0, 1], [0, 1, 0]], [[0.1, 0.9, 0.8], [0.05, 0.95, 0]]).tolist()
        [0.0, 1.0]
    """
    return values_of(CategoricalAccuracy(), y_true, y_pred)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the largest output is the target class, else 0.

    Examples:
        >>> sparse_categorical_accuracy([2, 1], [[0.1, 0.9, 0.8], [0.05, 0.95, 0]]).tolist()
        [0.0, 1.0]
    """
    return values_of(SparseCategoricalAccuracy(), y_true, y_pred)
