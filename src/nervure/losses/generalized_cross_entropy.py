"""The generalized cross-entropy, for noisy labels."""

from __future__ import annotations

from typing import Any

from nervure.arguments import InsideZeroAndOne, NumType, Word, checked
from nervure.losses.loss import values_of
from nervure.losses.target_kinds import ClassNumberLoss
from nervure.ops.generalized_cross_entropy import CATEGORICAL_GENERALIZED_CROSS_ENTROPY


class CategoricalGeneralizedCrossEntropy(ClassNumberLoss):
    r"""Between the cross-entropy and the absolute error: labels that contradict the network have less influence.

    .. math:: E = \frac{1 - p_t^q}{q}

    for the true class t; as q goes to 0 it becomes the cross-entropy, at 1 it would be ``1 - p_t``. After a softmax
    layer training computes it from the logits.

    Args:
        q: strictly between 0 and 1; the noisier the labels, the larger.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        outputs ``(N, ..., C)``, probabilities; targets ``(N, ...)`` or ``(N, ..., 1)``, integer class labels.

    Backward:
        with respect to probabilities ``-p_t^(q - 1)`` for the true class (clipped at 1e-7, since it is infinite at 0),
        0 for the others; with respect to logits ``p_t^q (p - [c = t])``.

    Raises:
        ShapeError: targets are one-hot rows, or do not match the outputs.
        DataError: a label is not a class of the output.
        ArgumentError: ``q`` is not between 0 and 1.

    Source:
        Zhang and Sabuncu, "Generalized cross entropy loss for training deep neural networks with noisy labels" (2018),
        https://arxiv.org/abs/1805.07836

    Examples:
        >>> p = [[0.25, 0.75], [1.0, 0.0]]
        >>> float(CategoricalGeneralizedCrossEntropy()([0, 0], p))
        0.5
    """

    op = CATEGORICAL_GENERALIZED_CROSS_ENTROPY

    @checked
    def __init__(
        self,
        q: InsideZeroAndOne = 0.5,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "categorical_generalized_cross_entropy",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)
        self.q = q
        self.options = {"q": self.q}


def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float) -> Any:
    """The generalized cross-entropy of each sample: (N,) and (N, C) -> (N,).

    Args:
        y_true: integer class labels.
        y_pred: probabilities; the result is a tensor for a tensor, otherwise an array.
        q: see :class:`CategoricalGeneralizedCrossEntropy`.

    Examples:
        >>> categorical_generalized_cross_entropy([0, 0], [[0.25, 0.75], [1.0, 0.0]], 0.5).tolist()
        [1.0, 0.0]
    """
    return values_of(CategoricalGeneralizedCrossEntropy(q), y_true, y_pred)
