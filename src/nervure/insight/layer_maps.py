"""The layers of a network as steps of its plan: which value is a layer's output, and which outputs are maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.errors import ArgumentError, ShapeError
from nervure.graph.inference import IDLE_AT_INFERENCE, without_penalties
from nervure.graph.plan import Plan
from nervure.insight.class_output import check_model
from nervure.layers.step import Step
from nervure.layers.torch_module import TORCH_MODULE
from nervure.models.graph_model import GraphModel
from nervure.models.layer_graph import LayerGraph, graph_inside
from nervure.ops.activation import ACTIVATIONS, LINEAR
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.ops.op import Context
from nervure.ops.prelu import PRELU
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION
from nervure.registry import look_up
from nervure.shapes import shape_text

CONVOLUTIONS = (CONVOLUTION, DEPTHWISE_CONVOLUTION, TRANSPOSED_CONVOLUTION)
_SAMPLE_AXES = 3
Shape = tuple[int, ...]


class LayerOutput(NamedTuple):
    """The result of one call of a layer.

    Attributes:
        name: the layer's name, prefixed with those of the enclosing models, and the number of a repeated call:
            ``conv2d:2``.
        kind: its class name.
        steps: its steps.
        slot: the slot of its output in the plan.
        shape: the shape of its output, without the batch axis.
    """

    name: str
    kind: str
    steps: tuple[Step, ...]
    slot: int
    shape: Shape

    @property
    def has_maps(self) -> bool:
        """Whether it is maps: rows, columns, and one channel per unit."""
        return len(self.shape) == _SAMPLE_AXES and self.shape[0] * self.shape[1] > 1

    @property
    def is_convolution(self) -> bool:
        """Whether it has filters."""
        return any(step.op in CONVOLUTIONS for step in self.steps)

    @property
    def is_activated(self) -> bool:
        """Whether it ends with an activation; a torch module may, which is not visible from outside."""
        last = self.steps[-1].op
        return last in (PRELU, TORCH_MODULE) or (last in ACTIVATIONS.values() and last is not LINEAR)

    @property
    def is_idle(self) -> bool:
        """Whether it only passes on its input at inference, as dropout does."""
        return all(step.op in IDLE_AT_INFERENCE for step in self.steps)


class LayerOutputs:
    """The layers of a network, for images of one size.

    Args:
        model: with one input.
        where: the name of the call in errors.
        shape: of an image, without the batch axis; by default the model's input shape, if all its sizes are known.

    Attributes:
        plan: the steps that compute the outputs.
        shapes: of all slots, without the batch axis.

    Raises:
        ArgumentError: the model has several inputs, or sizes are unknown.
        ShapeError: the input of the model is not images.
    """

    def __init__(self, model: GraphModel, where: str, shape: Sequence[int] | None = None) -> None:
        self.where, picture = where, picture_shape(model, where, shape)
        self._model_name = model.name
        self.plan = without_penalties(model.network().plan)
        self.shapes = slot_shapes(model, self.plan, picture)
        kinds = kinds_of(model.graph)
        by_call: dict[str, list[Step]] = {}
        for step in self.plan.steps:
            by_call.setdefault(step.owner, []).append(step)
        self._outputs = {
            name: LayerOutput(
                name,
                kinds.get(steps[-1].layer, steps[-1].op.name),
                tuple(steps),
                steps[-1].outputs[0],
                self.shapes[steps[-1].outputs[0]],
            )
            for name, steps in by_call.items()
        }

    @property
    def picture(self) -> tuple[int, int]:
        """Height and width of the network's input."""
        height, width = self.shapes[0][:2]
        return height, width

    @property
    def all(self) -> tuple[LayerOutput, ...]:
        """All layers, in the order in which an image passes them."""
        return tuple(self._outputs.values())

    @property
    def with_maps(self) -> tuple[LayerOutput, ...]:
        """Those whose outputs are maps and more than the output of the layer before."""
        return tuple(output for output in self.all if output.has_maps and not output.is_idle)

    def named(self, name: str) -> LayerOutput:
        """The layer of that name.

        Raises:
            UnknownNameError: there is no such layer; the message suggests the nearest.
        """
        return look_up(name, self._outputs, where=f"{self.where}(layer=...)")

    def with_map(self, name: str) -> LayerOutput:
        """The same, for callers that need its maps.

        Raises:
            UnknownNameError: there is no such layer.
            ArgumentError: its output does not have rows and columns, or no layer's output does.
        """
        output = self.named(name)
        if not output.has_maps:
            known = [each.name for each in self.all_with_maps()]
            raise ArgumentError.of(
                "insight.no_maps", where=f"{self.where}(layer=...)", name=name, got=shape_text((None, *output.shape)),
                known=", ".join(known), example=known[0],
            )  # fmt: skip
        return output

    def all_with_maps(self) -> tuple[LayerOutput, ...]:
        """The layers of :attr:`with_maps`, at least one.

        Raises:
            ArgumentError: there are none.
        """
        if not self.with_maps:
            raise ArgumentError.of("insight.no_map_at_all", where=self.where, name=self._model_name)
        return self.with_maps

    def chosen(self, layer: Any) -> tuple[LayerOutput, ...]:
        """The layers of that name, or of a list of names, which must have maps; None means all convolutions.

        Raises:
            UnknownNameError: there is no such layer.
            ArgumentError: a layer does not have maps, or no layer has.
        """
        if layer is not None:
            return tuple(map(self.with_map, layer if isinstance(layer, (list, tuple)) else (layer,)))
        outputs = self.all_with_maps()
        found = tuple(output for output in outputs if output.is_convolution)
        if not found:
            raise ArgumentError.of(
                "insight.no_convolution", where=self.where, known=", ".join(self._outputs), example=outputs[0].name
            )
        return found

    def last_activated(self) -> LayerOutput:
        """The last layer with maps after an activation, or the last convolution.

        Raises:
            ArgumentError: no layer has maps.
        """
        activated = [output for output in self.with_maps if output.is_activated]
        return activated[-1] if activated else self.chosen(None)[-1]


def picture_shape(model: GraphModel, where: str, given: Sequence[int] | None = None) -> Shape:
    """The shape of one image at the input of ``model``: (H, W, C), or (H, W).

    Raises:
        ArgumentError: the model has several inputs, or sizes are unknown and not given.
        ShapeError: the input of the model is not images.
    """
    expected = input_shape(model, where)
    shape = expected if given is None else tuple(given)
    if len(shape) not in (_SAMPLE_AXES - 1, _SAMPLE_AXES):
        raise ShapeError.of("insight.no_picture", where=where, got=shape_text((None, *expected)))
    known = tuple(size for size in shape if size is not None)
    if len(known) != len(shape) or len(shape) != len(expected):
        raise ArgumentError.of("insight.picture_size", where=where, got=shape_text((None, *expected)))
    return known


def input_shape(model: GraphModel, where: str) -> tuple[int | None, ...]:
    """The shape of the input of ``model``, without the batch axis.

    Raises:
        ArgumentError: this is not a model, or it has several inputs.
    """
    check_model(model, where)
    shapes = model.graph.input_shapes
    if len(shapes) != 1:
        raise ArgumentError.of("insight.inputs", where=where, got=len(shapes))
    return shapes[0][1:]


def slot_shapes(model: GraphModel, plan: Plan, shape: Shape) -> Mapping[int, Shape]:
    """The shapes of all values for an image of ``shape``, found with a black one."""
    network = model.network()
    network.store.refresh()
    black = torch.zeros(1, *shape, dtype=network.precision.storage, device=network.device)
    shapes: dict[int, Shape] = {0: shape}
    with torch.no_grad():
        for visit in plan.visits([black], Context()):
            for slot, value in zip(visit.step.outputs, visit.values, strict=True):
                shapes[slot] = tuple(value.shape[1:])
    return shapes


def values_of(plan: Plan, x: Tensor, slots: Sequence[int]) -> dict[int, Tensor]:
    """The values in some slots; nothing after the last of them is computed."""
    remaining, found = set(slots), {}
    with torch.no_grad():
        for visit in plan.visits([x], Context()):
            for slot, value in zip(visit.step.outputs, visit.values, strict=True):
                if slot in remaining:
                    found[slot] = value
                    remaining.discard(slot)
            if not remaining:
                break
    return found


def kinds_of(graph: LayerGraph, prefix: str = "") -> dict[str, str]:
    """The class of every layer by its path, including those of inner models."""
    kinds: dict[str, str] = {}
    for layer in graph.layers:
        path = prefix + graph.name_of(layer)
        kinds[path] = type(layer).__name__
        inside = graph_inside(layer)
        if inside is not None:
            kinds.update(kinds_of(inside, f"{path}/"))
    return kinds
