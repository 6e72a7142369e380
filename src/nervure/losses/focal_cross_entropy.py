"""Focal cross-entropies, for imbalanced classes and mostly easy samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nervure.arguments import Axis, Factor, Factors, Flag, Fraction, NumType, Word, checked
from nervure.errors import ArgumentError
from nervure.losses.loss import values_of
from nervure.losses.target_kinds import OneHotLoss, YesOrNoLoss
from nervure.ops.focal_cross_entropy import (
    BINARY_FOCAL_CROSSENTROPY,
    CATEGORICAL_FOCAL_CROSSENTROPY,
    SIGMOID_BINARY_FOCAL_CROSSENTROPY,
    SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY,
)


class BinaryFocalCrossentropy(YesOrNoLoss):
    r"""The binary cross-entropy with less weight on confident correct predictions, so that rare classes count.

    .. math:: E = \frac{1}{C} \sum_{j=1}^{C} w_j\, (1 - p_{t,j})^\gamma\, \mathrm{BCE}(y_j, p_j),
        \qquad p_t = y p + (1 - y)(1 - p)

    After a sigmoid layer, training computes it from the logits without Keras' clipping at 1e-7: the gradient does not
    vanish however wrong the network is.

    Args:
        apply_class_balancing: whether ``w`` is ``alpha`` for positives and ``1 - alpha`` for negatives; otherwise 1.
        alpha: the weight of the positive class, in [0, 1]; the rarer it is, the larger.
        gamma: how strongly confident predictions are down-weighted; 0 is the plain cross-entropy.
        from_logits: whether outputs are logits, so that the loss applies the sigmoid.
        label_smoothing: in [0, 1]; how far to move targets toward 1/2.
        axis: the axis to average over.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        with ``r = 1 - p_t``, with respect to logits ``w (r^gamma (p - y) - gamma r^(gamma-1) (2y - 1) p (1 - p) BCE) /
        C``; with respect to probabilities the same divided by ``p (1 - p)``.

    Raises:
        ShapeError: targets do not match the outputs.
        DataError: a target is outside [0, 1].
        ArgumentError: ``alpha`` or ``label_smoothing`` is outside [0, 1], or ``gamma`` below 0.

    Source:
        Lin, Goyal, Girshick, He, Dollár, "Focal loss for dense object detection" (2017),
        https://arxiv.org/abs/1708.02002

    Examples:
        >>> y, p = [[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]
        >>> round(float(BinaryFocalCrossentropy()(y, p)), 4), round(float(BinaryFocalCrossentropy(gamma=0)(y, p)), 4)
        (0.2678, 0.8149)
    """

    @checked
    def __init__(
        self,
        apply_class_balancing: Flag = False,
        alpha: Fraction = 0.25,
        gamma: Factor = 2.0,
        from_logits: Flag = False,
        label_smoothing: Fraction = 0.0,
        axis: Axis = -1,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "binary_focal_crossentropy",
        dtype: NumType | None = None,
    ) -> None:
        self.op = SIGMOID_BINARY_FOCAL_CROSSENTROPY if from_logits else BINARY_FOCAL_CROSSENTROPY
        super().__init__(name, reduction, dtype)
        self.from_logits, self.axis, self.apply_class_balancing = from_logits, axis, apply_class_balancing
        self.alpha = alpha
        self.gamma = gamma
        self.label_smoothing = label_smoothing
        self.options = {
            "apply_class_balancing": apply_class_balancing,
            "alpha": self.alpha,
            "gamma": self.gamma,
            "label_smoothing": self.label_smoothing,
            "axis": axis,
        }


class CategoricalFocalCrossentropy(OneHotLoss):
    r"""The cross-entropy with one-hot targets and less weight on confident correct predictions.

    .. math:: E = -\sum_c \alpha_c (1 - p_c)^\gamma\, y_c \log p_c,
        \qquad p_c = \frac{o_c}{\sum_k o_k} \text{ clipped to } [10^{-7}, 1 - 10^{-7}]

    After a softmax layer, training computes it from the logits without clipping: the gradient does not vanish however
    wrong the network is.

    Args:
        alpha: the weight of all classes, or a list with one weight per class (along ``axis``).
        gamma: how strongly confident predictions are down-weighted; 0 gives ``alpha`` times the plain cross-entropy.
        from_logits: whether outputs are logits, so that the loss applies the softmax.
        label_smoothing: in [0, 1]; the fraction of every target to spread evenly over the classes.
        axis: the class axis.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``.

    Backward:
        with ``g_c = alpha_c y_c (gamma (1 - p_c)^(gamma-1) p_c log p_c - (1 - p_c)^gamma)``, with respect to logits
        ``g_c - p_c sum_k g_k``; with respect to probabilities ``g_c / p_c``, through the division by their sum.

    Raises:
        ShapeError: targets are class labels, or do not match the outputs.
        ArgumentError: ``alpha`` or ``gamma`` is below 0, ``label_smoothing`` outside [0, 1], or the number of ``alpha``
            values differs from the number of classes.

    Source:
        Lin, Goyal, Girshick, He, Dollár, "Focal loss for dense object detection" (2017),
        https://arxiv.org/abs/1708.02002

    Examples:
        >>> y, p = [[0, 1, 0], [0, 0, 1]], [[0.05, 0.95, 0.0], [0.1, 0.8, 0.1]]
        >>> round(float(CategoricalFocalCrossentropy()(y, p)), 4)
        0.2332
        >>> round(float(CategoricalFocalCrossentropy(alpha=[0.25, 0.25, 0.5])(y, p)), 4)
        0.4663
    """

    @checked
    def __init__(
        self,
        alpha: Factors = 0.25,
        gamma: Factor = 2.0,
        from_logits: Flag = False,
        label_smoothing: Fraction = 0.0,
        axis: Axis = -1,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "categorical_focal_crossentropy",
        dtype: NumType | None = None,
    ) -> None:
        self.op = SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY if from_logits else CATEGORICAL_FOCAL_CROSSENTROPY
        super().__init__(name, reduction, dtype)
        self.from_logits, self.axis = from_logits, axis
        self.alpha = alpha
        self.gamma = gamma
        self.label_smoothing = label_smoothing
        self.options = {
            "alpha": self.alpha,
            "gamma": self.gamma,
            "label_smoothing": self.label_smoothing,
            "axis": axis,
        }

    def check(self, y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> None:
        """Targets must be one-hot rows shaped like the outputs, and a list of weights must have one per class."""
        super().check(y_true_shape, y_pred_shape)
        classes = y_pred_shape[self.axis]
        if isinstance(self.alpha, list) and classes is not None and len(self.alpha) not in (1, classes):
            raise ArgumentError.of("losses.class_alpha", where=self.where, got=len(self.alpha), classes=classes)


def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """The binary focal cross-entropy of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets in [0, 1].
        y_pred: probabilities or logits; the result is a tensor for a tensor, otherwise an array.
        apply_class_balancing: whether to weight the two classes by ``alpha``.
        alpha: see :class:`BinaryFocalCrossentropy`.
        gamma: see :class:`BinaryFocalCrossentropy`.
        from_logits: whether outputs are logits.
        label_smoothing: see :class:`BinaryFocalCrossentropy`.
        axis: the axis to average over.

    Examples:
        >>> p = [[0.6, 0.4], [0.4, 0.6]]
        >>> [round(float(value), 4) for value in binary_focal_crossentropy([[0, 1], [0, 0]], p)]
        [0.3299, 0.2058]
    """
    loss = BinaryFocalCrossentropy(apply_class_balancing, alpha, gamma, from_logits, label_smoothing, axis)
    return values_of(loss, y_true, y_pred)


def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: float | Sequence[float] = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """The focal cross-entropy of each sample with its one-hot target: (N, C) and (N, C) -> (N,).

    Args:
        y_true: one-hot targets.
        y_pred: probabilities or logits; the result is a tensor for a tensor, otherwise an array.
        alpha: see :class:`CategoricalFocalCrossentropy`.
        gamma: see :class:`CategoricalFocalCrossentropy`.
        from_logits: whether outputs are logits.
        label_smoothing: see :class:`CategoricalFocalCrossentropy`.
        axis: the class axis.

    Examples:
        >>> [round(float(value), 4) for value in categorical_focal_crossentropy([[0, 1, 0]], [[0.05, 0.7, 0.25]])]
        [0.008]
    """
    loss = CategoricalFocalCrossentropy(alpha, gamma, from_logits, label_smoothing, axis)
    return values_of(loss, y_true, y_pred)
