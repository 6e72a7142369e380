"""Intersection over union (IoU) of predicted and true regions, per class."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.arguments import Axis, Classes, ClassNumbers, Finite, Flag, NumType, Whole, Word, checked
from nervure.errors import ArgumentError
from nervure.metrics.metric import Metric
from nervure.metrics.sample_weights import in_float64, spread_weights
from nervure.ops.naming import name_of
from nervure.ops.precision import widened
from nervure.ops.targets import aligned, aligns, largest, tensor_of

_EPSILON = 1e-7  # added to divisors, as in Keras


class IoU(Metric):
    r"""The mean, over selected classes, of the intersection of true and predicted positions over their union.

    .. math:: \frac{1}{K} \sum_k \frac{TP_k}{TP_k + FP_k + FN_k}

    Classes that neither occur nor are predicted are ignored. As in Keras, so are positions whose class is outside ``0
    .. num_classes - 1``.

    Args:
        num_classes: the number of classes.
        target_class_ids: the classes to evaluate.
        name: the name used in logs.
        dtype: accepted for compatibility with Keras: counts are float64, and weights are used as given. (With its
            default, "int", Keras truncates weights to whole numbers.)
        ignore_class: positions with this true class are ignored (often 255).
        sparse_y_true: whether targets are class labels; otherwise one-hot.
        sparse_y_pred: whether outputs are class labels; otherwise the largest along ``axis`` is the prediction.
        axis: the class axis of targets or outputs that are not class labels.

    Input shape:
        class labels ``(N, ...)``; ``(N, ..., C)`` if not sparse.

    Raises:
        ArgumentError: one of ``target_class_ids`` is not a class.
        ShapeError: targets, outputs or weights are incompatible.

    Source:
        Jaccard, "Étude comparative de la distribution florale dans une portion des Alpes et du Jura" (1901),
        https://doi.org/10.5169/seals-266450

    Examples:
        >>> round(IoU(num_classes=2, target_class_ids=[0])([0, 0, 1, 1], [0, 1, 0, 1]), 4)
        0.3333
    """

    direction = "up"

    @checked
    def __init__(
        self,
        num_classes: Classes,
        target_class_ids: ClassNumbers,
        name: Word | None = None,
        dtype: NumType | None = None,
        ignore_class: Whole | None = None,
        sparse_y_true: Flag = True,
        sparse_y_pred: Flag = True,
        axis: Axis = -1,
    ) -> None:
        self.name = name or name_of(type(self))
        self.num_classes = num_classes
        self.target_class_ids = list(target_class_ids)
        if max(self.target_class_ids, default=0) >= self.num_classes:
            raise ArgumentError.of(
                "metrics.target_class_ids", where=self.where, got=self.target_class_ids, last=self.num_classes - 1
            )
        self.ignore_class, self.axis = ignore_class, axis
        self.sparse_y_true, self.sparse_y_pred = sparse_y_true, sparse_y_pred
        # Keras' own configurations have "int" here, which cannot represent outputs.
        super().__init__(name, None if "int" in str(dtype) else dtype)

    def start(self) -> dict[str, Tensor]:
        """(C, C) zeros: rows are true classes, columns predictions."""
        return {"total_cm": torch.zeros((self.num_classes, self.num_classes), dtype=torch.float64)}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch.

        Raises:
            ShapeError: targets, outputs or weights are incompatible.
        """
        given, outputs = tensor_of(y_true), tensor_of(y_pred).detach()
        truth = (given if self.sparse_y_true else largest(given, self.axis)).to(outputs.device)
        said = self.answers(outputs)
        if not aligns(truth.shape, said.shape):
            raise self.different(
                given, outputs, tuple(said.shape) if self.sparse_y_true else (*said.shape, self.num_classes)
            )
        self.count(aligned(truth, said.shape).long(), said.long(), sample_weight)

    def answers(self, outputs: Tensor) -> Tensor:
        """The predicted class labels."""
        return outputs if self.sparse_y_pred else largest(outputs, self.axis)

    def count(self, truth: Tensor, said: Tensor, sample_weight: Any) -> None:
        """Adds class labels of the same shape."""
        size = self.num_classes
        counts = (truth >= 0) & (truth < size) & (said >= 0) & (said < size)
        if self.ignore_class is not None:
            counts = counts & (truth != self.ignore_class)
        weights = in_float64(counts)
        if sample_weight is not None:
            spread = spread_weights(sample_weight, truth.shape, where=self.where).to(weights.device)
            weights = torch.where(counts.to(weights.device), spread, 0.0)
        cell = torch.where(counts, truth * size + said, 0).flatten().to(weights.device)
        self.add("total_cm", torch.bincount(cell, weights.flatten(), size * size).view(size, size))

    def result(self) -> float:
        """The mean so far; 0 if none of the classes counts."""
        matrix = self.state["total_cm"]
        both = matrix.diagonal()[self.target_class_ids]
        union = (matrix.sum(0) + matrix.sum(1) - matrix.diagonal())[self.target_class_ids]
        there = union > 1e-9
        each = torch.where(there, both / (union + _EPSILON), 0.0)
        return float(each.sum() / (there.sum() + _EPSILON))


class BinaryIoU(IoU):
    r"""The intersection over union of the two binary classes, or of one of them.

    .. math:: \frac{1}{K} \sum_k \frac{TP_k}{TP_k + FP_k + FN_k}

    Args:
        target_class_ids: which of 0 (negative) and 1 (positive) to evaluate.
        threshold: outputs of at least this are positive.
        name: the name used in logs.
        dtype: see :class:`IoU`.

    Input shape:
        targets and outputs of the same shape, with targets 0 and 1.

    Raises:
        ArgumentError: one of ``target_class_ids`` is neither 0 nor 1.
        ShapeError: targets, outputs or weights are incompatible.

    Source:
        Jaccard, "Étude comparative de la distribution florale dans une portion des Alpes et du Jura" (1901),
        https://doi.org/10.5169/seals-266450

    Examples:
        >>> round(BinaryIoU(threshold=0.3)([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7]), 4)
        0.3333
    """

    @checked
    def __init__(
        self,
        target_class_ids: ClassNumbers = (0, 1),
        threshold: Finite = 0.5,
        name: Word | None = None,
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def answers(self, outputs: Tensor) -> Tensor:
        """1 for outputs of at least the threshold."""
        return widened(outputs) >= self.threshold


class MeanIoU(IoU):
    r"""The mean intersection over union of all classes.

    .. math:: \frac{1}{C} \sum_c \frac{TP_c}{TP_c + FP_c + FN_c}

    Args:
        num_classes: the number of classes.
        name: the name used in logs.
        dtype: see :class:`IoU`.
        ignore_class: positions with this true class are ignored.
        sparse_y_true: whether targets are class labels; otherwise one-hot.
        sparse_y_pred: whether outputs are class labels; otherwise the largest along ``axis`` is the prediction.
        axis: the class axis of targets or outputs that are not class labels.

    Input shape:
        class labels ``(N, ...)``; ``(N, ..., C)`` if not sparse.

    Raises:
        ShapeError: targets, outputs or weights are incompatible.

    Source:
        Everingham, Van Gool, Williams, Winn, Zisserman, "The Pascal visual object classes (VOC) challenge" (2010),
        https://doi.org/10.1007/s11263-009-0275-4

    Examples:
        >>> round(MeanIoU(num_classes=2)([0, 0, 1, 1], [0, 1, 0, 1]), 4)
        0.3333
    """

    @checked
    def __init__(
        self,
        num_classes: Classes,
        name: Word | None = None,
        dtype: NumType | None = None,
        ignore_class: Whole | None = None,
        sparse_y_true: Flag = True,
        sparse_y_pred: Flag = True,
        axis: Axis = -1,
    ) -> None:
        self.name = name or name_of(type(self))
        classes = range(num_classes)
        super().__init__(num_classes, classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)


class OneHotIoU(IoU):
    r"""Like :class:`IoU`, for one-hot targets.

    .. math:: \frac{1}{K} \sum_k \frac{TP_k}{TP_k + FP_k + FN_k}

    Args:
        num_classes: the number of classes.
        target_class_ids: the classes to evaluate.
        name: the name used in logs.
        dtype: see :class:`IoU`.
        ignore_class: positions with this true class are ignored.
        sparse_y_pred: whether outputs are class labels; otherwise the largest along ``axis`` is the prediction.
        axis: the class axis.

    Input shape:
        targets ``(N, ..., C)``; outputs likewise, or class labels.

    Raises:
        ArgumentError: one of ``target_class_ids`` is not a class.
        ShapeError: targets, outputs or weights are incompatible.

    Source:
        Jaccard, "Étude comparative de la distribution florale dans une portion des Alpes et du Jura" (1901),
        https://doi.org/10.5169/seals-266450

    Examples:
        >>> y, p = [[0, 0, 1], [1, 0, 0]], [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]
        >>> round(OneHotIoU(num_classes=3, target_class_ids=[0, 2])(y, p), 4)
        1.0
    """

    @checked
    def __init__(
        self,
        num_classes: Classes,
        target_class_ids: ClassNumbers,
        name: Word | None = None,
        dtype: NumType | None = None,
        ignore_class: Whole | None = None,
        sparse_y_pred: Flag = False,
        axis: Axis = -1,
    ) -> None:
        super().__init__(num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis)


class OneHotMeanIoU(MeanIoU):
    r"""Like :class:`MeanIoU`, for one-hot targets.

    .. math:: \frac{1}{C} \sum_c \frac{TP_c}{TP_c + FP_c + FN_c}

    Args:
        num_classes: the number of classes.
        name: the name used in logs.
        dtype: see :class:`IoU`.
        ignore_class: positions with this true class are ignored.
        sparse_y_pred: whether outputs are class labels; otherwise the largest along ``axis`` is the prediction.
        axis: the class axis.

    Input shape:
        targets ``(N, ..., C)``; outputs likewise, or class labels.

    Raises:
        ShapeError: targets, outputs or weights are incompatible.

    Source:
        Everingham, Van Gool, Williams, Winn, Zisserman, "The Pascal visual object classes (VOC) challenge" (2010),
        https://doi.org/10.1007/s11263-009-0275-4

    Examples:
        >>> y, p = [[0, 0, 1], [1, 0, 0]], [[0.2, 0.3, 0.5], [0.1, 0.3, 0.6]]
        >>> round(OneHotMeanIoU(num_classes=3)(y, p), 4)
        0.25
    """

    @checked
    def __init__(
        self,
        num_classes: Classes,
        name: Word | None = None,
        dtype: NumType | None = None,
        ignore_class: Whole | None = None,
        sparse_y_pred: Flag = False,
        axis: Axis = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)
