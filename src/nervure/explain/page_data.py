"""A recording as the record for a page: what it must carry, and what it can compute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import numpy as np
import torch

from nervure.explain.page_losses import page_losses, source_of
from nervure.explain.page_names import PageNames
from nervure.explain.page_rules import (
    LOSSES_OF_THE_PAGE,
    has_rule,
    has_update_rule,
    is_worked_out,
    roles_of,
)
from nervure.explain.page_tensors import bits, floats, range_of
from nervure.explain.recording import Array, Recording
from nervure.explain.thrift import LEVELS, Thrift
from nervure.layers.step import Step
from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.dropout import DROPOUT
from nervure.parameter import Parameter
from nervure.records.explanation_page import (
    ExplanationPage,
    PageBox,
    PageOptimizer,
    PageParameter,
    PageStep,
    PageTensor,
    PageValue,
    Shape,
)
from nervure.records.expression import Expression
from nervure.records.place import Place
from nervure.records.reference import Reference
from nervure.regularizers import L1, L1L2, L2
from nervure.shapes import shape_text, transposed_margins

Held = PageTensor | Literal["zero"] | None
_SLIDING = ("convolution", "depthwise_convolution", "transposed_convolution")


def page_of(
    recording: Recording,
    model: str,
    labels: tuple[str, ...] | None = None,
    derivations: Mapping[Place, Expression] | None = None,
    thrift: Thrift = LEVELS[0],
) -> ExplanationPage:
    """What the page shows of a recording.

    Args:
        recording: of a training step or a forward pass.
        model: the name of the network.
        labels: the names of the classes.
        derivations: of numbers that the page has no rule for.
        thrift: what is left out.
    """
    return _Composer(recording, thrift).page(model, labels, derivations or {})


class _Composer:
    def __init__(self, recording: Recording, thrift: Thrift) -> None:
        self.recording, self.thrift = recording, thrift
        self.names = PageNames(recording)
        self.writer = {slot: step for step in recording.steps for slot in step.outputs}
        read = {slot for step in recording.steps for slot in step.inputs}
        self.input_slots = sorted(read - set(self.writer))

    def page(
        self, model: str, labels: tuple[str, ...] | None, derivations: Mapping[Place, Expression]
    ) -> ExplanationPage:
        recording = self.recording
        values = (*map(self._value, self._all_slots()), *self._on_the_way())
        boxes, edges = self._diagram()
        losses = page_losses(recording)
        steps = tuple(map(self._step, recording.steps))
        return ExplanationPage(
            model=model, training=recording.context.training, samples=self._samples(), labels=labels,
            inputs=tuple(self._name(slot) for slot in self.input_slots),
            outputs=tuple(self._name(slot) for slot in sorted(recording.outputs)),
            boxes=boxes, edges=edges, names=self.names.all(), values=values, parameters=self._parameters(), steps=steps,
            losses=losses, loss=recording.loss, penalty=self._penalty(), optimizer=self._optimizer(),
            derivations=derivations,
        )  # fmt: skip

    def _all_slots(self) -> list[int]:
        return [*self.input_slots, *(slot for step in self.recording.steps for slot in step.outputs)]

    def _samples(self) -> int:
        return int(self._array(self.input_slots[0]).shape[0])

    def _array(self, slot: int) -> Array:
        found = self.recording.slot_array("value", slot)
        assert found is not None
        return found

    def _name(self, slot: int) -> str:
        return self.recording.references.slot(slot).name

    def _shapes(self, step: Step) -> tuple[Shape, ...]:
        return tuple(self._array(slot).shape for slot in step.inputs)

    def _value(self, slot: int) -> PageValue:
        name, array = self._name(slot), self._array(slot)
        gradient = self.recording.slot_array("gradient", slot)
        writer = self.writer.get(slot)
        is_carried = writer is None or not self._is_worked_out(writer)
        fits = array.size <= self.thrift.most_values
        return PageValue(
            name, array.shape, range_of(array),
            gradient_range=None if gradient is None else range_of(gradient),
            data=floats(array) if is_carried and (fits or writer is None) else None,
            gradient=None if gradient is None or self._is_gradient_worked_out(slot) or not fits else floats(gradient),
            has_gradient=gradient is not None,
        )  # fmt: skip

    def _on_the_way(self) -> Iterator[PageValue]:
        """The numbers of the update between the gradients and the weights."""
        for reference in self.recording.references.every if self.recording.update is not None else ():
            array = self.recording.array("value", reference)
            if reference.kind == "update" and array is not None:
                fits = array.size <= self.thrift.most_weights
                yield PageValue(reference.name, array.shape, range_of(array), data=floats(array) if fits else None)

    def _is_gradient_worked_out(self, slot: int) -> bool:
        """Whether every step that passes back a gradient has a rule in the page that needs few numbers."""
        readers = [step for step in self.recording.steps if slot in step.inputs and step not in self.recording.fused]
        losses = [loss for loss in self.recording.losses if loss.slot == slot and loss.op is not None]
        if slot in self.recording.penalties or any(loss.op not in LOSSES_OF_THE_PAGE for loss in losses):
            return False
        return all(map(self._is_worked_out, readers))

    def _is_worked_out(self, step: Step) -> bool:
        """Whether the page computes its numbers: one by one, or in one sweep if it has the weights."""
        has_weights = all(parameter.array.numel() <= self.thrift.most_weights for parameter in step.parameters)
        sweeps = self.thrift.sweeps and has_weights and has_rule(step, self._shapes(step))
        return sweeps or is_worked_out(step, self._shapes(step))

    def _step(self, step: Step) -> PageStep:
        mask, call = self._mask(step), self.names.derivations.calls[step]
        return PageStep(
            op=step.op.name,
            inputs=tuple(map(self._name, step.inputs)),
            outputs=tuple(map(self._name, step.outputs)),
            parameters=tuple(self.recording.references.parameter(parameter).name for parameter in step.parameters),
            roles=roles_of(step), letters=tuple(map(call.x_letter, range(len(step.inputs)))),
            options=self._options(step), source=source_of(step.op.forward),
            has_rule=has_rule(step, self._shapes(step)), fused=step in self.recording.fused,
            not_differentiable=tuple(self._masks(step)),
            mask=None if mask is None else bits(mask), mask_shape=None if mask is None else mask.shape,
            meeting=next(iter(self.names.derivations.meetings([step])), None),
        )  # fmt: skip

    def _masks(self, step: Step) -> Iterator[int]:
        """The positions of inputs without a gradient: integers and masks."""
        for position, slot in enumerate(step.inputs):
            if self._array(slot).dtype.kind in "bi":
                yield position

    def _mask(self, step: Step) -> Array | None:
        """What dropout kept, drawn again from its key."""
        if step.op is not DROPOUT or self.recording.caches[step].rate == 0.0:
            return None
        ones = torch.ones(self._array(step.inputs[0]).shape)
        (scaled,) = DROPOUT.backward(ones, self.recording.caches[step])
        assert scaled is not None
        kept: Array = scaled.numpy() > 0
        return kept

    def _options(self, step: Step) -> dict[str, Any]:
        options = {name: value for name, value in step.options.items() if _is_plain(value)}
        rank = self._array(step.inputs[0]).ndim if step.inputs else 0
        if step.op.name in _SLIDING:
            ones = (1,) * (rank - 2)
            options = {"strides": ones, "dilation_rate": ones, "padding": "valid", "groups": 1, **options}
        if step.op.name == "batch_normalization":
            options["axis"] = int(options.get("axis", -1)) % rank
        if step.op.name == "layer_normalization":
            options["axis"] = [axis % rank for axis in options.get("axis", (-1,))]
        if step.op.name == "transposed_convolution":
            options["before"] = [before for before, _ in self._transposed_margins(step)]
        return options

    def _transposed_margins(self, step: Step) -> list[tuple[int, int]]:
        sizes, options = self._array(step.inputs[0]).shape[1:-1], step.options
        more = options.get("output_padding") or (None,) * len(sizes)
        return [
            transposed_margins(size, kernel, stride, options["padding"], dilation, added)
            for size, kernel, stride, dilation, added in zip(
                sizes, step.parameters[0].shape, options["strides"], options["dilation_rate"], more, strict=False
            )
        ]

    # Parameters and their update

    def _parameters(self) -> tuple[PageParameter, ...]:
        parameters, slots = self.recording.references.parameters.items(), self._slots_held()
        return tuple(self._parameter(parameter, reference, slots) for parameter, reference in parameters)

    def _parameter(self, parameter: Parameter, reference: Reference, slots: Mapping[Reference, Held]) -> PageParameter:
        array = self.recording.array("value", reference)
        gradient, updated = self.recording.array("gradient", reference), self.recording.array("updated", reference)
        assert array is not None
        fits = array.size <= self.thrift.most_weights
        own = {slot.part: held for slot, held in slots.items() if slot.number == reference.number}
        return PageParameter(
            reference.name, array.shape, range_of(array), floats(array) if fits else None,
            trainable=gradient is not None, moves=gradient is None and updated is not None,
            gradient_range=None if gradient is None else range_of(gradient),
            gradient=None if self._has_gradient_rule(parameter) or not fits else _carried(gradient),
            updated=None if self._has_update_rule(parameter) or not fits else _carried(updated),
            penalty=_penalty_of(parameter) if parameter in self.recording.regularized else None, slots=own,
        )  # fmt: skip

    def _has_gradient_rule(self, parameter: Parameter) -> bool:
        users = [step for step in self.recording.steps if parameter in step.parameters]
        is_regular = parameter not in self.recording.regularized or _penalty_of(parameter) != "unknown"
        return is_regular and all(has_rule(step, self._shapes(step)) for step in users)

    def _slots_held(self) -> dict[Reference, Held]:
        update = self.recording.update
        held = {} if update is None else update.slots
        return {
            slot: "zero" if not array.any() else floats(array) if array.size <= self.thrift.most_slots else None
            for slot, array in held.items()
        }

    def _has_update_rule(self, parameter: Parameter) -> bool:
        if self.recording.parameter_array("gradient", parameter) is None:
            users = [step.op for step in self.recording.steps if parameter in step.parameters]
            return users == [BATCH_NORMALIZATION]
        return has_update_rule(self.recording)

    def _optimizer(self) -> PageOptimizer | None:
        update = self.recording.update
        if update is None:
            return None
        optimizer, kind = update.optimizer, type(update.optimizer).__name__
        names = ("momentum", "nesterov", "beta_1", "beta_2", "epsilon", "amsgrad")
        settings = {name: getattr(optimizer, name) for name in names if hasattr(optimizer, name)}
        return PageOptimizer(
            kind, source_of(optimizer.step),
            {**settings, "learning_rate": update.learning_rate, "t": optimizer.iterations + 1},
            plain=has_update_rule(self.recording),
        )  # fmt: skip

    def _penalty(self) -> float:
        recording = self.recording
        added = [*map(recording.references.penalty, recording.regularized)]
        added += map(recording.references.slot, recording.penalties)
        arrays = (recording.array("value", reference) for reference in added)
        return float(sum(float(array.sum()) for array in arrays if array is not None))

    # Diagram

    def _diagram(self) -> tuple[tuple[PageBox, ...], tuple[tuple[int, int], ...]]:
        boxes = [self._input_box(slot) for slot in self.input_slots]
        home = {slot: number for number, slot in enumerate(self.input_slots)}
        place: dict[str, int] = {}
        edges: list[tuple[int, int]] = []
        for step in self.recording.steps:
            call = step.owner
            if call not in place:
                place[call] = len(boxes)
                boxes.append(self._box(call))
            home |= dict.fromkeys(step.outputs, place[call])
            edges += [(home[slot], place[call]) for slot in step.inputs if home[slot] != place[call]]
        if self.recording.losses:
            edges += [(home[slot], len(boxes)) for slot in sorted(self.recording.outputs)]
            boxes.append(PageBox(self.names.loss, "loss", ", ".join(self._loss_kinds()), "", None))
        return tuple(boxes), tuple(dict.fromkeys(edges))

    def _input_box(self, slot: int) -> PageBox:
        return PageBox(self.names.input_box(slot), "input", "input", _shape(self._array(slot)), self._name(slot))

    def _box(self, layer: str) -> PageBox:
        steps = [step for step in self.recording.steps if step.owner == layer]
        last = steps[-1].outputs[0]
        kinds = dict.fromkeys(step.op.name.replace("_", " ") for step in steps)
        return PageBox(self.names.box(layer), "layer", " + ".join(kinds), _shape(self._array(last)), self._name(last))

    def _loss_kinds(self) -> Iterable[str]:
        return dict.fromkeys(loss.op.name.replace("_", " ") for loss in self.recording.losses if loss.op is not None)


def _shape(array: Array) -> str:
    return shape_text((None, *array.shape[1:]))


def _carried(array: Array | None) -> PageTensor | None:
    return None if array is None else floats(array)


def _penalty_of(parameter: Parameter) -> dict[str, float] | Literal["unknown"]:
    regularizer = parameter.regularizer
    if type(regularizer) not in (L1, L2, L1L2):
        return "unknown"
    return {"l1": float(getattr(regularizer, "l1", 0.0)), "l2": float(getattr(regularizer, "l2", 0.0))}


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (bool, int, float, str, np.number))
