"""Runs a single layer forward and backward, and returns every gradient."""

from __future__ import annotations

from typing import Any, NamedTuple

from torch import Tensor

from nervure.layers.layer import Layer
from nervure.layers.lowering import Lowering
from nervure.layers.step import Step
from nervure.ops.op import Context


class Forward(NamedTuple):
    """The result of a forward walk.

    Attributes:
        outputs: the values, always a tuple.
        steps: each step with its cache.
        slots: the indices of the outputs among the values.
        num_inputs: the number of inputs.
    """

    outputs: tuple[Tensor, ...]
    steps: tuple[tuple[Step, Any], ...]
    slots: tuple[int, ...]
    num_inputs: int


class Gradients(NamedTuple):
    """The result of a backward walk; None for a missing gradient.

    Attributes:
        inputs: one gradient per input.
        parameters: one gradient per parameter, by name.
    """

    inputs: tuple[Tensor | None, ...]
    parameters: dict[str, Tensor | None]


def walk_forward(layer: Layer, inputs: tuple[Tensor, ...], context: Context) -> Forward:
    """The outputs of a built layer whose parameters have values."""
    lowering = Lowering(len(inputs))
    slots = layer.lower(tuple(range(len(inputs))), lowering.layer(layer.name, 0, layer.built_shape))
    values = dict(enumerate(inputs))
    kept: list[tuple[Step, Any]] = []
    for step in lowering.steps:
        results, cache = step.forward(tuple(values[slot] for slot in step.inputs), context)
        kept.append((step, cache))
        values.update(zip(step.outputs, results, strict=True))
    return Forward(tuple(values[slot] for slot in slots), tuple(kept), slots, len(inputs))


def walk_backward(layer: Layer, forward: Forward, dys: tuple[Tensor, ...]) -> Gradients:
    """The gradients of inputs and parameters; unlike a network's walk, this does not store them in the parameters."""
    upstream: dict[int, Tensor | None] = {}
    for slot, dy in zip(forward.slots, dys, strict=True):
        upstream[slot] = _sum(upstream.get(slot), dy)
    parameters: dict[str, Tensor | None] = {parameter.name: None for parameter in layer.parameters}
    for step, cache in reversed(forward.steps):
        received = tuple(upstream.pop(slot, None) for slot in step.outputs)
        if all(dy is None for dy in received):
            continue
        found = step.op.backward(received if len(received) > 1 else received[0], cache)
        for slot, gradient in zip(step.inputs, found, strict=False):
            upstream[slot] = _sum(upstream.get(slot), gradient)
        for parameter, gradient in zip(step.parameters, found[len(step.inputs) :], strict=True):
            parameters[parameter.name] = _sum(parameters[parameter.name], gradient)
    return Gradients(tuple(upstream.get(slot) for slot in range(forward.num_inputs)), parameters)


def _sum(first: Tensor | None, second: Tensor | None) -> Tensor | None:
    if first is None or second is None:
        return second if first is None else first
    return first + second
