"""Region losses: how little the predicted region overlaps the true one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from nervure.arguments import Factor, NumType, SomeAxes, Word, checked
from nervure.errors import ShapeError
from nervure.losses.loss import LossCache, values_of
from nervure.losses.target_kinds import YesOrNoLoss
from nervure.ops.loss_op import LossOp
from nervure.ops.overlap import DICE, TVERSKY
from nervure.shapes import shape_text


class OverlapLoss(YesOrNoLoss):
    """A loss based on sums over ``axis``; with ``axis=None`` the whole batch is one region with one value."""

    axis: int | Sequence[int] | None

    def forward(
        self,
        y_true: Tensor,
        y_pred: Tensor,
        sample_weight: Tensor | None = None,
        op: LossOp | None = None,
        mask: Tensor | None = None,
    ) -> tuple[Tensor, LossCache]:
        """The loss of a batch, see :meth:`Loss.forward`.

        Raises:
            ShapeError: targets, outputs or weights are incompatible, or weights are given with ``axis=None``.
        """
        if self.axis is None and sample_weight is not None and sample_weight.ndim > 0:
            raise ShapeError.of(
                "losses.batch_value",
                where=self.where,
                got=shape_text(sample_weight.shape),
                name=type(self).__name__,
                axis=tuple(range(1, y_pred.ndim)),
            )
        return super().forward(y_true, y_pred, sample_weight, op, mask)


class Dice(OverlapLoss):
    r"""One minus the overlap of two regions over their mean size; for segmentation of mostly empty images.

    .. math:: E = 1 - \frac{2 \sum y p}{\sum y + \sum p + 10^{-7}}

    Args:
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        axis: the axes of the sums: (1, 2, 3) compares image by image, None the batch as a whole.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs of the same shape, ``(N, H, W, C)`` for images.

    Backward:
        ``dE/dp = (I - 2 y S) / S^2`` for the doubled intersection I and the divisor S.

    Raises:
        ShapeError: targets and outputs differ in shape, or sample weights are used with ``axis=None``.
        DataError: a target is outside [0, 1].

    Source:
        Milletari, Navab, Ahmadi, "V-Net: fully convolutional neural networks for volumetric medical image
        segmentation" (2016), https://arxiv.org/abs/1606.04797

    Examples:
        >>> y, p = [[1.0, 1.0, 0.0, 0.0]], [[1.0, 0.0, 0.0, 0.0]]
        >>> round(float(Dice(axis=-1)(y, p)), 4)
        0.3333
    """

    op = DICE

    @checked
    def __init__(
        self,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "dice",
        axis: SomeAxes | None = None,
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)
        self.axis = axis
        self.options = {"axis": axis}


class Tversky(OverlapLoss):
    r"""Like :class:`Dice`, with weights for false negatives and false positives; 1/2 for both gives Dice.

    .. math:: E = 1 - \frac{\sum y p}{\sum y p + \alpha \sum (1 - p)\, y + \beta \sum p\, (1 - y) + 10^{-7}}

    As in Keras, ``alpha`` weights false negatives and ``beta`` false positives; in the paper (and in Keras' own
    documentation) it is the other way round.

    Args:
        alpha: the weight of false negatives.
        beta: the weight of false positives.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        axis: the axes of the sums: (1, 2, 3) compares image by image, None the batch as a whole.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs of the same shape, ``(N, H, W, C)`` for images.

    Backward:
        ``dE/dp = (I ((1 - alpha) y + beta (1 - y)) - y T) / T^2`` for the intersection I and the divisor T.

    Raises:
        ShapeError: targets and outputs differ in shape, or sample weights are used with ``axis=None``.
        DataError: a target is outside [0, 1].
        ArgumentError: ``alpha`` or ``beta`` is below 0.

    Source:
        Salehi, Erdogmus, Gholipour, "Tversky loss function for image segmentation using 3D fully convolutional deep
        networks" (2017), https://arxiv.org/abs/1706.05721

    Examples:
        >>> y, p = [[1.0, 1.0, 0.0, 0.0]], [[1.0, 0.0, 0.0, 0.0]]
        >>> round(float(Tversky(axis=-1)(y, p)), 4), float(Tversky(alpha=1.0, axis=-1)(y, p))
        (0.3333, 0.5)
    """

    op = TVERSKY

    @checked
    def __init__(
        self,
        alpha: Factor = 0.5,
        beta: Factor = 0.5,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "tversky",
        axis: SomeAxes | None = None,
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)
        self.axis = axis
        self.alpha = alpha
        self.beta = beta
        self.options = {"alpha": self.alpha, "beta": self.beta, "axis": axis}


def dice(y_true: Any, y_pred: Any, axis: int | Sequence[int] | None = None) -> Any:
    """The Dice loss: one number, or one value per sample if ``axis`` excludes the batch axis.

    Args:
        y_true: regions, 0 and 1.
        y_pred: probabilities; the result is a tensor for a tensor, otherwise an array.
        axis: the axes of the sums, None for all.

    Examples:
        >>> round(float(dice([[1.0, 1.0, 0.0, 0.0]], [[1.0, 0.0, 0.0, 0.0]])), 4)
        0.3333
    """
    return values_of(Dice(axis=axis), y_true, y_pred)


def tversky(
    y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: int | Sequence[int] | None = None
) -> Any:
    """The Tversky loss: one number, or one value per sample if ``axis`` excludes the batch axis.

    Args:
        y_true: regions, 0 and 1.
        y_pred: probabilities; the result is a tensor for a tensor, otherwise an array.
        alpha: see :class:`Tversky`.
        beta: see :class:`Tversky`.
        axis: the axes of the sums, None for all.

    Examples:
        >>> float(tversky([[1.0, 1.0, 0.0, 0.0]], [[1.0, 0.0, 0.0, 0.0]], alpha=1.0))
        0.5
    """
    return values_of(Tversky(alpha, beta, axis=axis), y_true, y_pred)
