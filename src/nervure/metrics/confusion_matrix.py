"""The confusion matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments import Classes, Finite, NumType, Word, checked
from nervure.errors import ArgumentError, DataError
from nervure.metrics.metric import Metric
from nervure.metrics.sample_weights import spread_weights
from nervure.ops.targets import fits, largest, tensor_of
from nervure.shapes import shape_text


class ConfusionMatrix(Metric):
    r"""How often a sample of class i was predicted as class j: rows are true classes, columns predictions.

    .. math:: M_{ij} = \sum_n w_n [y_n = i] [\hat y_n = j]

    The diagonal holds the correct predictions; its sum over the total is the accuracy. Keras has no such metric.

    Args:
        num_classes: the number of classes; by default the size of the outputs' last axis, 2 for a single output. Set it
            if the outputs are class labels, which reveal only the classes that occur.
        threshold: with a single output, values above it are class 1.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Input shape:
        targets ``(N, ...)``, ``(N, ..., 1)`` or one-hot ``(N, ..., C)``; outputs ``(N, ..., C)``, ``(N, ..., 1)``, or
        class labels shaped like the targets.

    Raises:
        DataError: a target or a prediction is not one of the classes.
        ShapeError: targets and outputs are incompatible.
        ArgumentError: the output has more than ``num_classes`` classes.

    Source:
        Pearson, "On the theory of contingency" (1904).

    Examples:
        >>> ConfusionMatrix()([0, 1, 1], [[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]]).tolist()
        [[1, 0], [1, 1]]
    """

    @checked
    def __init__(
        self,
        num_classes: Classes | None = None,
        threshold: Finite = 0.5,
        name: Word | None = "confusion_matrix",
        dtype: NumType | None = None,
    ) -> None:
        self.num_classes, self.threshold = num_classes, threshold
        super().__init__(name, dtype)

    def start(self) -> dict[str, Tensor]:
        """(C, C) zeros; (0, 0) until the number of classes is known."""
        size = self.num_classes or 0
        return {"counts": torch.zeros((size, size), dtype=torch.float64)}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch.

        Raises:
            DataError: a target or a prediction is not one of the classes.
            ShapeError: targets, outputs or weights are incompatible.
        """
        outputs, given = tensor_of(y_pred).detach(), tensor_of(y_true)
        truth, answers, classes = self._classes(given.to(outputs.device), outputs)
        known = self.num_classes or max(classes, len(self.state["counts"]))
        weights = None
        if sample_weight is not None:
            weights = spread_weights(sample_weight, truth.shape, where=self.where).to(truth.device).flatten()
        pairs = (truth * known + answers).flatten()
        try:
            counts = torch.bincount(pairs, weights, known * known)
        except RuntimeError as problem:  # a negative class
            raise self._outside(truth, answers, known) from problem
        # Predictions are valid classes here, so only an out-of-range target can lengthen the count.
        if len(counts) > known * known:
            raise self._outside(truth, answers, known)
        self._grow(known)
        self.add("counts", counts.view(known, known))

    def result(self) -> NDArray[Any]:
        """The matrix so far, (true, predicted): int64, or float64 if weights made the counts fractional."""
        counts = self.state["counts"].cpu().numpy()
        whole = counts.astype(np.int64)
        return whole if bool((whole == counts).all()) else counts

    def _classes(self, y_true: Tensor, y_pred: Tensor) -> tuple[Tensor, Tensor, int]:
        """True classes and predictions, both int64 of one shape, and the number of classes implied by the shapes."""
        if not y_pred.is_floating_point() and fits(y_true.shape, y_pred.shape):
            answers, truth = y_pred.long(), y_true.long()
            highest = torch.stack([answers.max(), truth.max()]).max() if answers.numel() else torch.tensor(-1)
            known = self.num_classes or int(highest) + 1
            if bool(((answers < 0) | (answers >= known)).any()):
                raise self._outside(truth, answers, known)
            return truth, answers, known
        classes = max(y_pred.shape[-1], 2)
        if self.num_classes is not None and classes > self.num_classes:
            raise ArgumentError.of(
                "metrics.num_classes",
                where=self.where,
                got=self.num_classes,
                output=shape_text(y_pred.shape),
                classes=classes,
            )
        answers = (y_pred[..., 0] > self.threshold).long() if y_pred.shape[-1] == 1 else largest(y_pred)
        one_hot = y_pred.shape[-1] > 1 and y_true.shape == y_pred.shape
        truth = largest(y_true) if one_hot else y_true.long()
        if truth.ndim == answers.ndim + 1 and truth.shape[-1] == 1:
            truth = truth.squeeze(-1)
        if truth.shape != answers.shape:
            raise self.different(y_true, y_pred, tuple(answers.shape))
        return truth, answers, classes

    def _grow(self, classes: int) -> None:
        counts = self.state["counts"]
        if len(counts) < classes:
            grown = counts.new_zeros((classes, classes))
            grown[: len(counts), : len(counts)] = counts
            self.state["counts"] = grown

    def _outside(self, truth: Tensor, answers: Tensor, classes: int) -> DataError:
        both = torch.stack([truth.flatten(), answers.flatten()], 1)
        place = ((both < 0) | (both >= classes)).nonzero()[0]
        sample = int(place[0]) // max(truth[0].numel(), 1)
        number = int(both[tuple(place)])
        return DataError.of("metrics.class", where=self.where, value=number, sample=sample, last=classes - 1)
