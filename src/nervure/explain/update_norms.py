"""The norms that an update clips gradients and weights to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nervure.constraints import MaxNorm, MinMaxNorm, UnitNorm
from nervure.explain.references import GRADIENT_NORM, STEPPED, STEPPED_NORM, References
from nervure.optimizers import Optimizer
from nervure.parameter import Parameter
from nervure.records.place import Kind
from nervure.records.reference import Reference

Array = np.ndarray[Any, Any]

GATHERED = "gradient_accumulator"


def is_due(optimizer: Optimizer) -> bool:
    """Whether the next call moves the weights: with accumulated gradients, only every n-th call does."""
    steps = optimizer.gradient_accumulation_steps
    return steps is None or (optimizer.calls + 1) % steps == 0


def changes_gradients(optimizer: Optimizer) -> bool:
    """Whether the rule uses gradients other than those of the backward pass: accumulated or clipped ones."""
    limits = (optimizer.clipnorm, optimizer.global_clipnorm, optimizer.clipvalue)
    gathers = optimizer.gradient_accumulation_steps is not None
    return is_due(optimizer) and (gathers or any(limit is not None for limit in limits))


def update_norms(
    optimizer: Optimizer,
    parameters: Sequence[Parameter],
    references: References,
    arrays: Mapping[tuple[Kind, Reference], Array],
) -> dict[Reference, Array]:
    """The norms: of gradients if they are clipped by norm, of weights if a constraint reads it.

    Args:
        optimizer: its state before the update.
        parameters: the parameters it updates.
        references: of these parameters.
        arrays: the recorded arrays.
    """
    norms: dict[Reference, Array] = {}
    squares = {one: np.square(_gathered(optimizer, one, references, arrays)).sum() for one in parameters}
    if is_due(optimizer) and optimizer.clipnorm is not None:
        norms |= {references.update(one, GRADIENT_NORM): np.sqrt(square) for one, square in squares.items()}
    elif is_due(optimizer) and optimizer.global_clipnorm is not None:
        norms[references.update(None, GRADIENT_NORM)] = np.sqrt(np.sum(list(squares.values())))
    for parameter in parameters:
        axes = constrained_axes(parameter)
        if axes is not None:
            stepped = np.square(arrays["value", references.update(parameter, STEPPED)])
            norms[references.update(parameter, STEPPED_NORM)] = np.sqrt(stepped.sum(axis=axes, keepdims=True))
    return {reference: np.asarray(norm) for reference, norm in norms.items()}


def constrained_axes(parameter: Parameter) -> tuple[int, ...] | None:
    """The axes over which a constraint takes the norm of the weights; None if it takes none."""
    constraint = parameter.constraint
    if not isinstance(constraint, MaxNorm | UnitNorm | MinMaxNorm):
        return None
    axes = (constraint.axis,) if isinstance(constraint.axis, int) else tuple(constraint.axis)
    return tuple(axis % len(parameter.shape) for axis in axes)


def _gathered(
    optimizer: Optimizer, parameter: Parameter, references: References, arrays: Mapping[tuple[Kind, Reference], Array]
) -> Array:
    steps, gradient = optimizer.gradient_accumulation_steps, arrays["gradient", references.parameter(parameter)]
    if steps is None:
        return gradient
    return (gradient + arrays["value", references.optimizer_slot(parameter, GATHERED)]) / steps
