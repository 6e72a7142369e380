"""How often the true class is among the k best predictions."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nervure.arguments import Count, Flag, NumType, Word, checked
from nervure.metrics.accuracy import class_numbers
from nervure.metrics.mean import SampleMean, values_of
from nervure.ops.naming import name_of
from nervure.ops.targets import fits, label_shape, largest, tensor_of, without_class_axis


class TopKCategoricalAccuracy(SampleMean):
    r"""The fraction of samples whose one-hot target class is among the k largest outputs.

    .. math:: \frac{1}{N} \sum_n \bigl[\, \#\{c : o_{nc} > o_{n y_n}\} < k \,\bigr]

    Ties with the true class count in its favor; a row with NaN is never correct.

    Args:
        k: the number of predictions to consider.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.

    Raises:
        ArgumentError: ``k`` is below 1.

    Source:
        Russakovsky et al., "ImageNet large scale visual recognition challenge" (2015),
        https://arxiv.org/abs/1409.0575

    Examples:
        >>> TopKCategoricalAccuracy(k=2)([[0, 0, 1], [0, 1, 0]], [[0.1, 0.9, 0.8], [0.5, 0.05, 0.45]])
        0.5
    """

    direction = "up"

    @checked
    def __init__(
        self, k: Count = 5, name: Word | None = "top_k_categorical_accuracy", dtype: NumType | None = None
    ) -> None:
        self.name = name or name_of(type(self))
        self.k = k
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """(N, ..., C) and (N, ..., C) give (N, ...)."""
        targets, outputs = self.pair(y_true, y_pred)
        return _is_near_the_top(largest(targets), outputs, self.k)


class SparseTopKCategoricalAccuracy(SampleMean):
    r"""The fraction of samples whose target class is among the k largest outputs.

    .. math:: \frac{1}{N} \sum_n \bigl[\, \#\{c : o_{nc} > o_{n y_n}\} < k \,\bigr]

    Ties with the true class count in its favor; a row with NaN, or a target that is not a class, is never correct.

    Args:
        k: the number of predictions to consider.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        from_sorted_ids: whether outputs are class labels, best first.

    Raises:
        ArgumentError: ``k`` is below 1.

    Source:
        Russakovsky et al., "ImageNet large scale visual recognition challenge" (2015),
        https://arxiv.org/abs/1409.0575

    Examples:
        >>> SparseTopKCategoricalAccuracy(k=2)([2, 1], [[0.1, 0.9, 0.8], [0.5, 0.05, 0.45]])
        0.5
        >>> SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True)([2, 1], [[1, 0, 3], [1, 2, 3]])
        0.5
    """

    direction = "up"

    @checked
    def __init__(
        self,
        k: Count = 5,
        name: Word | None = "sparse_top_k_categorical_accuracy",
        dtype: NumType | None = None,
        from_sorted_ids: Flag = False,
    ) -> None:
        self.name = name or name_of(type(self))
        self.k, self.from_sorted_ids = k, from_sorted_ids
        super().__init__(name, dtype)

    def values(self, y_true: Any, y_pred: Any) -> Tensor:
        """Class labels (N, ...) or (N, ..., 1) and outputs (N, ..., C) give (N, ...)."""
        if not self.from_sorted_ids:
            labels, outputs = class_numbers(self, y_true, self.outputs(y_pred))
            return _is_near_the_top(labels.long(), outputs, self.k)
        given, answers = tensor_of(y_true), tensor_of(y_pred)
        labels = without_class_axis(given, answers.ndim).to(answers.device)
        if not fits(labels.shape, label_shape(answers.shape)):
            raise self.different(given, answers, label_shape(answers.shape))
        return (answers[..., : self.k] == labels.unsqueeze(-1)).any(-1).float()


def _is_near_the_top(labels: Tensor, outputs: Tensor, k: int) -> Tensor:
    """1 where fewer than ``k`` outputs are larger than that of the label, else 0: (...) and (..., C) -> (...)."""
    places = labels.clamp(0, max(outputs.shape[-1] - 1, 0)).unsqueeze(-1)
    larger = (outputs > outputs.gather(-1, places)).sum(-1)
    known = (labels == places.squeeze(-1)) & ~outputs.isnan().any(-1)
    return ((larger < k) & known).float()


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """1 where the class of the one-hot target is among the k largest outputs, else 0.

    Examples:
        >>> top_k_categorical_accuracy([[0, 0, 1], [0, 1, 0]], [[0.1, 0.9, 0.8], [0.5, 0.05, 0.45]], k=2).tolist()
        [1.0, 0.0]
    """
    return values_of(TopKCategoricalAccuracy(k), y_true, y_pred)


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False) -> Any:
    """1 where the target class is among the k largest outputs, else 0.

    Examples:
        >>> sparse_top_k_categorical_accuracy([2, 1], [[0.1, 0.9, 0.8], [0.5, 0.05, 0.45]], k=2).tolist()
        [1.0, 0.0]
    """
    return values_of(SparseTopKCategoricalAccuracy(k, from_sorted_ids=from_sorted_ids), y_true, y_pred)
