"""Cross-entropies for one-hot targets, for integer class labels, and for binary targets."""

from __future__ import annotations

from typing import Any

from nervure.arguments import Axis, Flag, Fraction, NumType, Whole, Word, checked
from nervure.losses.loss import values_of
from nervure.losses.target_kinds import ClassNumberLoss, OneHotLoss, YesOrNoLoss
from nervure.ops.cross_entropy import (
    BINARY_CROSSENTROPY,
    CATEGORICAL_CROSSENTROPY,
    SIGMOID_BINARY_CROSSENTROPY,
    SOFTMAX_CATEGORICAL_CROSSENTROPY,
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
    SPARSE_CATEGORICAL_CROSSENTROPY,
)


class CategoricalCrossentropy(OneHotLoss):
    r"""The cross-entropy with one-hot targets; used with softmax.

    .. math:: E = -\sum_c y_c \log p_c, \qquad p_c = \frac{o_c}{\sum_k o_k} \text{ clipped to } [10^{-7}, 1 - 10^{-7}]

    After a softmax layer, training computes it from the logits without clipping: the gradient is ``p - y`` however
    wrong the network is, while Keras' becomes 0 once p is below 1e-7.

    Args:
        from_logits: whether outputs are logits, so that the loss applies the softmax.
        label_smoothing: in [0, 1]; the fraction of every target to spread evenly over the classes.
        axis: the class axis.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``.

    Backward:
        with respect to logits ``p - y``; with respect to probabilities ``-y_c / p_c``, through the division by their
        sum.

    Raises:
        ShapeError: targets are class labels, or do not match the outputs.
        ArgumentError: ``label_smoothing`` is outside [0, 1].

    Source:
        Bridle, "Probabilistic interpretation of feedforward classification network outputs" (1990),
        https://doi.org/10.1007/978-3-642-76153-9_28; smoothing: Szegedy et al. (2016),
        https://arxiv.org/abs/1512.00567

    Examples:
        >>> y, p = [[0, 1, 0], [0, 0, 1]], [[0.05, 0.95, 0.0], [0.1, 0.8, 0.1]]
        >>> round(float(CategoricalCrossentropy()(y, p)), 4)
        1.1769
    """

    @checked
    def __init__(
        self,
        from_logits: Flag = False,
        label_smoothing: Fraction = 0.0,
        axis: Axis = -1,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "categorical_crossentropy",
        dtype: NumType | None = None,
    ) -> None:
        self.op = SOFTMAX_CATEGORICAL_CROSSENTROPY if from_logits else CATEGORICAL_CROSSENTROPY
        super().__init__(name, reduction, dtype)
        self.from_logits, self.axis = from_logits, axis
        self.label_smoothing = label_smoothing
        self.options = {"label_smoothing": self.label_smoothing, "axis": axis}


class SparseCategoricalCrossentropy(ClassNumberLoss):
    r"""The cross-entropy with integer class labels; used with softmax, without one-hot encoding.

    .. math:: E = -\log p_t, \qquad p_t = \frac{o_t}{\sum_k o_k} \text{ clipped to } [10^{-7}, 1 - 10^{-7}]

    for the true class t. After a softmax layer, training computes it from the logits without clipping, see
    :class:`CategoricalCrossentropy`.

    Args:
        from_logits: whether outputs are logits, so that the loss applies the softmax.
        ignore_class: samples of this class are ignored, also in averages; it may lie outside the output's classes (such
            as -1 or 255 for "unlabeled").
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        axis: the class axis of the outputs.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        outputs ``(N, ..., C)``; targets ``(N, ...)`` or ``(N, ..., 1)``, whole numbers of any type.

    Backward:
        with respect to logits ``p``, minus 1 at the true class; with respect to probabilities ``-1 / p_t``, through the
        division by their sum; 0 for an ignored sample.

    Raises:
        ShapeError: targets are one-hot rows, or do not match the outputs.
        DataError: a label is not a class of the output.

    Source:
        Bridle, "Probabilistic interpretation of feedforward classification network outputs" (1990),
        https://doi.org/10.1007/978-3-642-76153-9_28

    Examples:
        >>> p = [[0.05, 0.95, 0.0], [0.1, 0.8, 0.1]]
        >>> round(float(SparseCategoricalCrossentropy()([1, 2], p)), 4)
        1.1769
    """

    @checked
    def __init__(
        self,
        from_logits: Flag = False,
        ignore_class: Whole | None = None,
        reduction: Word | None = "sum_over_batch_size",
        axis: Axis = -1,
        name: Word | None = "sparse_categorical_crossentropy",
        dtype: NumType | None = None,
    ) -> None:
        self.op = SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY if from_logits else SPARSE_CATEGORICAL_CROSSENTROPY
        super().__init__(name, reduction, dtype)
        self.from_logits, self.ignore_class, self.axis = from_logits, ignore_class, axis
        self.options = {"ignore_class": ignore_class, "axis": axis}


class BinaryCrossentropy(YesOrNoLoss):
    r"""The binary cross-entropy; used with sigmoid, for one output or several independent ones.

    .. math:: E = -\frac{1}{C} \sum_{j=1}^{C} y_j \log p_j + (1 - y_j) \log (1 - p_j),
        \qquad p_j = o_j \text{ clipped to } [10^{-7}, 1 - 10^{-7}]

    After a sigmoid layer, training computes it from the logits without clipping: the gradient is ``p - y`` however
    wrong the network is, while Keras' becomes 0 once p is clipped.

    Args:
        from_logits: whether outputs are logits, so that the loss applies the sigmoid.
        label_smoothing: in [0, 1]; how far to move targets toward 1/2.
        axis: the axis to average over.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``; targets ``(N, ...)`` if C is 1.

    Backward:
        with respect to logits ``(p - y) / C``; with respect to probabilities ``(p - y) / (p (1 - p)) / C``.

    Raises:
        ShapeError: targets do not match the outputs.
        DataError: a target is outside [0, 1].
        ArgumentError: ``label_smoothing`` is outside [0, 1].

    Source:
        Good, "Rational decisions" (1952), https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    Examples:
        >>> y, p = [[0.0, 1.0], [0.0, 0.0]], [[0.6, 0.4], [0.4, 0.6]]
        >>> round(float(BinaryCrossentropy()(y, p)), 4)
        0.8149
        >>> round(float(BinaryCrossentropy(from_logits=True)([1, 0], [2.0, -2.0])), 4)
        0.1269
    """

    @checked
    def __init__(
        self,
        from_logits: Flag = False,
        label_smoothing: Fraction = 0.0,
        axis: Axis = -1,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "binary_crossentropy",
        dtype: NumType | None = None,
    ) -> None:
        self.op = SIGMOID_BINARY_CROSSENTROPY if from_logits else BINARY_CROSSENTROPY
        super().__init__(name, reduction, dtype)
        self.from_logits, self.axis = from_logits, axis
        self.label_smoothing = label_smoothing
        self.options = {"label_smoothing": self.label_smoothing, "axis": axis}


def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """The cross-entropy of each sample with its one-hot target: (N, C) and (N, C) -> (N,).

    Args:
        y_true: one-hot targets.
        y_pred: probabilities or logits; the result is a tensor for a tensor, otherwise an array.
        from_logits: whether they are logits.
        label_smoothing: see :class:`CategoricalCrossentropy`.
        axis: the class axis.

    Examples:
        >>> [round(float(value), 4) for value in categorical_crossentropy([[0, 1, 0]], [[0.05, 0.95, 0.0]])]
        [0.0513]
    """
    return values_of(CategoricalCrossentropy(from_logits, label_smoothing, axis), y_true, y_pred)


def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    """The cross-entropy of each sample with its class label: (N,) and (N, C) -> (N,).

    Args:
        y_true: integer class labels.
        y_pred: probabilities or logits; the result is a tensor for a tensor, otherwise an array.
        from_logits: whether they are logits.
        ignore_class: the class whose samples yield 0.
        axis: the class axis.

    Examples:
        >>> [round(float(value), 4) for value in sparse_categorical_crossentropy([1], [[0.05, 0.95, 0.0]])]
        [0.0513]
    """
    return values_of(SparseCategoricalCrossentropy(from_logits, ignore_class, axis=axis), y_true, y_pred)


def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """The binary cross-entropy of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets in [0, 1].
        y_pred: probabilities or logits; the result is a tensor for a tensor, otherwise an array.
        from_logits: whether they are logits.
        label_smoothing: see :class:`BinaryCrossentropy`.
        axis: the axis to average over.

    Examples:
        >>> [round(float(value), 4) for value in binary_crossentropy([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]])]
        [0.9163, 0.7136]
    """
    return values_of(BinaryCrossentropy(from_logits, label_smoothing, axis), y_true, y_pred)
