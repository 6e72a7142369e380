"""Two witnesses for the derivative of an operation: finite differences, and torch's automatic differentiation.

    check_gradients(DENSE, (x,), (weight, bias))

Everything is compared in float64 and relative to the largest gradient of the tensor in question; finite differences no
closer than they can be (:func:`blur`). Draw the inputs away from kinks: :func:`apart` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.ops.op import Context, Op
from tests.torch_bodies import torch_bodies

FINITE_DIFFERENCES = 1e-6
AUTOMATIC = 1e-10
_STEP = 1e-5
# So many roundings of the whole loss: each number of an output has a few, and they seldom agree.
_ROUNDINGS = 8


@dataclass(frozen=True)
class Trial:
    """An operation with everything it is called with.

    Attributes:
        op: the operation.
        inputs: float64 tensors.
        parameters: float64 tensors.
        options: its constants.
        context: for an op that needs one.
    """

    op: Op
    inputs: tuple[Tensor, ...]
    parameters: tuple[Tensor, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    context: Context | None = None

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        return (*self.inputs, *self.parameters)

    def forward(self, tensors: Sequence[Tensor] | None = None) -> tuple[tuple[Tensor, ...], Any]:
        """The outputs, always a tuple, and the cache."""
        options = {**self.options, "context": self.context} if self.op.needs_context else self.options
        y, cache = self.op.forward(*(self.tensors if tensors is None else tensors), **options)
        return (y if isinstance(y, tuple) else (y,)), cache

    def backward(self, dys: tuple[Tensor, ...], cache: Any, **options: Any) -> tuple[Tensor | None, ...]:
        gradients = self.op.backward(dys if len(dys) > 1 else dys[0], cache, **options)
        assert len(gradients) == len(self.tensors), "one gradient for each input, then one for each parameter"
        return gradients

    def loss(self, dys: tuple[Tensor, ...], tensors: Sequence[Tensor]) -> float:
        """The scalar whose gradient by the outputs is ``dys``."""
        outputs, _ = self.forward(tensors)
        return sum(float((dy * y).sum()) for dy, y in zip(dys, outputs, strict=True))


def check_gradients(
    op: Op,
    inputs: tuple[Tensor, ...],
    parameters: tuple[Tensor, ...] = (),
    *,
    context: Context | None = None,
    reference: Callable[..., Any] | None = None,
    most_places: int = 40,
    **options: Any,
) -> None:
    """The derivative that ``op`` computes is the one that both witnesses find.

    Args:
        op: the operation.
        inputs: float64 tensors.
        parameters: float64 tensors.
        context: for an op that needs one.
        reference: ``(*inputs, *parameters) -> y`` made of functions that torch differentiates; by default the op's own
            forward function.
        most_places: how many numbers of each tensor are moved for the finite differences.
        options: the op's constants.
    """
    trial = Trial(op, inputs, parameters, options, context)
    outputs, cache = trial.forward()
    dys = tuple(_ramp_like(y) for y in outputs)
    gradients = trial.backward(dys, cache)
    automatic = automatic_gradients(trial, dys, reference)
    for number, (gradient, witness) in enumerate(zip(gradients, automatic, strict=True)):
        if gradient is None:
            continue
        assert gradient.shape == trial.tensors[number].shape
        what = f"gradient {number} of {op.name} {options}"
        assert_near(gradient, witness, AUTOMATIC, f"{what} against automatic differentiation")
        places, differences = finite_differences(trial, dys, number, most_places)
        largest = gradient.abs().max().item() if gradient.numel() else 0.0
        assert_near(
            gradient.reshape(-1)[places], differences, FINITE_DIFFERENCES, f"{what} against differences", largest,
            blur(dys, outputs),
        )  # fmt: skip
    if op.skips_dx:
        _check_without_dx(trial, dys, cache, gradients)
    if op.skips_dweight:
        _check_without_dweight(trial, dys, cache, gradients)


def finite_differences(trial: Trial, dys: tuple[Tensor, ...], number: int, most_places: int) -> tuple[Tensor, Tensor]:
    """Central differences of the loss by some numbers of tensor ``number``: their places, and the slopes there."""
    original = trial.tensors[number]
    count = original.numel()
    places = torch.unique(torch.linspace(0, max(count - 1, 0), min(count, most_places)).round().long())
    slopes = torch.empty(len(places), dtype=torch.float64)
    for index, place in enumerate(places.tolist()):
        losses = []
        for sign in (1, -1):
            moved = original.clone(memory_format=torch.contiguous_format)
            moved.view(-1)[place] += sign * _STEP
            tensors = [moved if i == number else tensor for i, tensor in enumerate(trial.tensors)]
            losses.append(trial.loss(dys, tensors))
        slopes[index] = (losses[0] - losses[1]) / (2 * _STEP)
    return places, slopes


def blur(dys: tuple[Tensor, ...], outputs: tuple[Tensor, ...]) -> float:
    r"""How far a central difference of the loss may be from the slope though nothing is wrong.

    .. math:: \frac{L(x + h) - L(x - h)}{2 h} - \frac{dL}{dx} \approx \frac{k \epsilon S}{h} + \frac{h^2}{6} L^{(3)}(x)

    Each of the two losses is rounded k times, relative to the sum S of the sizes of its terms, which may cancel. The
    third derivative is taken for 6 S at most: numbers are about 1 here.

    Args:
        dys: what the outputs are weighted by.
        outputs: the outputs.
    """
    size = sum(float((dy * y).abs().sum()) for dy, y in zip(dys, outputs, strict=True))
    return size * (_ROUNDINGS * torch.finfo(torch.float64).eps / _STEP + _STEP**2)


def automatic_gradients(
    trial: Trial, dys: tuple[Tensor, ...], reference: Callable[..., Any] | None = None
) -> tuple[Tensor, ...]:
    """What torch's automatic differentiation says; zeros for a tensor that the outputs do not depend on."""
    leaves = [tensor.detach().clone().requires_grad_() for tensor in trial.tensors]
    with torch_bodies(), torch.enable_grad():
        y = trial.forward(leaves)[0] if reference is None else reference(*leaves)
        outputs = y if isinstance(y, tuple) else (y,)
        loss = sum((dy * output).sum() for dy, output in zip(dys, outputs, strict=True))
        found = torch.autograd.grad(loss, leaves, allow_unused=True)
    return tuple(
        torch.zeros_like(leaf) if gradient is None else gradient for leaf, gradient in zip(leaves, found, strict=True)
    )


def assert_near(
    actual: Tensor | np.ndarray,
    expected: Tensor | np.ndarray,
    tolerance: float,
    what: str,
    largest: float = 0.0,
    floor: float = 0.0,
) -> None:
    """Both are equal within ``tolerance`` times the largest expected number (or ``largest``, if larger) + ``floor``."""
    first, second = np.asarray(actual, np.float64), np.asarray(expected, np.float64)
    assert first.shape == second.shape, f"{what}: shape {first.shape} instead of {second.shape}"
    if first.size == 0:
        return
    largest = max(largest, float(np.abs(second).max()), 1e-8)
    distance = float(np.abs(first - second).max())
    assert distance <= tolerance * largest + floor, f"{what}: {distance:.3e} apart, largest {largest:.3e}"


def apart(seed: int, *shape: int, gap: float = 0.05) -> Tensor:
    """Random float64 numbers, none nearer to 0 or to each other than about ``gap / 2``, so that no kink is near."""
    generator = np.random.default_rng(seed)
    count = int(np.prod(shape))
    numbers = (np.arange(count) - count // 2 + 0.5 + generator.uniform(-0.2, 0.2, count)) * gap
    return torch.from_numpy(generator.permutation(numbers).reshape(shape))


def normal(seed: int, *shape: int) -> Tensor:
    """Random float64 numbers of a standard normal distribution."""
    return torch.from_numpy(np.asarray(np.random.default_rng(seed).standard_normal(shape)))


def _ramp_like(y: Tensor) -> Tensor:
    # Every number its own weight, none near 0: a gradient that lands in the wrong place shows.
    numbers = torch.arange(y.numel(), dtype=torch.float64)
    return (torch.sin(numbers * 2.4) + 1.5 * torch.cos(numbers * 0.9 + 1)).reshape(y.shape)


def _check_without_dx(trial: Trial, dys: tuple[Tensor, ...], cache: Any, gradients: tuple[Tensor | None, ...]) -> None:
    num_inputs = len(trial.inputs)
    without = trial.backward(dys, cache, needs_dx=False)
    for gradient, expected in zip(without[num_inputs:], gradients[num_inputs:], strict=True):
        assert (gradient is None) == (expected is None)
        if gradient is not None and expected is not None:
            assert_near(gradient, expected, 1e-12, f"a gradient of {trial.op.name} without that of the input")


def _check_without_dweight(
    trial: Trial, dys: tuple[Tensor, ...], cache: Any, gradients: tuple[Tensor | None, ...]
) -> None:
    num_inputs = len(trial.inputs)
    without = trial.backward(dys, cache, needs_dweight=False)
    assert len(without) == len(gradients)
    assert all(gradient is None for gradient in without[num_inputs:])
    for gradient, expected in zip(without[:num_inputs], gradients[:num_inputs], strict=True):
        assert (gradient is None) == (expected is None)
        if gradient is not None and expected is not None:
            assert_near(gradient, expected, 1e-12, f"a gradient of {trial.op.name} without those of the weights")
