"""What holds for the pair of every loss, and two witnesses for its derivative.

    check_loss(MEAN_SQUARED_ERROR, y_pred, y_true)

Everything is computed in float64 unless said otherwise.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from tests.gradient_check import assert_near, check_gradients


def as_op(op: LossOp, y_true: Tensor, **options: Any) -> Op:
    """The loss as an operation of its output alone."""
    return Op(
        op.name,
        lambda y_pred: op.forward(y_pred, y_true, **options),
        lambda dvalues, cache: (op.backward(dvalues, cache),),
    )


def check_loss(op: LossOp, y_pred: Tensor, y_true: Tensor, keeps_samples: bool = True, **options: Any) -> None:
    """The derivative is right, and what holds for every pair holds for this one.

    Args:
        op: the pair.
        y_pred: float64 outputs.
        y_true: targets.
        keeps_samples: whether every sample is judged by itself, so that what one is reaches no other.
        options: what the forward function gets besides.
    """
    check_gradients(as_op(op, y_true, **options), (y_pred,))
    _changes_nothing(op, y_pred, y_true, options)
    _keeps_the_type(op, y_pred, y_true, options)
    _takes_any_memory_order(op, y_pred, y_true, options)
    _takes_an_empty_batch(op, y_pred, y_true, options)
    _lets_nan_through(op, y_pred, y_true, options, keeps_samples)


def run(op: LossOp, y_pred: Tensor, y_true: Tensor, options: dict[str, Any]) -> tuple[Tensor, Tensor]:
    """Values, and the gradient of their sum."""
    values, cache = op.forward(y_pred, y_true, **options)
    return values, op.backward(torch.ones_like(values), cache)


def _changes_nothing(op: LossOp, y_pred: Tensor, y_true: Tensor, options: dict[str, Any]) -> None:
    before = y_pred.clone(), y_true.clone()
    run(op, y_pred, y_true, options)
    assert torch.equal(before[0], y_pred), f"{op.name} modified the output"
    assert torch.equal(before[1], y_true), f"{op.name} modified the targets"


def _keeps_the_type(op: LossOp, y_pred: Tensor, y_true: Tensor, options: dict[str, Any]) -> None:
    for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 2e-5), (torch.bfloat16, 2e-5)):
        narrow = y_pred.to(dtype)
        exact_values, exact_gradient = run(op, narrow.double(), y_true, options)
        values, gradient = run(op, narrow, y_true, options)
        assert values.dtype == (torch.float64 if dtype == torch.float64 else torch.float32)
        assert gradient.dtype == dtype
        assert_near(values.double(), exact_values, tolerance, f"{op.name} in {dtype}", largest=1.0)
        rounding = 2**-8 if dtype == torch.bfloat16 else 10 * tolerance
        assert_near(gradient.double(), exact_gradient, rounding, f"gradient of {op.name} in {dtype}", largest=1.0)


def _takes_any_memory_order(op: LossOp, y_pred: Tensor, y_true: Tensor, options: dict[str, Any]) -> None:
    scattered = y_pred.transpose(0, -1).contiguous().transpose(0, -1)
    expected, actual = run(op, y_pred, y_true, options), run(op, scattered, y_true, options)
    for a, b in zip(actual, expected, strict=True):
        assert_near(a, b, 1e-12, f"{op.name} of numbers scattered in memory")


def _takes_an_empty_batch(op: LossOp, y_pred: Tensor, y_true: Tensor, options: dict[str, Any]) -> None:
    values, gradient = run(op, y_pred[:0], y_true[:0], options)
    assert values.shape[:1] in ((0,), ())
    assert gradient.shape == (0, *y_pred.shape[1:])


def _lets_nan_through(op: LossOp, y_pred: Tensor, y_true: Tensor, options: dict[str, Any], keeps_samples: bool) -> None:
    for dtype in (torch.float64, torch.float32, torch.bfloat16):
        broken = y_pred.to(dtype).clone()
        broken[0] = torch.nan
        values, gradient = run(op, broken, y_true, options)
        first = values[:1] if values.ndim else values
        assert bool(first.isnan().all()), f"{op.name} swallows NaN in {dtype}"
        assert bool(gradient[0].isnan().any()), f"the gradient of {op.name} swallows NaN in {dtype}"
        if not keeps_samples:
            continue
        assert not values[1:].isnan().any(), f"{op.name} spreads NaN to other samples"
        assert not gradient[1:].isnan().any(), f"the gradient of {op.name} spreads NaN to other samples"
