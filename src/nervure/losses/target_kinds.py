"""The target formats of classification losses: one-hot rows, class labels, or binary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.losses.loss import Loss
from nervure.losses.shape_checks import check_class_numbers, check_one_hot
from nervure.losses.value_checks import advise_rows, check_binary, check_labels
from nervure.ops.targets import check_axes, without_class_axis


class OneHotLoss(Loss):
    """A loss for one-hot rows shaped like the outputs.

    Attributes:
        axis: the class axis.
    """

    axis: int = -1

    def check(self, y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> None:
        """Targets must be one-hot rows shaped like the outputs."""
        check_axes(self.axis, y_pred_shape, where=self.where)
        check_one_hot(y_true_shape, y_pred_shape, axis=self.axis, where=self.where)

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Advises if rows do not sum to 1."""
        advise_rows(torch.as_tensor(y_true), axis=self.axis, where=self.where)


class ClassNumberLoss(Loss):
    """A loss for class labels, one per position.

    Attributes:
        axis: the class axis of the outputs.
        ignore_class: a label that may lie outside the classes.
    """

    axis: int = -1
    ignore_class: int | None = None
    refuses_values = True

    def check(self, y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> None:
        """Targets must be class labels, one per position."""
        check_axes(self.axis, y_pred_shape, where=self.where)
        check_class_numbers(y_true_shape, y_pred_shape, axis=self.axis, where=self.where)

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Class labels must be whole numbers, and classes of the output."""
        labels = torch.as_tensor(y_true)
        check_labels(labels, y_pred_shape[self.axis], ignore_class=self.ignore_class, where=self.where)

    def prepare(self, y_true: Tensor, y_pred_shape: Sequence[int | None], dtype: torch.dtype = torch.float32) -> Tensor:
        """Class labels as int64, without a class axis."""
        self.check(y_true.shape, y_pred_shape)
        return without_class_axis(y_true, len(y_pred_shape), self.axis).to(torch.int64)


class YesOrNoLoss(Loss):
    """A loss for targets in [0, 1], with independent outputs."""

    refuses_values = True

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Targets must lie in [0, 1]."""
        check_binary(torch.as_tensor(y_true), where=self.where)
