"""One step of an optimizer over the flat buffer of all weights; each number is read and written once.

Each function changes ``values`` and the slots in place. The formulas are documented in the optimizers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.kernels.native import compiled
from nervure.kernels.writes import note_write

Scratch = Callable[[Tensor], Tensor]
"""Returns a buffer shaped like a tensor for the intermediate results of a step."""

_NAMES = {torch.float32: "float32", torch.float64: "float64"}


class AdamSlots(NamedTuple):
    """The state of Adam, laid out like the weights.

    Attributes:
        momentum: the moving average of the gradient.
        velocity: the moving average of its square.
        largest_velocity: its maximum so far, or None.
    """

    momentum: Tensor
    velocity: Tensor
    largest_velocity: Tensor | None = None


class AdamRates(NamedTuple):
    """The constants of one step of Adam.

    Attributes:
        alpha: the learning rate, corrected for the initial zeros of the slots.
        beta_1: the fraction of the momentum that is kept.
        beta_2: the fraction of the velocity that is kept.
        epsilon: keeps the divisor above 0.
    """

    alpha: float
    beta_1: float
    beta_2: float
    epsilon: float


class DescentRates(NamedTuple):
    """The constants of one step of gradient descent.

    Attributes:
        learning_rate: the learning rate.
        momentum: the fraction of the velocity that is kept.
        nesterov: whether to use Nesterov momentum.
    """

    learning_rate: float
    momentum: float = 0.0
    nesterov: bool = False


class RMSpropSlots(NamedTuple):
    """The state of RMSprop, laid out like the weights.

    Attributes:
        velocity: the moving average of the squared gradient.
        momentum: the accumulated steps, or None.
        average_gradient: the moving average of the gradient, or None.
    """

    velocity: Tensor
    momentum: Tensor | None = None
    average_gradient: Tensor | None = None


class RMSpropRates(NamedTuple):
    """The constants of one step of RMSprop.

    Attributes:
        learning_rate: the learning rate.
        rho: the fraction of the averages that is kept.
        momentum: the fraction of the accumulated steps that is kept.
        epsilon: keeps the divisor above 0.
    """

    learning_rate: float
    rho: float
    momentum: float
    epsilon: float


def adam_step(values: Tensor, gradients: Tensor, slots: AdamSlots, rates: AdamRates, scratch: Scratch) -> None:
    """The rule of :class:`nervure.optimizers.Adam`.

    Args:
        values: (length,), the weights.
        gradients: (length,).
        slots: each (length,).
        rates: the constants of this step.
        scratch: called for a buffer if there is no native body.

    Examples:
        >>> values, zeros = torch.ones(2), torch.zeros(2)
        >>> slots, rates = AdamSlots(zeros.clone(), zeros.clone()), AdamRates(0.001, 0.0, 0.0, 0.0)
        >>> adam_step(values, torch.tensor([100.0, -0.1]), slots, rates, torch.empty_like)
        >>> [round(value, 4) for value in values.tolist()]
        [0.999, 1.001]
    """
    body = _native_body("adam", values)
    if body is None:
        adam_step_in_torch(values, gradients, slots, rates, scratch)
    else:
        body(values, gradients, *slots, *rates, torch.get_num_threads())
        note_write(values)


def adam_step_in_torch(values: Tensor, gradients: Tensor, slots: AdamSlots, rates: AdamRates, scratch: Scratch) -> None:
    """The torch body of :func:`adam_step`."""
    momentum, velocity, largest = slots
    momentum.lerp_(gradients, 1 - rates.beta_1)
    velocity.mul_(rates.beta_2).addcmul_(gradients, gradients, value=1 - rates.beta_2)
    if largest is not None:
        velocity = torch.maximum(largest, velocity, out=largest)
    divisor = torch.sqrt(velocity, out=scratch(values)).add_(rates.epsilon)
    values.addcdiv_(momentum, divisor, value=-rates.alpha)


def descent_step(values: Tensor, gradients: Tensor, velocity: Tensor | None, rates: DescentRates) -> None:
    """The rule of :class:`nervure.optimizers.SGD`.

    Args:
        values: (length,), the weights.
        gradients: (length,).
        velocity: (length,), or None if there is no momentum.
        rates: the constants of this step.

    Examples:
        >>> values = torch.ones(2)
        >>> descent_step(values, torch.tensor([2.0, -4.0]), None, DescentRates(0.25))
        >>> values.tolist()
        [0.5, 2.0]
    """
    body = _native_body("descent", values)
    if body is None:
        descent_step_in_torch(values, gradients, velocity, rates)
    else:
        body(values, gradients, velocity, *rates, torch.get_num_threads())
        note_write(values)


def descent_step_in_torch(values: Tensor, gradients: Tensor, velocity: Tensor | None, rates: DescentRates) -> None:
    """The torch body of :func:`descent_step`."""
    learning_rate, momentum, nesterov = rates
    if velocity is None:
        values.add_(gradients, alpha=-learning_rate)
        return
    velocity.mul_(momentum).add_(gradients, alpha=-learning_rate)
    if nesterov:
        values.add_(velocity, alpha=momentum).add_(gradients, alpha=-learning_rate)
    else:
        values.add_(velocity)


def rmsprop_step(values: Tensor, gradients: Tensor, slots: RMSpropSlots, rates: RMSpropRates, scratch: Scratch) -> None:
    """The rule of :class:`nervure.optimizers.RMSprop`.

    Args:
        values: (length,), the weights.
        gradients: (length,).
        slots: each (length,).
        rates: the constants of this step.
        scratch: called for a buffer if there is no native body.

    Examples:
        >>> values, slots = torch.ones(2), RMSpropSlots(torch.zeros(2))
        >>> rmsprop_step(values, torch.tensor([3.0, -0.1]), slots, RMSpropRates(0.5, 0.0, 0.0, 0.0), torch.empty_like)
        >>> values.tolist()
        [0.5, 1.5]
    """
    body = _native_body("rmsprop", values)
    if body is None:
        rmsprop_step_in_torch(values, gradients, slots, rates, scratch)
    else:
        body(values, gradients, *slots, *rates, torch.get_num_threads())
        note_write(values)


def rmsprop_step_in_torch(
    values: Tensor, gradients: Tensor, slots: RMSpropSlots, rates: RMSpropRates, scratch: Scratch
) -> None:
    """The torch body of :func:`rmsprop_step`."""
    velocity, momentum, average = slots
    divisor = scratch(values)
    velocity.mul_(rates.rho).addcmul_(gradients, gradients, value=1 - rates.rho)
    if average is not None:
        average.lerp_(gradients, 1 - rates.rho)
        torch.addcmul(velocity, average, average, value=-1, out=divisor).clamp_(min=0).add_(rates.epsilon).sqrt_()
    else:
        torch.add(velocity, rates.epsilon, out=divisor).sqrt_()
    if momentum is not None:
        values.sub_(momentum.mul_(rates.momentum).addcdiv_(gradients, divisor, value=rates.learning_rate))
    else:
        values.addcdiv_(gradients, divisor, value=-rates.learning_rate)


def _native_body(rule: str, values: Tensor) -> Callable[..., None] | None:
    if values.dtype not in _NAMES or values.device.type != "cpu":
        return None
    module = compiled()
    return None if module is None else getattr(module, f"{rule}_{_NAMES[values.dtype]}")
