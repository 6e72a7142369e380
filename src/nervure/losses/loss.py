"""The base of every loss: prepares targets, computes a value per sample, reduces them, and differentiates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments import NumType, Word, checked
from nervure.errors import StateError
from nervure.losses.reduction import both_masks, mask_beside, reduce_values, reduction_named, weights_beside
from nervure.losses.shape_checks import check_same_shape
from nervure.ops.loss_op import LossOp
from nervure.ops.naming import name_of
from nervure.ops.targets import aligned, check_axes, floating, tensor_of
from nervure.registry import Configurable, look_up

DTYPES: dict[str, torch.dtype] = {
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
    "float32": torch.float32,
    "float64": torch.float64,
}


class LossCache(NamedTuple):
    """What the backward pass of a loss needs.

    Attributes:
        values: the cache of the pair.
        dvalues: the derivative of the loss with respect to each value of the pair.
        dtype: the type of the output.
    """

    values: Any
    dvalues: Tensor
    dtype: torch.dtype


class Loss(Configurable):
    r"""How wrong an output is, as one number that training minimizes. Subclass it to write a custom pair.

    A custom loss sets ``op``: a forward that returns one value per sample, and its derivative. A plain function of
    torch tensors needs neither: ``compile(loss=my_function)``.

    .. math:: L = \frac{1}{N} \sum_n w_n E_n

    Args:
        name: the name used in errors and logs; the class name in snake case by default.
        reduction: "sum_over_batch_size" (or "mean") divides the sum by the number of values; "sum" does not;
            "mean_with_sample_weight" divides by the sum of the weights; "none" (or None) keeps the values.
        dtype: the type to compute in; by default that of the outputs, at least float32.

    Attributes:
        op: the pair of functions.
        options: arguments of ``op.forward`` besides output and targets.
        from_logits: whether it takes logits.

    Raises:
        UnknownNameError: ``reduction`` or ``dtype`` is not one of these.
        StateError: a subclass does not set ``op``.

    Examples:
        >>> from nervure.ops.loss_op import LossOp
        >>> class FourthPower(Loss):
        ...     op = LossOp(
        ...         "fourth_power",
        ...         lambda y_pred, y_true: (((y_pred - y_true) ** 4).sum(-1), y_pred - y_true),
        ...         lambda dvalues, difference: 4 * difference**3 * dvalues.unsqueeze(-1),
        ...     )
        >>> float(FourthPower()([[0.0], [1.0]], [[1.0], [3.0]]))
        8.5
    """

    not_called: ClassVar[Mapping[str, str]] = dict.fromkeys(("call", "__call__"), "overrides.loss")
    op: LossOp
    options: dict[str, Any]
    from_logits: bool = False
    axis: int | Sequence[int] | None = None
    # Whether :meth:`check_values` can reject targets, so that every unchecked batch must be checked.
    refuses_values: ClassVar[bool] = False

    @checked
    def __init__(
        self, name: Word | None = None, reduction: Word | None = "sum_over_batch_size", dtype: NumType | None = None
    ) -> None:
        self.name = name or name_of(type(self))
        self.reduction = reduction_named(reduction, where=self.where)
        self.dtype = None if dtype is None else look_up(str(dtype).removeprefix("torch."), DTYPES, where=self.where)
        self.options = {}
        if not hasattr(self, "op"):
            raise StateError.of("losses.no_op", where=self.where, name=type(self).__name__)

    @property
    def where(self) -> str:
        """How errors name it."""
        return f"loss '{self.name}'"

    def check(self, y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> None:
        """Compares the shapes of targets and outputs; ``None`` is any size.

        Raises:
            ShapeError: they are incompatible; nothing is ever broadcast silently.
        """
        check_same_shape(y_true_shape, y_pred_shape, where=self.where)
        check_axes(self.axis, y_pred_shape, where=self.where)

    def check_values(self, y_true: Any, y_pred_shape: Sequence[int | None]) -> None:
        """Checks targets for invalid values; by default any number is valid."""

    def prepare(self, y_true: Tensor, y_pred_shape: Sequence[int | None], dtype: torch.dtype = torch.float32) -> Tensor:
        """``y_true`` with the axes and type the pair expects: (N,) becomes (N, 1) if outputs are (N, 1).

        Args:
            y_true: targets of any type.
            y_pred_shape: the shape of the outputs.
            dtype: the type of the outputs; bfloat16 outputs are compared in float32.

        Raises:
            ShapeError: the shapes are incompatible.
        """
        self.check(y_true.shape, y_pred_shape)
        wanted = dtype if dtype == torch.float64 else torch.float32
        return aligned(y_true, y_pred_shape).to(wanted)

    def forward(
        self,
        y_true: Tensor,
        y_pred: Tensor,
        sample_weight: Tensor | None = None,
        op: LossOp | None = None,
        mask: Tensor | None = None,
    ) -> tuple[Tensor, LossCache]:
        """The loss of a batch.

        Args:
            y_true: targets, prepared or not.
            y_pred: outputs; logits if ``op`` is a fused pair.
            sample_weight: (N,) or one weight per value.
            op: a pair from ``FUSED`` to use instead of the loss's own.
            mask: (N, T), True where a time step is real; only those count, also in the mean.

        Returns:
            loss: a scalar, at least float32 (the values with reduction "none"), and the cache.

        Raises:
            ShapeError: targets, outputs or weights are incompatible.
        """
        pair = op or self.op
        computed = floating(y_pred) if self.dtype is None else y_pred.to(self.dtype)
        y_true = self.prepare(y_true, y_pred.shape, computed.dtype)
        values, cache = pair.forward(computed, y_true, **self.options)
        weights = None if sample_weight is None else weights_beside(sample_weight, values, where=self.where)
        mask = both_masks(
            pair.mask(cache) if pair.mask is not None else None,
            None if mask is None or values.ndim == 0 else mask_beside(mask, values, where=self.where),
        )
        loss, dvalues = reduce_values(values, weights, mask, self.reduction)
        return loss, LossCache(cache, dvalues, y_pred.dtype)

    def backward(self, cache: LossCache, op: LossOp | None = None) -> Tensor:
        """The gradient of the loss (with reduction "none" of the sum of the values) with respect to ``y_pred``.

        Args:
            cache: from :meth:`forward`.
            op: the pair passed to :meth:`forward`.
        """
        return (op or self.op).backward(cache.dvalues, cache.values).to(cache.dtype)

    def predictions(self, cache: LossCache, op: LossOp | None = None) -> Tensor:
        """The probabilities that a pair on logits computed along the way.

        Args:
            cache: from :meth:`forward`.
            op: the pair passed to :meth:`forward`.
        """
        predictions = (op or self.op).predictions
        assert predictions is not None, f"{(op or self.op).name} reads no logits"
        return predictions(cache.values)

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The loss of arrays or tensors, as a NumPy number (an array of values with reduction "none")."""
        outputs, targets = floating(tensor_of(y_pred)), tensor_of(y_true)
        self.check(targets.shape, outputs.shape)
        self.check_values(targets, outputs.shape)
        weights = None if sample_weight is None else tensor_of(sample_weight)
        loss, _ = self.forward(targets.to(outputs.device), outputs.detach(), weights)
        return loss.detach().cpu().numpy()[()]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name!r} reduction={self.reduction!r}>"


def values_of(loss: Loss, y_true: Any, y_pred: Any) -> Tensor | NDArray[np.floating[Any]]:
    """One value per sample: a tensor if ``y_pred`` is one, else an array."""
    outputs, targets = floating(tensor_of(y_pred)), tensor_of(y_true)
    loss.check(targets.shape, outputs.shape)
    loss.check_values(targets, outputs.shape)
    values, _ = loss.op.forward(
        outputs, loss.prepare(targets.to(outputs.device), outputs.shape, outputs.dtype), **loss.options
    )
    return values if isinstance(y_pred, Tensor) else values.numpy()[()]
