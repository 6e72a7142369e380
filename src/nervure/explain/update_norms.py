"""The lengths that an update cuts gradients and weights to."""

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
    """Whether the next call moves the weights: with gathered gradients only every so many do."""
    steps = optimizer.gradient_accumulation_steps
    return steps is None or (optimizer.calls + 1) % steps == 0


def changes_gradients(optimizer: Optimizer) -> bool:
    """Whether the rule uses other gradients than the backward pass left: gathered or clipped ones."""
    limits = (optimizer.clipnorm, optimizer.global_clipnorm, optimizer.clipvalue)
    gathers = optimizer.gradient_accumulation_steps is not None
    return is_due(optimizer) and (gathers or any(limit is not None for limit in limits))


def update_norms(
    optimizer: Optimizer,
    parameters: Sequence[Parameter],
    references: References,
    arrays: Mapping[tuple[Kind, Reference], Array],
) -> dict[Reference, Array]:
    """The lengths: of gradients where they are clipped by it, of weights where a constraint reads it.

    Args:
        optimizer: before the update.
        parameters: what it moves.
        references: of these.
        arrays: what was recorded.
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
    """The axes over which a constraint takes the length of the weights; None where it takes none."""
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
