"""A recorded step: every value, every gradient, every cache, and the optimizer's update of the weights."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.explain.copies import PlanCopy
from nervure.explain.matrix_rows import ROW_COSINE, ROW_LENGTH, matrix_rows
from nervure.explain.references import STEPPED, USED_GRADIENT, References, find
from nervure.explain.update_norms import changes_gradients, update_norms
from nervure.graph.heads import Head, HeadResult, head_backward, head_forward
from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Context
from nervure.optimizers import Optimizer
from nervure.parameter import Parameter
from nervure.records.place import Kind
from nervure.records.precisions import Precision
from nervure.records.reference import Reference

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of the outputs.

    Attributes:
        y: one per output; None for an output without a loss.
        sample_weight: one per output, or None.
    """

    y: tuple[Tensor | None, ...]
    sample_weight: tuple[Tensor | None, ...]


@dataclass(frozen=True, slots=True)
class RecordedLoss:
    """The loss at one output.

    Attributes:
        number: the number of the output.
        name: the name of the output.
        head: the loss, and the pair that computes it from logits if it is fused.
        result: its value and cache.
        slot: the slot it reads.
        prediction: the network's prediction there: another slot if the loss reads logits instead.
        target: the target in the form the loss reads; None for an output without a loss.
        weight: the weight of the output.
        mask: (N, T), True where a time step counts; None if all do.
        sample_weight: the weight of each sample; None if all count alike.
    """

    number: int
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
        """The pair of functions that computes it."""
        return self.head.op or (None if self.head.loss is None else self.head.loss.op)


@dataclass(frozen=True, slots=True)
class RecordedUpdate:
    """What the optimizer does with the gradients.

    Attributes:
        optimizer: its settings and counters before the update.
        learning_rate: for this update.
        slots: its state for each weight, before the update.
    """

    optimizer: Optimizer
    learning_rate: float
    slots: Mapping[Reference, Array]


@dataclass(frozen=True)
class Recording:
    """One step of a network, or one forward pass, with all its numbers.

    Attributes:
        steps: the steps in order, with those that a head fused with its loss at the end.
        caches: the cache of each step.
        references: its arrays and their names.
        context: training or inference, and the step number.
        arrays: values, gradients and updated numbers by kind and reference.
        outputs: the slots of the network's outputs.
        losses: one per output; empty for a forward pass.
        loss: the total with penalties; None for a forward pass.
        update: the optimizer's part; None for a forward pass.
        penalties: the slots of scalars that are added to the loss.
        regularized: the parameters with a penalty.
        fused: the steps that a head computes together with its loss: they do not pass back a gradient.
        precision: the precision of all computations.
    """

    steps: tuple[Step, ...]
    caches: Mapping[Step, Any]
    references: References
    context: Context
    arrays: dict[tuple[Kind, Reference], Array]
    outputs: frozenset[int] = frozenset()
    losses: tuple[RecordedLoss, ...] = ()
    loss: float | None = None
    update: RecordedUpdate | None = None
    penalties: tuple[int, ...] = ()
    regularized: tuple[Parameter, ...] = ()
    fused: frozenset[Step] = frozenset()
    precision: Precision = "float64"

    def writer(self, slot: int) -> Step | None:
        """The step that wrote a slot; None for an input."""
        return self._writers.get(slot)

    @functools.cached_property
    def _writers(self) -> Mapping[int, Step]:
        return {slot: step for step in self.steps for slot in step.outputs}

    def array(self, kind: Kind, of: Reference | str) -> Array | None:
        """The numbers of an array, by reference or typed name; None if there are none.

        Raises:
            ArgumentError: several arrays have that name.
            UnknownNameError: no array has that name.
        """
        reference = of if isinstance(of, Reference) else find(of, self.known, "recording")
        return self.arrays.get((kind, reference))

    @property
    def known(self) -> Iterator[Reference]:
        """All references that have numbers."""
        return (reference for kind, reference in self.arrays if kind == "value")

    def slot_array(self, kind: Kind, slot: int) -> Array | None:
        """The numbers in a slot of the plan; None if there are none."""
        return self.arrays.get((kind, self.references.slot(slot)))

    def parameter_array(self, kind: Kind, parameter: Parameter) -> Array | None:
        """The numbers of a parameter; None if there are none."""
        return self.arrays.get((kind, self.references.parameter(parameter)))

    @property
    def num_samples(self) -> int:
        """The number of samples in the batch; the first slot is an input."""
        return int(self.arrays["value", self.references.slot(0)].shape[0])


class Recorder:
    """Runs a plan and records everything.

    Args:
        full: the plan before any cut, on copies of the parameters.
        references: the references, by copied parameter.
        context: of the step.
    """

    def __init__(self, full: PlanCopy, references: References, context: Context) -> None:
        self._full, self._references, self._context = full, references, context
        self._arrays: dict[tuple[Kind, Reference], Array] = {}
        self._values: dict[int, Tensor] = {}
        self._caches: dict[Step, Any] = {}

    def forward_pass(self, inputs: Sequence[Tensor]) -> Recording:
        """Records what ``predict`` does."""
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
        """Records what training does with a batch.

        Args:
            plan: the full plan, cut where a head fuses with the activation before it.
            heads: one per output.
            loss_weights: the weight of each.
            inputs: the batch.
            targets: of the batch.
            optimizer: a rehearsal (:meth:`nervure.optimizers.Optimizer.rehearsal`), which updates the copies.
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
            self._full.plan.steps, self._caches, self._references, self._context, self._arrays,
            outputs=frozenset(self._full.plan.outputs),
            precision="float32" if self._full.plan.dtype == torch.float32 else "float64", **learned,
        )  # fmt: skip

    def _walk(self, plan: Plan, inputs: Sequence[Tensor]) -> list[Any]:
        for slot, x in enumerate(inputs):
            self._note_value(slot, x)
        caches = []
        for visit in plan.visits(inputs, self._context):
            for slot, value in zip(visit.step.outputs, visit.values, strict=True):
                self._note_value(slot, value)
            self._caches[visit.step] = visit.cache
            caches.append(visit.cache)
        return caches

    def _note_moves(self, plan: Plan, caches: Sequence[Any]) -> None:
        """The new moving statistics and carried states."""
        for commit in plan.commits(caches):
            self._arrays["updated", self._references.parameter(commit.parameter)] = _array(commit.value)

    def _note_value(self, slot: int, value: Tensor) -> None:
        self._values[slot] = value
        self._arrays["value", self._references.slot(slot)] = _array(value)

    def _losses(
        self, plan: Plan, heads: Sequence[Head], loss_weights: Sequence[float], targets: Targets
    ) -> tuple[RecordedLoss, ...]:
        masks = plan.output_masks or (None,) * len(plan.outputs)
        losses, names = [], self._references.names.outputs
        for number, (head, weight, name) in enumerate(zip(heads, loss_weights, names, strict=True)):
            slot, target = plan.outputs[number], targets.y[number]
            mask_slot = masks[number]
            mask = None if mask_slot is None else self._values[mask_slot]
            weights, y = targets.sample_weight[number], self._values[slot]
            result = head_forward(head, y, target, weights, mask)
            if head.loss is not None and target is not None:
                target = head.loss.prepare(target, y.shape, y.dtype)
            prediction = self._full.plan.outputs[number]
            recorded = RecordedLoss(number, name, head, result, slot, prediction, target, weight, mask, weights)
            self._note_loss(recorded)
            losses.append(recorded)
        return tuple(losses)

    def _note_loss(self, loss: RecordedLoss) -> None:
        """The target, weight and value of each sample, and the derivative of the whole loss with respect to it."""
        if loss.op is None or loss.head.loss is None or loss.target is None:
            return
        values, _ = loss.op.forward(self._values[loss.slot], loss.target, **loss.head.loss.options)
        of_output, of_samples = self._references.of_output, self._references.of_output("sample_loss", loss.number)
        self._arrays["value", of_output("target", loss.number)] = _array(loss.target)
        self._arrays["value", of_samples] = _array(values)
        self._arrays["gradient", of_samples] = _array(loss.result.cache.dvalues) * loss.weight
        if loss.sample_weight is not None:
            self._arrays["value", of_output("sample_weight", loss.number)] = _trimmed(_array(loss.sample_weight))

    def _walk_back(self, plan: Plan, dys: Sequence[Tensor | None], caches: list[Any]) -> None:
        upstream: dict[int, Tensor] = {}
        for returned in plan.returns(dys, [*caches], upstream, needs_dinputs=True):
            for slot, dy in zip(returned.step.outputs, returned.dys, strict=True):
                if dy is not None:
                    self._arrays["gradient", self._references.slot(slot)] = _array(dy)
        for slot, dx in upstream.items():
            self._arrays["gradient", self._references.slot(slot)] = _array(dx)

    def _finish_cut(self, plan: Plan) -> frozenset[Step]:
        """The activations that a head computes together with its loss: their values are the predictions."""
        cut = frozenset(self._full.plan.steps).difference(plan.steps)
        for step in self._full.plan.steps:
            if step in cut:
                read = tuple(self._values[slot] for slot in step.inputs)
                values, cache = step.forward(read, self._context, self._full.plan.dtype)
                self._caches[step] = cache
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
            self._arrays["value", self._references.penalty(parameter)] = _array(penalty)
            rows = matrix_rows(parameter.regularizer, _array(parameter.array))
            if rows is not None:
                self._arrays["value", self._references.penalty(parameter, ROW_LENGTH)] = rows.lengths
                self._arrays["value", self._references.penalty(parameter, ROW_COSINE)] = rows.cosines
        return regularized

    def _total(self, plan: Plan, losses: Sequence[RecordedLoss], regularized: Sequence[Parameter]) -> float:
        total = sum(loss.result.value.item() * loss.weight for loss in losses if loss.result.value is not None)
        total += sum(self._arrays["value", self._references.penalty(p)].item() for p in regularized)
        total += sum(self._values[slot].item() for slot in plan.penalties)
        return float(total)

    def _note_parameters(self) -> None:
        for parameter, reference in self._references.parameters.items():
            self._arrays["value", reference] = _array(parameter.array)

    def _note_parameter_gradients(self) -> None:
        for parameter, reference in self._references.parameters.items():
            if parameter.gradient is not None:
                self._arrays["gradient", reference] = _array(parameter.gradient)

    def _rehearse(self, optimizer: Optimizer) -> RecordedUpdate:
        """One update of the copies; constraints are applied afterwards, so that their effect is visible."""
        segment = self._full.trainable
        before, settings, rate = self._slots(optimizer), copy.copy(optimizer), optimizer.learning_rate
        constrained = [parameter for parameter in segment.parameters if parameter.constraint is not None]
        constraints = [parameter.constraint for parameter in constrained]
        for parameter in constrained:
            parameter.constraint = None
        assert segment.gradients is not None
        # The update divides by the loss scale, which these gradients do not have yet.
        segment.gradients.mul_(optimizer.loss_scale_factor or 1.0)
        optimizer.update(segment)
        for parameter, constraint in zip(constrained, constraints, strict=True):
            assert constraint is not None
            self._arrays["value", self._references.update(parameter, STEPPED)] = _array(parameter.array)
            parameter.array.copy_(constraint.project(parameter.array))
            parameter.constraint = constraint
        after = self._slots(optimizer)
        for reference, slot in before.items():
            self._arrays["value", reference], self._arrays["updated", reference] = slot, after[reference]
        self._note_update(settings)
        return RecordedUpdate(settings, rate, before)

    def _slots(self, optimizer: Optimizer) -> dict[Reference, Array]:
        """The optimizer's slots for each parameter, in Keras' layout."""
        segment = self._full.trainable
        return {
            self._references.optimizer_slot(parameter, slot): _array(view)
            for slot, flat in optimizer.slots.items()
            for parameter, view in zip(segment.parameters, segment.views(flat), strict=True)
        }

    def _note_update(self, settings: Optimizer) -> None:
        """The new weights, the gradients as used, and the norms that both were clipped to."""
        parameters = self._full.trainable.parameters
        for parameter in parameters:
            self._arrays["updated", self._references.parameter(parameter)] = _array(parameter.array)
            if changes_gradients(settings):
                assert parameter.gradient is not None
                self._arrays["value", self._references.update(parameter, USED_GRADIENT)] = _array(parameter.gradient)
        for reference, norm in update_norms(settings, parameters, self._references, self._arrays).items():
            self._arrays["value", reference] = norm


def _trimmed(weights: Array) -> Array:
    """Weights without trailing axes of 1, so that one per sample has one index."""
    while weights.ndim > 1 and weights.shape[-1] == 1:
        weights = weights[..., 0]
    return weights


def _array(value: Tensor) -> Array:
    return value.detach().cpu().to(torch.float32 if value.dtype == torch.bfloat16 else value.dtype).numpy().copy()
