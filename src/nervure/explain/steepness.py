"""Gradients compared with the loss itself: along a few directions, and for a few single numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nervure.errors import ExplanationError
from nervure.explain.differences import directions, slope
from nervure.explain.drift import GRANTED
from nervure.explain.loss_function import LossFunction
from nervure.explain.proof import Verified
from nervure.explain.recording import Array, Recording
from nervure.explain.rules.regularizers import PENALTY_RULES
from nervure.explain.rules.table import LOSS_RULES, RULES
from nervure.language import text
from nervure.parameter import Parameter
from nervure.records.reference import Reference
from nervure.render.numbers import number

# A limit on the numbers computed by one walk and by all walks together, and on the number of directions.
_NUMBERS, _MOST, _LEAST = 20_000_000, 40, 3


class Steepness(NamedTuple):
    """The result of the differences.

    Attributes:
        decided: directions in which they confirm the gradients.
        undecided: directions across a kink, or in which the loss changes too little to tell.
    """

    decided: int = 0
    undecided: int = 0

    def added_to(self, verified: Verified) -> Verified:
        """The proof with this result added."""
        return verified._replace(slopes=self.decided, kinks=self.undecided)


def compared_slopes(recording: Recording, loss: LossFunction, precision: str, seed: int) -> Steepness:
    """Compares the gradients of weights and inputs with differences of the loss.

    Args:
        recording: contains the gradients.
        loss: the same step as a function.
        precision: of the recording.
        seed: for the directions.

    Raises:
        ExplanationError: the loss contradicts a gradient, and no kink explains it.
    """
    gradients = _gradients(recording, loss)
    decided = undecided = 0
    top = max((float(np.abs(gradient).max()) for gradient in gradients.values()), default=0.0)
    for place, direction in directions(gradients, _count(recording), seed):
        counted = sum(np.count_nonzero(move) for move in direction.values())
        doubt = GRANTED[precision] * top * counted**0.5
        found = slope(loss.at, direction, gradients, doubt)
        if not found.is_right:
            raise ExplanationError.of(
                "explain.steep",
                where="verify",
                name=place or text("explain.every_weight"),
                expected=number(found.seen),
                got=number(found.told),
            )
        decided, undecided = decided + bool(found.is_decided), undecided + (not found.is_decided)
    return Steepness(decided, undecided)


def _count(recording: Recording) -> int:
    """The number of directions: fewer if a walk is expensive."""
    numbers = sum(array.size for (kind, _), array in recording.arrays.items() if kind == "value")
    return max(_LEAST, min(_MOST, _NUMBERS // max(1, numbers)))


def _gradients(recording: Recording, loss: LossFunction) -> dict[Reference, Array]:
    """The arrays whose differences can be taken.

    Paths through code that does not expose its derivation are excluded: what it passes back need not be a derivative.
    """
    if any(one.op is not None and one.op not in LOSS_RULES for one in recording.losses):
        return {}
    behind, references = _slots_behind_opaque(recording), recording.references
    left_out = {references.slot(slot) for slot in behind}
    for step in recording.steps:
        if step.op not in RULES or RULES[step.op].is_opaque or behind.intersection(step.outputs):
            left_out |= {references.parameter(parameter) for parameter in step.parameters}
    left_out |= {references.parameter(one) for one in recording.regularized if not _is_ours(one)}
    found: dict[Reference, Array] = {}
    for reference in loss.places:
        gradient = recording.array("gradient", reference)
        if gradient is not None and gradient.size and reference not in left_out and np.isfinite(gradient).all():
            found[reference] = gradient.astype(np.float64)
    return found


def _slots_behind_opaque(recording: Recording) -> set[int]:
    """The slots whose gradients come, on at least one path, from a step without a derivation."""
    found: set[int] = set()
    for step in reversed(recording.steps):
        rule = RULES.get(step.op)
        if rule is None or rule.is_opaque or found.intersection(step.outputs):
            found.update(step.inputs)
    return found


def _is_ours(parameter: Parameter) -> bool:
    return type(parameter.regularizer) in PENALTY_RULES
