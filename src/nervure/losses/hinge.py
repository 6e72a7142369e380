"""Hinge losses, for targets -1 and 1 and for one-hot rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from nervure.arguments import NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.losses.target_kinds import OneHotLoss
from nervure.losses.value_checks import check_signs
from nervure.ops.hinge import CATEGORICAL_HINGE, HINGE, SQUARED_HINGE


class Hinge(Loss):
    r"""The hinge loss of support vector machines: outputs on the correct side of the margin cost nothing.

    .. math:: E = \frac{1}{C} \sum_{j=1}^{C} \max(1 - y_j o_j,\ 0)

    Use it with a last layer without activation, or tanh. Targets are -1 and 1; if all targets of a batch are 0 or 1, 0
    means -1, as in Keras.

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = -y_j / C`` where ``y_j o_j <= 1``, else 0 (at the margin itself as in TensorFlow; torch halves it).

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.
        DataError: a target is outside [-1, 1].

    Source:
        Cortes and Vapnik, "Support-vector networks" (1995), https://doi.org/10.1007/BF00994018

    Examples:
        >>> y, o = [[0.0, 1.0], [0.0, 0.0]], [[0.6, 0.4], [0.4, 0.6]]
        >>> round(float(Hinge()(y, o)), 4)
        1.3
    """

    op = HINGE
    refuses_values = True

    @checked
    def __init__(
        self, reduction: Word | None = "sum_over_batch_size", name: Word | None = "hinge", dtype: NumType | None = None
    ) -> None:
        super().__init__(name, reduction, dtype)

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Targets must lie in [-1, 1]; advises if there are both zeros and -1."""
        check_signs(torch.as_tensor(y_true), where=self.where)


class SquaredHinge(Hinge):
    r"""The squared hinge: smooth at the margin, with more weight on large violations.

    .. math:: E = \frac{1}{C} \sum_{j=1}^{C} \max(1 - y_j o_j,\ 0)^2

    Targets are -1 and 1; if all targets of a batch are 0 or 1, 0 means -1, as in Keras.

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        ``dE/do_j = -2 y_j max(1 - y_j o_j, 0) / C``.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.
        DataError: a target is outside [-1, 1].

    Source:
        Tang, "Deep learning using linear support vector machines" (2013), https://arxiv.org/abs/1306.0239

    Examples:
        >>> y, o = [[0.0, 1.0], [0.0, 0.0]], [[0.6, 0.4], [0.4, 0.6]]
        >>> round(float(SquaredHinge()(y, o)), 4)
        1.86
    """

    op = SQUARED_HINGE

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "squared_hinge",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(reduction, name, dtype)


class CategoricalHinge(OneHotLoss):
    r"""The hinge between the true class and the best other class.

    .. math:: E = \max\Bigl(\max_c\, (1 - y_c)\, o_c - \sum_c y_c o_c + 1,\ 0\Bigr)

    As in Keras, the true class counts as 0 among the others, so outputs that are all negative are compared with 0.

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``, targets one-hot rows.

    Backward:
        -1 for the true class and 1 for the best other class if the margin is not reached, else 0.

    Raises:
        ShapeError: targets are class labels, or do not match the outputs.

    Source:
        Crammer and Singer, "On the algorithmic implementation of multiclass kernel-based vector machines" (2001),
        https://www.jmlr.org/papers/v2/crammer01a.html

    Examples:
        >>> y, o = [[0, 1], [1, 0]], [[0.6, 0.4], [0.4, 0.6]]
        >>> round(float(CategoricalHinge()(y, o)), 4)
        1.2
    """

    op = CATEGORICAL_HINGE

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "categorical_hinge",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)


def hinge(y_true: Any, y_pred: Any) -> Any:
    """The hinge of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets -1 and 1, or 0 and 1.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> float(hinge([1.0, -1.0], [0.5, -2.0]))
        0.25
    """
    return values_of(Hinge(), y_true, y_pred)


def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """The squared hinge of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets -1 and 1, or 0 and 1.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> float(squared_hinge([1.0, -1.0], [0.5, -2.0]))
        0.125
    """
    return values_of(SquaredHinge(), y_true, y_pred)


def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """The categorical hinge of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: one-hot targets.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.

    Examples:
        >>> categorical_hinge([[0, 1]], [[0.5, 1.0]]).tolist()
        [0.5]
    """
    return values_of(CategoricalHinge(), y_true, y_pred)
