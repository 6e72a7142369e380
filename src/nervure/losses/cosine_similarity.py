"""The cosine similarity as a loss."""

from __future__ import annotations

from typing import Any

from nervure.arguments import Axis, NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.ops.cosine_similarity import COSINE_SIMILARITY


class CosineSimilarity(Loss):
    r"""The negative cosine similarity of output and target: -1 is the same direction, 1 the opposite one.

    .. math:: E = -\frac{\sum_j o_j y_j}{\lVert o \rVert \lVert y \rVert}

    The length of the output does not matter. As in Keras, a vector shorter than 1e-7 is divided by 1e-7 instead; such
    an output gets no gradient, while Keras' gradient is NaN at 0.

    Args:
        axis: the axis of the vectors.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        targets and outputs ``(N, ..., C)``.

    Backward:
        ``dE/do = (cos u - v) / |o|`` for the directions u of the output and v of the target.

    Raises:
        ShapeError: targets and outputs differ in shape; they are never broadcast.

    Source:
        Salton, Wong, Yang, "A vector space model for automatic indexing" (1975),
        https://doi.org/10.1145/361219.361220

    Examples:
        >>> float(CosineSimilarity()([[0.0, 1.0], [1.0, 0.0]], [[0.0, 5.0], [0.0, 5.0]]))
        -0.5
    """

    op = COSINE_SIMILARITY

    @checked
    def __init__(
        self,
        axis: Axis = -1,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "cosine_similarity",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)
        self.axis = axis
        self.options = {"axis": axis}


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """The negative cosine similarity of each sample: (N, C) and (N, C) -> (N,).

    Args:
        y_true: targets.
        y_pred: outputs; the result is a tensor for a tensor, otherwise an array.
        axis: the axis of the vectors.

    Examples:
        >>> float(cosine_similarity([0.0, 2.0], [0.0, 5.0]))
        -1.0
    """
    return values_of(CosineSimilarity(axis), y_true, y_pred)
