"""The circle loss, for embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.arguments import AboveZero, Finite, Flag, NumType, Word, checked
from nervure.losses.loss import Loss, values_of
from nervure.losses.shape_checks import check_labels_of_rows
from nervure.losses.value_checks import check_whole
from nervure.ops.circle import CIRCLE, References
from nervure.ops.targets import floating, tensor_of, without_class_axis


class Circle(Loss):
    r"""Pulls embeddings of one class together and pushes those of different classes apart.

    .. math::
        E_i = \operatorname{softplus}\Bigl( \log \sum_p e^{\gamma (d_{ip}^2 - m^2)}
            + \log \sum_n e^{\gamma \max(1 + m - d_{in},\, 0)\, (1 - m - d_{in})} \Bigr),
        \qquad d_{ij} = \max(1 - e_i \cdot e_j,\ 0)

    p runs over the embeddings of the same class in the batch, n over the others. Outputs should have length 1: end the
    network with ``UnitNormalization``. As in Keras, the average is over the embeddings with a positive loss; an
    embedding without both kinds of pairs has loss 0. Unlike in the paper, but as in Keras, the pair weights are
    differentiated too.

    Args:
        gamma: the scale: how strongly the hardest pair dominates.
        margin: m: how close pairs of one class should be, and how far apart the others.
        remove_diagonal: whether to exclude the pair of each embedding with itself.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        name: the name used in errors and logs.
        dtype: the type to compute in, see :class:`Loss`.

    Input shape:
        outputs ``(N, D)``; targets ``(N,)`` or ``(N, 1)``, integer class labels.

    Backward:
        ``dE/dd_p = 2 gamma d_p s_p`` and ``dE/dd_n = -2 gamma (1 - d_n) s_n``, s being the pair's share of its sum,
        both times ``1 - e^-E``; ``dd/de_i = -e_j``.

    Raises:
        ShapeError: outputs are not one row per sample, or there is not one label per row.
        DataError: a label is not a whole number.
        ArgumentError: ``gamma`` is not above 0.

    Source:
        Sun, Cheng, Zhang, Zhang, Zheng, Wang, Wei, "Circle loss: a unified perspective of pair similarity
        optimization" (2020), https://arxiv.org/abs/2002.10857

    Examples:
        >>> e = [[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]]
        >>> [round(float(value), 4) for value in Circle(gamma=4.0, reduction="none")([0, 0, 1], e)]
        [0.2824, 0.8659, 0.0]
    """

    op = CIRCLE
    refuses_values = True

    @checked
    def __init__(
        self,
        gamma: AboveZero = 80.0,
        margin: Finite = 0.4,
        remove_diagonal: Flag = True,
        reduction: Word | None = "sum_over_batch_size",
        name: Word | None = "circle",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name, reduction, dtype)
        self.gamma, self.margin = gamma, margin
        self.remove_diagonal = remove_diagonal
        self.options = {"gamma": self.gamma, "margin": self.margin, "remove_diagonal": remove_diagonal}

    def check(self, y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> None:
        """Outputs must be rows, with one target label per row."""
        check_labels_of_rows(y_true_shape, y_pred_shape, where=self.where)

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Labels must be whole numbers."""
        check_whole(torch.as_tensor(y_true), where=self.where)

    def prepare(self, y_true: Tensor, y_pred_shape: Sequence[int | None], dtype: torch.dtype = torch.float32) -> Tensor:
        """Labels as int64, (N,)."""
        self.check(y_true.shape, y_pred_shape)
        return without_class_axis(y_true, len(y_pred_shape)).to(torch.int64)


def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80.0,
    margin: float = 0.4,
) -> Any:
    """The circle loss of each embedding: (N,) and (N, D) -> (N,).

    Args:
        y_true: labels.
        y_pred: embeddings of length 1; the result is a tensor for a tensor, otherwise an array.
        ref_labels: labels of the references, (M,); ``y_true`` by default.
        ref_embeddings: the references to compare with, (M, D); ``y_pred`` by default.
        remove_diagonal: whether to exclude the pair of embedding i and reference i.
        gamma: see :class:`Circle`.
        margin: see :class:`Circle`.

    Examples:
        >>> e = [[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]]
        >>> [round(float(value), 4) for value in circle([0, 0, 1], e, gamma=4)]
        [0.2824, 0.8659, 0.0]
    """
    loss = Circle(gamma, margin, remove_diagonal)
    if ref_labels is not None or ref_embeddings is not None:
        outputs = floating(tensor_of(y_pred))
        embeddings = outputs if ref_embeddings is None else tensor_of(ref_embeddings).to(outputs.device)
        labels = tensor_of(y_true if ref_labels is None else ref_labels).to(outputs.device)
        loss.options["references"] = References(loss.prepare(labels, embeddings.shape), embeddings)
    return values_of(loss, y_true, y_pred)
