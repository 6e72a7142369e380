"""The loss of a training step as a function of its weights and inputs: computed forward only, in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from nervure.explain.recording import Array, Targets
from nervure.graph.heads import Head, head_forward
from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.ops.op import Context
from nervure.parameter import Parameter
from nervure.records.reference import Reference


@dataclass(frozen=True, slots=True)
class LossFunction:
    """What training minimizes; it does not use any derivative.

    Attributes:
        parameters: copies of the trained weights as they were before the step, in float64.
        plan: the steps on them, cut where a head computes an activation together with its loss.
        heads: one per output.
        loss_weights: the weight of each.
        inputs: the batch, in float64 if its numbers are fractional.
        targets: of the batch.
        context: of the step: the same masks are drawn every time.
        places: the weights and inputs, which can be moved.
        held: a context in which custom layers find the copies too, and draw the same random numbers each time.
    """

    parameters: tuple[Parameter, ...]
    plan: Plan
    heads: tuple[Head, ...]
    loss_weights: tuple[float, ...]
    inputs: tuple[Tensor, ...]
    targets: Targets
    context: Context
    places: Mapping[Reference, Tensor]
    held: Callable[[], AbstractContextManager[None]]

    def at(self, moves: Mapping[Reference, Array]) -> float:
        """The loss after moving weights and inputs.

        Args:
            moves: what is added to them.
        """
        before = {moved: self.places[moved].clone() for moved in moves}
        try:
            for moved, move in moves.items():
                self.places[moved].add_(torch.tensor(move))
            with self.held():
                return self._computed()
        finally:
            for moved, values in before.items():
                self.places[moved].copy_(values)

    def _computed(self) -> float:
        walk = self.plan.forward(self.inputs, self.context)
        total = sum(float(penalty) for penalty in walk.penalties)
        for number, (head, weight) in enumerate(zip(self.heads, self.loss_weights, strict=True)):
            y, mask = walk.outputs[number], walk.masks[number]
            value = head_forward(head, y, self.targets.y[number], self.targets.sample_weight[number], mask).value
            total += 0.0 if value is None else float(value) * weight
        for parameter in self.parameters:
            if parameter.regularizer is not None:
                total += float(parameter.regularizer.penalty(parameter.array))
        return total


def with_masks_held(plan: Plan, inputs: Sequence[Tensor], context: Context) -> Plan:
    """``plan`` with every mask fixed to its value for ``inputs``.

    Padding is recognized by its value: a moved input would no longer be padding, and the loss would jump. Gradients
    treat masks as constants, and so must the differences.
    """
    masks = {visit.step: visit.values for visit in plan.visits(inputs, context) if visit.step.part == "mask"}
    steps = (_held(step, *masks[step]) if step in masks else step for step in plan.steps)
    return replace(plan, steps=tuple(steps)) if masks else plan


def _held(step: Step, mask: Tensor) -> Step:
    """The step that writes ``mask``, whatever it reads."""
    return replace(step, op=step.op._replace(forward=lambda *read, **options: (mask, None)))
