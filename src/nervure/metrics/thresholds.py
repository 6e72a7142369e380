"""Counts above each of many thresholds, for precision and recall, constrained metrics, and the AUC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nervure.arguments import Count, FromZero, NumType, Word, checked
from nervure.errors import ArgumentError, DataError
from nervure.metrics.metric import Metric
from nervure.metrics.sample_weights import in_float64, spread_weights
from nervure.ops.naming import name_of
from nervure.ops.precision import widened
from nervure.shapes import shape_text

KINDS = ("true_positives", "false_positives", "true_negatives", "false_negatives")
NEVER = -1e10  # the value of an output outside the top k
_TOLERANCE = 1e-7


class Answers(NamedTuple):
    """A batch for binary counts.

    Attributes:
        outputs: (N, ...), floats.
        targets: (N, ...), nonzero is positive.
        weights: (N, ...) in float64, or None.
    """

    outputs: Tensor
    targets: Tensor
    weights: Tensor | None


def thresholds_of(given: float | Sequence[float] | None, default: float) -> list[float]:
    """One threshold or several as a list."""
    if given is None:
        return [default]
    return list(given) if isinstance(given, Sequence) else [given]


def are_even(thresholds: Sequence[float]) -> bool:
    """Whether thresholds divide [0, 1] evenly, so that one multiplication locates an output among them.

    Examples:
        >>> are_even([0.0, 0.5, 1.0]), are_even([0.0, 0.4, 1.0]), are_even([0.5])
        (True, False, False)
    """
    count = len(thresholds)
    return count >= 3 and bool(np.allclose(thresholds, np.arange(count) / (count - 1), atol=_TOLERANCE))


def count_above(
    answers: Answers, thresholds: Sequence[float], *, even: bool, multi_label: bool = False
) -> dict[str, Tensor]:
    """The four binary counts for each threshold.

    Each output is binned between two thresholds once; cumulative sums give the counts, so the memory is that of the
    outputs, however many thresholds there are.

    Args:
        answers: the batch.
        thresholds: T of them, in any order unless ``even``.
        even: whether they divide [0, 1] evenly; outputs outside then count as 0 and 1.
        multi_label: whether to count each column of the last axis separately.

    Returns:
        counts: float64 (T,), or (T, L) with ``multi_label``, by the names in :data:`KINDS`.
    """
    columns = answers.outputs.shape[-1] if multi_label else 1
    place = _place(answers.outputs, thresholds, even).reshape(-1, columns)  # the number of thresholds below
    labels = in_float64(answers.targets != 0).reshape(-1, columns)
    place = place.to(labels.device)
    weights = torch.ones_like(labels) if answers.weights is None else answers.weights.reshape(-1, columns)
    size = len(thresholds) + 1
    cell = (place + size * torch.arange(columns, device=place.device)).flatten()
    counts: dict[str, Tensor] = {}
    for positive, negative, kept in (
        ("true_positives", "false_negatives", labels),
        ("false_positives", "true_negatives", 1 - labels),
    ):
        weighted = (weights.to(labels.device) * kept).flatten()
        at_place = torch.bincount(cell, weighted, columns * size).view(columns, size).T  # (T + 1, L)
        counts[positive] = at_place.flip(0).cumsum(0).flip(0)[1:]
        counts[negative] = at_place.cumsum(0)[:-1]
    order = torch.as_tensor(np.argsort(np.argsort(thresholds, kind="stable")), device=place.device)
    return {kind: each[order] if multi_label else each[order, 0] for kind, each in counts.items()}


def _place(outputs: Tensor, thresholds: Sequence[float], even: bool) -> Tensor:
    """The number of thresholds below each output, int64; NaN is above none."""
    if even:
        # Keras' own arithmetic, so that an output equal to a threshold falls on the same side.
        place = torch.ceil(outputs.clamp(0, 1) * (len(thresholds) - 1))
        if min(thresholds) < 0:
            place = place.clamp(min=1)
    else:
        borders = torch.tensor(sorted(thresholds), dtype=outputs.dtype, device=outputs.device)
        place = torch.bucketize(outputs.contiguous(), borders).to(outputs.dtype)
    return torch.where(outputs.isnan(), 0.0, place).to(torch.int64)


def ratio(part: Tensor, other: Tensor) -> Tensor:
    """``part / (part + other)``, 0 where both are 0.

    Examples:
        >>> ratio(torch.tensor([3.0, 0.0]), torch.tensor([1.0, 0.0])).tolist()
        [0.75, 0.0]
    """
    whole = part + other
    return torch.where(whole == 0, 0.0, part / whole)


class ThresholdMetric(Metric):
    """A binary metric, counted at one or more thresholds; a subclass names its sums in ``counted``.

    Args:
        thresholds: outputs above it are positive.
        name: the name used in logs.
        dtype: the type to compute a batch in, see :class:`Metric`.
        top_k: only the k largest outputs of a row can be positive.
        class_id: the only output column to evaluate.
    """

    counted: ClassVar[tuple[str, ...]] = KINDS
    multi_label: bool = False

    @checked
    def __init__(
        self,
        thresholds: Sequence[float],
        name: Word | None = None,
        dtype: NumType | None = None,
        top_k: Count | None = None,
        class_id: FromZero | None = None,
    ) -> None:
        self.name = name or name_of(type(self))
        self.thresholds, self.even = list(thresholds), are_even(thresholds)
        self.top_k = top_k
        self.class_id = class_id
        super().__init__(name, dtype)

    def start(self) -> dict[str, Tensor]:
        """(T,) zeros per count, and the number of targets that are neither positive nor negative."""
        zeros = {kind: torch.zeros(len(self.thresholds), dtype=torch.float64) for kind in self.counted}
        return {**zeros, "negative_targets": torch.zeros((), dtype=torch.float64)}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Adds a batch.

        Args:
            y_true: targets 0 and 1, shaped like the outputs; (N,) if outputs are (N, 1).
            y_pred: outputs, from 0 to 1.
            sample_weight: (N,), or one weight per output.

        Raises:
            ShapeError: targets, outputs or weights are incompatible.
            ArgumentError: there is no column ``class_id``.
        """
        answers = self.answers(y_true, y_pred, sample_weight)
        self.add("negative_targets", in_float64(answers.targets < 0).sum())
        counts = count_above(answers, self.thresholds, even=self.even, multi_label=self.multi_label)
        for kind in self.counted:
            self.add(kind, counts[kind])

    def answers(self, y_true: Any, y_pred: Any, sample_weight: Any) -> Answers:
        """The batch with only the evaluated outputs."""
        targets, outputs = self.pair(y_true, y_pred)
        outputs = widened(outputs.detach())
        weights = None if sample_weight is None else spread_weights(sample_weight, outputs.shape, where=self.where)
        if self.top_k is not None:
            outputs = _only_top(outputs, self.top_k)
        if self.class_id is None:
            return Answers(outputs, targets, weights)
        if outputs.ndim < 2 or self.class_id >= outputs.shape[-1]:
            raise ArgumentError.of(
                "metrics.class_id", where=self.where, got=self.class_id, output=shape_text(outputs.shape)
            )
        column = (..., slice(self.class_id, self.class_id + 1))
        return Answers(outputs[column], targets[column], None if weights is None else weights[column])

    def counts(self, *kinds: str) -> list[Tensor]:
        """The sums so far, checked.

        Raises:
            DataError: some targets were negative, and would have counted as positive.
        """
        if bool(self.state["negative_targets"] > 0):
            raise DataError.of("metrics.negative_targets", where=self.where, count=int(self.state["negative_targets"]))
        return [self.state[kind] for kind in kinds]

    def at_thresholds(self, values: Tensor) -> Any:
        """``values`` as a number for one threshold, else as an array."""
        return float(values[0]) if len(self.thresholds) == 1 else values.cpu().numpy()


def _only_top(outputs: Tensor, top_k: int) -> Tensor:
    """Outputs, :data:`NEVER` where they are not among the ``top_k`` of their row; ties go to the first."""
    order = outputs.argsort(dim=-1, descending=True, stable=True)
    kept = torch.zeros_like(outputs, dtype=torch.bool).scatter_(-1, order[..., :top_k], True)
    return torch.where(kept, outputs, NEVER)
