"""What tests ask an explanation for by name."""

from __future__ import annotations

from nervure.explain.call import StepCall
from nervure.explain.explanation import Explanation
from nervure.explain.loss_call import LossCall
from nervure.explain.recording import Array, Recording
from nervure.records.place import Kind


def call_of(explanation: Explanation, name: str) -> StepCall:
    """The step called so."""
    return next(call for step, call in explanation.derivations.calls.items() if step.name == name)


def loss_of(explanation: Explanation, name: str) -> LossCall:
    """The loss at the output called so."""
    return next(loss for loss in explanation.derivations.losses.values() if loss.loss.name == name)


def array_of(recording: Recording, kind: Kind, name: str) -> Array:
    """The numbers themselves, to look at or to change."""
    found = recording.array(kind, name)
    assert found is not None
    return found
