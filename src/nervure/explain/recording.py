"""A step, recorded: every value, every gradient, every cache, and what the optimizer makes of the weights."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.explain.copies import PlanCopy
from nervure.explain.matrix_rows import ROW_COSINE, ROW_LENGTH, matrix_rows
from nervure.explain.update_norms import STEPPED, USED_GRADIENT, changes_gradients, update_norms
from nervure.graph.heads import Head, HeadResult, head_backward, head_forward
from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Context
from nervure.optimizers import Optimizer
from nervure.parameter import Parameter
from nervure.records.place import Kind

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Targets:
    """What the outputs are compared with.

    Attributes:
        y: one an output; None for an output without a loss.
        sample_weight: one an output, or None.
    """

    y: tuple[Tensor | None, ...]
    sample_weight: tuple[Tensor | None, ...]


@dataclass(frozen=True, slots=True)
class RecordedLoss:
    """The loss at one output.

    Attributes:
        name: of the output.
        head: the loss, and the pair that computes it from logits where it is fused.
        result: its value, and what it kept.
        slot: what it reads.
        prediction: what the network gives there: another slot where the loss reads logits in its place.
        target: what the output is compared with, as the loss reads it; None for an output without a loss.
        weight: how much it counts.
        mask: (N, T), True where a time step counts; None where all do.
        sample_weight: how much each sample counts; None where all count alike.
    """

    name: str
    head: Head
    result: HeadResult
    slot: int
    prediction: int
    target: Tensor | None
    weight: float
    mask: Tensor | None
    sample_weight: Tensor | None

    @property
    def op(self) -> LossOp | None:
        """The pair that computes it."""
        return self.head.op or (None if self.head.loss is None else self.head.loss.op)


@dataclass(frozen=True, slots=True)
class RecordedUpdate:
    """What the optimizer does with the gradients.

    Attributes:
        optimizer: its settings and counters before the update.
        learning_rate: of this update.
        slots: what it kept of each weight before, by ``dense/kernel/momentum``.
    """

    optimizer: Optimizer
    learning_rate: float
    slots: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Recording:
    """One step of a network, or one forward pass, with all its numbers.

    Attributes:
        steps: the steps in order, those that a head fused with its loss at the end.
        caches: what each kept, by its name.
        names: of the slots: ``dense/z``, ``input``.
        context: training or inference, the step.
        arrays: values, gradients and updated numbers by kind and name: ``("value", "dense/z")``.
        parameter_names: ``dense/kernel``, by parameter.
        outputs: the slots of the network's outputs.
        losses: one an output; empty for a forward pass.
        loss: all of them together, with the penalties; None for a forward pass.
        update: what the optimizer does; None for a forward pass.
        penalties: the slots of scalars that are added to the loss.
        regularized: the parameters with a penalty of their own; its value is ``dense/kernel/penalty``.
        fused: the names of the steps that a head computes together with its loss: they hand no gradient back.
    """

    steps: tuple[Step, ...]
    caches: Mapping[str, Any]
    names: Mapping[int, str]
    context: Context
    arrays: dict[tuple[Kind, str], Array]
    parameter_names: Mapping[Parameter, str]
    outputs: frozenset[int] = frozenset()
    losses: tuple[RecordedLoss, ...] = ()
    loss: float | None = None
    update: RecordedUpdate | None = None
    penalties: tuple[int, ...] = ()
    regularized: tuple[Parameter, ...] = ()
    fused: frozenset[str] = frozenset()

    def array(self, kind: Kind, name: str) -> Array | None:
        """The numbers of that name; None where there are none."""
        return self.arrays.get((kind, name))

    @property
    def num_samples(self) -> int:
        """How many samples the batch has; the first slot is an input."""
        return int(self.arrays["value", self.names[0]].shape[0])


class Recorder:
    """Walks a plan and writes everything down.

    Args:
        full: the plan before any cut, on copies of the parameters.
        names: of the network's inputs and outputs.
        parameter_names: ``dense/kernel``, by copied parameter.
        context: of the step.
    """

    def __init__(
        self,
        full: PlanCopy,
        input_names: Sequence[str],
        output_names: Sequence[str],
        parameter_names: Mapping[Parameter, str],
        context: Context,
    ) -> None:
        self._full, self._context = full, context
        self._output_names, self._parameter_names = tuple(output_names), parameter_names
        self._names = dict(enumerate(input_names))
        for step in full.plan.steps:
            for position, slot in enumerate(step.outputs):
                self._names[slot] = step.name if len(step.outputs) == 1 else f"{step.name}.{position}"
        self._arrays: dict[tuple[Kind, str], Array] = {}
        self._values: dict[int, Tensor] = {}
        self._caches: dict[str, Any] = {}

    def forward_pass(self, inputs: Sequence[Tensor]) -> Recording:
        """What ``predict`` does."""
        self._walk(self._full.plan, inputs)
        self._note_parameters()
        return self._recording()

    def training_step(
        self,
        plan: Plan,
        heads: Sequence[Head],
        loss_weights: Sequence[float],
        inputs: Sequence[Tensor],
        targets: Targets,
        optimizer: Optimizer,
    ) -> Recording:
        """What training does with a batch.

        Args:
            plan: the full plan, cut where a head fuses with the activation before it.
            heads: one an output.
            loss_weights: how much each counts.
            inputs: the batch.
            targets: of the batch.
            optimizer: a rehearsal (:meth:`nervure.optimizers.Optimizer.rehearsal`): it updates the copies.
        """
        caches = self._walk(plan, inputs)
        self._note_moves(plan, caches)
        losses = self._losses(plan, heads, loss_weights, targets)
        dys = [head_backward(loss.head, loss.result, loss.weight) for loss in losses]
        self._walk_back(plan, dys, caches)
        fused = self._finish_cut(plan)
        regularized = self._regularize()
        loss = self._total(plan, losses, regularized)
        self._note_parameters()
        self._note_parameter_gradients()
        return self._recording(
            losses=losses, loss=loss, update=self._rehearse(optimizer), penalties=plan.penalties,
            regularized=regularized, fused=fused,
        )  # fmt: skip

    def _recording(self, **learned: Any) -> Recording:
        return Recording(
            self._full.plan.steps, self._caches, self._names, self._context, self._arrays, self._parameter_names,
            outputs=frozenset(self._full.plan.outputs), **learned,
        )  # fmt: skip

    def _walk(self, plan: Plan, inputs: Sequence[Tensor]) -> list[Any]:
        for slot, x in enumerate(inputs):
            self._note_value(slot, x)
        caches = []
        for visit in plan.visits(inputs, self._context):
            for slot, value in zip(visit.step.outputs, visit.values, strict=True):
                self._note_value(slot, value)
            self._caches[visit.step.name] = visit.cache
            caches.append(visit.cache)
        return caches

    def _note_moves(self, plan: Plan, caches: Sequence[Any]) -> None:
        """What the step makes of moving statistics and carried states."""
        for commit in plan.commits(caches):
            self._arrays["updated", self._parameter_names[commit.parameter]] = _array(commit.value)

    def _note_value(self, slot: int, value: Tensor) -> None:
        self._values[slot] = value
        self._arrays["value", self._names[slot]] = _array(value)

    def _losses(
        self, plan: Plan, heads: Sequence[Head], loss_weights: Sequence[float], targets: Targets
    ) -> tuple[RecordedLoss, ...]:
        masks = plan.output_masks or (None,) * len(plan.outputs)
        losses = []
        for number, (head, weight, name) in enumerate(zip(heads, loss_weights, self._output_names, strict=True)):
            slot, target = plan.outputs[number], targets.y[number]
            mask_slot = masks[number]
            mask = None if mask_slot is None else self._values[mask_slot]
            weights, y = targets.sample_weight[number], self._values[slot]
            result = head_forward(head, y, target, weights, mask)
            if head.loss is not None and target is not None:
                target = head.loss.prepare(target, y.shape, y.dtype)
            prediction = self._full.plan.outputs[number]
            recorded = RecordedLoss(name, head, result, slot, prediction, target, weight, mask, weights)
            self._note_loss(recorded)
            losses.append(recorded)
        return tuple(losses)

    def _note_loss(self, loss: RecordedLoss) -> None:
        """The target, the weight and the value of each sample, and how much the whole loss grows with it."""
        if loss.op is None or loss.head.loss is None or loss.target is None:
            return
        values, _ = loss.op.forward(self._values[loss.slot], loss.target, **loss.head.loss.options)
        self._arrays["value", f"{loss.name}/target"] = _array(loss.target)
        self._arrays["value", f"{loss.name}/loss"] = _array(values)
        self._arrays["gradient", f"{loss.name}/loss"] = _array(loss.result.cache.dvalues) * loss.weight
        if loss.sample_weight is not None:
            self._arrays["value", f"{loss.name}/sample_weight"] = _trimmed(_array(loss.sample_weight))

    def _walk_back(self, plan: Plan, dys: Sequence[Tensor | None], caches: list[Any]) -> None:
        upstream: dict[int, Tensor] = {}
        for returned in plan.returns(dys, [*caches], upstream, needs_dinputs=True):
            for slot, dy in zip(returned.step.outputs, returned.dys, strict=True):
                if dy is not None:
                    self._arrays["gradient", self._names[slot]] = _array(dy)
        for slot, dx in upstream.items():
            self._arrays["gradient", self._names[slot]] = _array(dx)

    def _finish_cut(self, plan: Plan) -> frozenset[str]:
        """The activations that a head computes together with its loss: their values are the predictions."""
        cut = frozenset(step.name for step in self._full.plan.steps) - {step.name for step in plan.steps}
        for step in self._full.plan.steps:
            if step.name in cut:
                read = tuple(self._values[slot] for slot in step.inputs)
                values, cache = step.forward(read, self._context, self._full.plan.dtype)
                self._caches[step.name] = cache
                for slot, value in zip(step.outputs, values, strict=True):
                    self._note_value(slot, value)
        return cut

    def _regularize(self) -> tuple[Parameter, ...]:
        regularized = tuple(p for p in self._full.trainable.parameters if p.regularizer is not None)
        for parameter in regularized:
            assert parameter.regularizer is not None
            assert parameter.gradient is not None
            parameter.gradient.add_(parameter.regularizer.gradient(parameter.array))
            penalty = parameter.regularizer.penalty(parameter.array)
            name = self._parameter_names[parameter]
            self._arrays["value", f"{name}/penalty"] = _array(penalty)
            rows = matrix_rows(parameter.regularizer, _array(parameter.array))
            if rows is not None:
                self._arrays["value", f"{name}/{ROW_LENGTH}"] = rows.lengths
                self._arrays["value", f"{name}/{ROW_COSINE}"] = rows.cosines
        return regularized

    def _total(self, plan: Plan, losses: Sequence[RecordedLoss], regularized: Sequence[Parameter]) -> float:
        total = sum(loss.result.value.item() * loss.weight for loss in losses if loss.result.value is not None)
        total += sum(self._arrays["value", f"{self._parameter_names[p]}/penalty"].item() for p in regularized)
        total += sum(self._values[slot].item() for slot in plan.penalties)
        return float(total)

    def _note_parameters(self) -> None:
        for parameter, name in self._parameter_names.items():
            self._arrays["value", name] = _array(parameter.array)

    def _note_parameter_gradients(self) -> None:
        for parameter, name in self._parameter_names.items():
            if parameter.gradient is not None:
                self._arrays["gradient", name] = _array(parameter.gradient)

    def _rehearse(self, optimizer: Optimizer) -> RecordedUpdate:
        """One update of the copies; constraints come behind it, so that what they change can be seen."""
        segment = self._full.trainable
        paths = [self._parameter_names[parameter] for parameter in segment.parameters]
        before, settings, rate = _slots(optimizer, paths), copy.copy(optimizer), optimizer.learning_rate
        constrained = [parameter for parameter in segment.parameters if parameter.constraint is not None]
        constraints = [parameter.constraint for parameter in constrained]
        for parameter in constrained:
            parameter.constraint = None
        assert segment.gradients is not None
        segment.gradients.mul_(optimizer.loss_scale_factor or 1.0)
        optimizer.update(segment)
        for parameter, constraint in zip(constrained, constraints, strict=True):
            assert constraint is not None
            self._arrays["value", f"{self._parameter_names[parameter]}/{STEPPED}"] = _array(parameter.array)
            parameter.array.copy_(constraint.project(parameter.array))
            parameter.constraint = constraint
        after = _slots(optimizer, paths)
        for name, slot in before.items():
            self._arrays["value", name], self._arrays["updated", name] = slot, after[name]
        self._note_update(settings, paths)
        return RecordedUpdate(settings, rate, before)

    def _note_update(self, settings: Optimizer, paths: Sequence[str]) -> None:
        """The new weights, the gradients as they were used, and the lengths that both were cut to."""
        parameters = self._full.trainable.parameters
        for parameter, name in zip(parameters, paths, strict=True):
            self._arrays["updated", name] = _array(parameter.array)
            if changes_gradients(settings):
                assert parameter.gradient is not None
                self._arrays["value", f"{name}/{USED_GRADIENT}"] = _array(parameter.gradient)
        for name, norm in update_norms(settings, parameters, paths, self._arrays).items():
            self._arrays["value", name] = norm


def _slots(optimizer: Optimizer, paths: Sequence[str]) -> dict[str, Array]:
    state = optimizer.state(paths)
    return {name: _array(value) for name, value in state.items() if isinstance(value, Tensor)}


def _trimmed(weights: Array) -> Array:
    """Weights without last axes of 1, so that one a sample has one index."""
    while weights.ndim > 1 and weights.shape[-1] == 1:
        weights = weights[..., 0]
    return weights


def _array(value: Tensor) -> Array:
    return value.detach().cpu().to(torch.float32 if value.dtype == torch.bfloat16 else value.dtype).numpy().copy()
