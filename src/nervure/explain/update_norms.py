"""The lengths that an update cuts gradients and weights to, and the names of what it works out on its way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nervure.constraints import MaxNorm, MinMaxNorm, UnitNorm
from nervure.optimizers import Optimizer
from nervure.parameter import Parameter
from nervure.records.place import Kind

Array = np.ndarray[Any, Any]

# Behind the name of a parameter: its gradient as the rule used it, the length of that before it was cut, the weight
# before its constraint, and the lengths that the constraint looked at. The length of all gradients stands alone.
USED_GRADIENT, GRADIENT_NORM = "used_gradient", "gradient_norm"
STEPPED, STEPPED_NORM = "stepped", "stepped_norm"
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
    names: Sequence[str],
    arrays: Mapping[tuple[Kind, str], Array],
) -> dict[str, Array]:
    """The lengths by name: of gradients where they are clipped by it, of weights where a constraint reads it.

    Args:
        optimizer: before the update.
        parameters: what it moves.
        names: of these.
        arrays: what was recorded.
    """
    norms: dict[str, Array] = {}
    squares = {name: np.square(_gathered(optimizer, name, arrays)).sum() for name in names}
    if is_due(optimizer) and optimizer.clipnorm is not None:
        norms |= {f"{name}/{GRADIENT_NORM}": np.sqrt(square) for name, square in squares.items()}
    elif is_due(optimizer) and optimizer.global_clipnorm is not None:
        norms[GRADIENT_NORM] = np.sqrt(np.sum(list(squares.values())))
    for parameter, name in zip(parameters, names, strict=True):
        axes = constrained_axes(parameter)
        if axes is not None:
            stepped = np.square(arrays["value", f"{name}/{STEPPED}"])
            norms[f"{name}/{STEPPED_NORM}"] = np.sqrt(stepped.sum(axis=axes, keepdims=True))
    return {name: np.asarray(norm) for name, norm in norms.items()}


def constrained_axes(parameter: Parameter) -> tuple[int, ...] | None:
    """The axes over which a constraint takes the length of the weights; None where it takes none."""
    constraint = parameter.constraint
    if not isinstance(constraint, MaxNorm | UnitNorm | MinMaxNorm):
        return None
    axes = (constraint.axis,) if isinstance(constraint.axis, int) else tuple(constraint.axis)
    return tuple(axis % len(parameter.shape) for axis in axes)


def _gathered(optimizer: Optimizer, name: str, arrays: Mapping[tuple[Kind, str], Array]) -> Array:
    steps, gradient = optimizer.gradient_accumulation_steps, arrays["gradient", name]
    return gradient if steps is None else (gradient + arrays["value", f"{name}/{GATHERED}"]) / steps
