"""What holds for every operation, whatever it computes.

check_rules(CONVOLUTION, (x,), (weight, bias), strides=(2, 2))
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.ops.op import Context, Op
from tests.gradient_check import Trial, assert_near

_NARROW = 0.03  # a few roundings to the 8 bits of bfloat16


def check_rules(
    op: Op,
    inputs: tuple[Tensor, ...],
    parameters: tuple[Tensor, ...] = (),
    *,
    context: Context | None = None,
    keeps_batch: bool = True,
    num_cast: int | None = None,
    **options: Any,
) -> None:
    """Inputs stay as they are; the type is kept; any memory order, an empty batch and NaN are taken.

    Args:
        op: the operation.
        inputs: float64 tensors, the batch axis first.
        parameters: float64 tensors.
        context: for an op that needs one.
        keeps_batch: whether every sample is computed by itself, so that NaN in one leaves the others alone.
        num_cast: how many parameters a step casts to the type of the inputs; None: all or none, as the op says.
        options: the op's constants.
    """
    trial = Trial(op, inputs, parameters, options, context)
    num_cast = len(parameters) * op.casts_parameters if num_cast is None else num_cast
    _changes_nothing(trial)
    _keeps_the_type(trial, num_cast)
    _takes_any_memory_order(trial)
    _takes_an_empty_batch(trial)
    _lets_nan_through(trial, keeps_batch, num_cast)


def _run(trial: Trial) -> tuple[tuple[Tensor, ...], tuple[Tensor | None, ...]]:
    outputs, cache = trial.forward()
    return outputs, trial.backward(tuple(torch.cos(y) for y in outputs), cache)


def _changes_nothing(trial: Trial) -> None:
    before = [tensor.clone() for tensor in trial.tensors]
    outputs, cache = trial.forward()
    dys = tuple(torch.ones_like(y) for y in outputs)
    trial.backward(dys, cache)
    assert all(torch.equal(a, b) for a, b in zip(before, trial.tensors, strict=True)), "an input was modified"
    assert all(bool((dy == 1).all()) for dy in dys), "dy was modified"


def _keeps_the_type(trial: Trial, num_cast: int) -> None:
    exact_outputs, exact_gradients = _run(trial)
    for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 1e-5), (torch.bfloat16, _NARROW)):
        narrow = Trial(
            trial.op,
            tuple(x.to(dtype) for x in trial.inputs),
            _stored(trial, dtype, num_cast),
            trial.options,
            trial.context,
        )
        outputs, gradients = _run(narrow)
        for y, exact in zip(outputs, exact_outputs, strict=True):
            assert y.dtype == dtype, f"{trial.op.name} gives {y.dtype} for {dtype}"
            assert_near(y.double(), exact, tolerance, f"{trial.op.name} in {dtype}", largest=1.0)
        for number, (gradient, exact_gradient) in enumerate(zip(gradients, exact_gradients, strict=True)):
            assert (gradient is None) == (exact_gradient is None)
            if gradient is not None and exact_gradient is not None:
                # A parameter's gradient is added to a float32 buffer: it may keep the digits it was computed with.
                given = narrow.tensors[number].dtype
                finest = given if number < len(narrow.inputs) else torch.promote_types(given, torch.float32)
                assert gradient.dtype in (given, finest)
                what = f"gradient {number} of {trial.op.name} in {dtype}"
                assert_near(gradient.double(), exact_gradient, 2 * tolerance, what, largest=1.0)


def _stored(trial: Trial, dtype: torch.dtype, num_cast: int) -> tuple[Tensor, ...]:
    """The parameters as a step hands them over where the activations have the type ``dtype``."""
    wide = torch.promote_types(dtype, torch.float32)
    return tuple(
        parameter.to(dtype if position < num_cast else wide) for position, parameter in enumerate(trial.parameters)
    )


def _takes_any_memory_order(trial: Trial) -> None:
    outputs, cache = trial.forward()
    dys = tuple(torch.cos(y) for y in outputs)
    gradients = trial.backward(dys, cache)
    scattered = Trial(
        trial.op, tuple(_scattered(x) for x in trial.inputs), tuple(_scattered(p) for p in trial.parameters),
        trial.options, trial.context,
    )  # fmt: skip
    other_outputs, other_cache = scattered.forward()
    other_gradients = scattered.backward(tuple(_scattered(dy) for dy in dys), other_cache)
    what = f"{trial.op.name} of numbers scattered in memory"
    for found, expected in ((other_outputs, outputs), (other_gradients, gradients)):
        # A gradient that is zero in exact arithmetic is the rounding of the others.
        largest = max((float(b.abs().max()) for b in expected if b is not None and b.numel()), default=0.0)
        for a, b in zip(found, expected, strict=True):
            if a is not None and b is not None:
                assert_near(a, b, 1e-12, what, largest=largest)


def _scattered(x: Tensor) -> Tensor:
    """The same numbers, their axes in reverse order in memory, with gaps."""
    wide = torch.full((*reversed(x.shape), 2), torch.nan, dtype=x.dtype)
    view = wide[..., 0].permute(tuple(reversed(range(x.ndim))))
    view.copy_(x)
    return view


def _takes_an_empty_batch(trial: Trial) -> None:
    empty = Trial(trial.op, tuple(x[:0] for x in trial.inputs), trial.parameters, trial.options, trial.context)
    full_outputs, _ = trial.forward()
    outputs, gradients = _run(empty)
    for y, full in zip(outputs, full_outputs, strict=True):
        assert y.shape == (0, *full.shape[1:])
    for tensor, gradient in zip(empty.tensors, gradients, strict=True):
        if gradient is not None:
            assert gradient.shape == tensor.shape
            assert bool((gradient == 0).all()), "nothing was seen, so nothing moves"


def _lets_nan_through(trial: Trial, keeps_batch: bool, num_cast: int) -> None:
    for dtype in (torch.float64, torch.float32, torch.bfloat16):
        inputs = tuple(x.to(dtype).clone() for x in trial.inputs)
        inputs[0][0] = torch.nan
        parameters = _stored(trial, dtype, num_cast)
        outputs, _ = Trial(trial.op, inputs, parameters, trial.options, trial.context).forward()
        for y in outputs:
            assert bool(y[0].isnan().any()), f"{trial.op.name} swallows NaN in {dtype}"
            if keeps_batch:
                assert not y[1:].isnan().any(), f"{trial.op.name} spreads NaN to other samples"
