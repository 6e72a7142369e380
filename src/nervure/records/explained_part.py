"""A part of an explanation: the forward pass, the loss, the backward pass or the update, with worked numbers."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.derivation import Derivation


@dataclass(frozen=True, slots=True)
class Worked:
    """Numbers of one array, some with their derivations.

    Args:
        derivations: the derivations shown.
        num_more: how many further numbers the array has.
        method: the method of the explanation that returns any of them.
    """

    derivations: tuple[Derivation, ...]
    num_more: int
    method: str


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """One part, array by array in order of computation.

    Args:
        kind: "forward", "loss", "backward" or "update".
        worked: the arrays.
    """

    kind: str
    worked: tuple[Worked, ...]
