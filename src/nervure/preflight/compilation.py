"""Losses that cannot be meant, or may not be meant, for what the network's last layer gives."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.errors import ArgumentError, advise
from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.losses import Loss
from nervure.ops.activation import ACTIVATIONS
from nervure.symbolic import Shape

_PROBABILITIES = ("softmax", "sigmoid")
# What hands on the numbers it got: behind it the activation still counts.
_TRANSPARENT = ("reshape", "dropout", "fold_time", "unfold_time")
_PRODUCTS = ("dense", "convolution", "maxout_winner")


def check_compilation(
    plan: Plan, output_names: Sequence[str], output_shapes: Sequence[Shape], losses: Sequence[Loss | None]
) -> None:
    """Compares each loss with the activation in front of it.

    Args:
        plan: the unfused steps.
        output_names: of the network's outputs.
        output_shapes: their shapes.
        losses: theirs, None for none.

    Raises:
        ArgumentError: a cross-entropy of probabilities reads something that is no probability.
    """
    for slot, name, shape, loss in zip(plan.outputs, output_names, output_shapes, losses, strict=True):
        step = _source(plan, slot)
        if loss is not None and step is not None and "crossentropy" in loss.op.name:
            _check_crossentropy(step, name, shape, loss)
    _advise_on_linear_neighbours(plan)


def advise_on_masks(layers: Sequence[str]) -> None:
    """A mask that a layer let go tells the layers behind it nothing: they count padding as data.

    Args:
        layers: how errors name those that did.
    """
    if layers:
        advise("preflight.mask_lost", layer=layers[0])


def _check_crossentropy(step: Step, name: str, shape: Shape, loss: Loss) -> None:
    last, is_binary, where = step.op.name, "binary" in loss.op.name, f"compile(loss='{loss.name}')"
    if last == "softmax" and shape[-1] == 1:
        raise ArgumentError.of("preflight.softmax_of_one", where=where, layer=name)
    if loss.from_logits:
        if last in _PROBABILITIES:
            advise("preflight.activation_twice", loss=loss.name, layer=name, activation=last)
        return
    wanted = "sigmoid" if is_binary else "softmax"
    if last in _PRODUCTS or last == "linear":
        raise ArgumentError.of("preflight.logits", where=where, layer=name, wanted=wanted)
    if last in ACTIVATIONS and last not in _PROBABILITIES:
        raise ArgumentError.of("preflight.no_probability", where=where, layer=name, activation=last, wanted=wanted)
    if is_binary and last == "softmax":
        advise("preflight.binary_of_softmax", layer=name, units=shape[-1])


def _source(plan: Plan, slot: int) -> Step | None:
    """The step whose numbers arrive at ``slot``; None where they come straight from the input."""
    while True:
        writers = [step for step in plan.steps if slot in step.outputs]
        if not writers:
            return None
        if writers[0].op.name not in _TRANSPARENT:
            return writers[0]
        slot = writers[0].inputs[0]


def _advise_on_linear_neighbours(plan: Plan) -> None:
    """Two dense layers with no activation between are one: depth buys nothing."""
    for step in plan.steps:
        if step.op.name != "dense":
            continue
        source = _source(plan, step.inputs[0])
        if source is not None and source.op.name == "dense" and len(plan.readers(source.outputs[0])) == 1:
            advise("preflight.linear_neighbours", first=source.layer, second=step.layer)
            return
