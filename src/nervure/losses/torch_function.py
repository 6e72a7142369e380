"""Any function of torch tensors as a loss. One of the two files in which torch differentiates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.arguments import NumType, Word, checked
from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.losses.loss import Loss
from nervure.ops.loss_op import LossOp
from nervure.ops.naming import name_of
from nervure.ops.precision import widened
from nervure.ops.targets import aligned
from nervure.shapes import shape_text


class TorchFunctionCache(NamedTuple):
    """What the backward pass needs: torch's own graph, from the output to the values.

    Attributes:
        y_pred: the output, at the start of the graph.
        values: what the function returned.
        where: how errors name the function.
    """

    y_pred: Tensor
    values: Tensor
    where: str


def torch_function_forward(
    y_pred: Tensor, y_true: Tensor, *, function: Callable[..., Any], where: str
) -> tuple[Tensor, TorchFunctionCache]:
    """``function(y_true, y_pred)`` with torch recording its graph.

    Args:
        y_pred: (N, ...).
        y_true: (N, ...).
        function: returns one number, or one value per sample.
        where: how errors name it.

    Returns:
        values: (N, ...) or one number, and the cache.

    Raises:
        ShapeError: it returned neither one number nor one value per sample.
        ArgumentError: it did not return a tensor.
    """
    leaf = widened(y_pred).detach()
    with torch.enable_grad():
        leaf.requires_grad_(True)
        values = function(y_true, leaf)
    if not isinstance(values, Tensor):
        raise ArgumentError.of("losses.function_returns", where=where, got=type(values).__name__)
    if values.ndim and values.shape[0] != y_pred.shape[0]:
        raise ShapeError.of(
            "losses.function_shape", where=where, expected=shape_text(y_pred.shape[:1]), got=shape_text(values.shape)
        )
    return values.detach(), TorchFunctionCache(leaf, values, where)


def torch_function_backward(dvalues: Tensor, cache: TorchFunctionCache) -> Tensor:
    """torch's derivative of the function with respect to ``y_pred``.

    Raises:
        ArgumentError: torch cannot trace the function from the output to the values.
    """
    if cache.values.requires_grad:
        upstream = dvalues.to(cache.values.dtype)
        (dy_pred,) = torch.autograd.grad(cache.values, cache.y_pred, upstream, allow_unused=True)
        if dy_pred is not None:
            return dy_pred
    raise ArgumentError.of("losses.not_differentiable", where=cache.where)


TORCH_FUNCTION = LossOp("torch_function", torch_function_forward, torch_function_backward)


class TorchFunction(Loss):
    """A plain function of torch tensors as a loss, differentiated by torch, so that an experiment needs no backward.

    ``compile(loss=my_function)`` makes one. Integer targets arrive as int64, others in the type of the outputs, and
    (N,) targets as (N, 1) if outputs are (N, 1).

    Args:
        function: ``function(y_true, y_pred)`` returns one number, or one value per sample, which allows sample weights.
        name: the name used in errors and logs; the function's own name by default.
        reduction: how per-sample values are reduced to one number, see :class:`Loss`.
        dtype: the type to compute in, see :class:`Loss`.

    Raises:
        UnknownNameError: ``function`` is only a name: pass ``custom_objects`` when loading a model.
        ArgumentError: it does not return a tensor, or leaves torch's graph (``numpy``, ``item``, ``argmax``).
        ShapeError: it returns one number although samples are weighted.

    Examples:
        >>> def quartic(y_true, y_pred):
        ...     return ((y_true - y_pred) ** 4).mean(-1)
        >>> float(TorchFunction(quartic)([[0.0], [1.0]], [[1.0], [3.0]]))
        8.5
    """

    op = TORCH_FUNCTION

    @checked
    def __init__(
        self,
        function: Any,
        name: Word | None = None,
        reduction: Word | None = "sum_over_batch_size",
        dtype: NumType | None = None,
    ) -> None:
        super().__init__(name or name_of(function), reduction, dtype)
        if not callable(function):
            raise UnknownNameError.of("losses.function_by_name", where=self.where, name=function)
        self.options = {"function": function, "where": self.where}

    def check(self, y_true_shape: Sequence[int | None], y_pred_shape: Sequence[int | None]) -> None:
        """No check: the function decides which shapes are valid."""

    def prepare(self, y_true: Tensor, y_pred_shape: Sequence[int | None], dtype: torch.dtype = torch.float32) -> Tensor:
        """Targets with the rank of the outputs; integers as int64, as torch's own losses expect."""
        whole = not y_true.is_floating_point() and y_true.dtype != torch.bool
        floats = dtype if dtype == torch.float64 else torch.float32
        return aligned(y_true, y_pred_shape).to(torch.int64 if whole else floats)
