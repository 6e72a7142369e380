"""Losses that cannot be meant, or may not be meant, for what the network's last layer gives."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.errors import ArgumentError, advise
from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.losses import Loss
from nervure.ops.activation import ACTIVATIONS, LINEAR
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.cross_entropy import (
    BINARY_CROSSENTROPY,
    CATEGORICAL_CROSSENTROPY,
    FUSED,
    SIGMOID_BINARY_CROSSENTROPY,
    SPARSE_CATEGORICAL_CROSSENTROPY,
)
from nervure.ops.dense import DENSE
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.ops.dropout import DROPOUT
from nervure.ops.maxout import MAXOUT_WINNER
from nervure.ops.rectifiers import RELU
from nervure.ops.reshape import RESHAPE
from nervure.ops.smooth_activations import SIGMOID
from nervure.ops.softmax import SOFTMAX
from nervure.ops.time_axis import FOLD_TIME, UNFOLD_TIME
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION
from nervure.parameter import Parameter
from nervure.symbolic import Shape

# By the pairs themselves and not by their names: a layer or a loss of one's own may go by any name.
_OF_PROBABILITIES = (BINARY_CROSSENTROPY, CATEGORICAL_CROSSENTROPY, SPARSE_CATEGORICAL_CROSSENTROPY)
_OF_LOGITS = tuple(FUSED.values())
_BINARY = (BINARY_CROSSENTROPY, SIGMOID_BINARY_CROSSENTROPY)
# What hands on the numbers it got: behind it the activation still counts.
_TRANSPARENT = (RESHAPE, DROPOUT, LINEAR, FOLD_TIME, UNFOLD_TIME)
_PRODUCTS = (DENSE, CONVOLUTION, DEPTHWISE_CONVOLUTION, TRANSPOSED_CONVOLUTION, MAXOUT_WINNER)


def check_compilation(
    plan: Plan, output_names: Sequence[str], output_shapes: Sequence[Shape], losses: Sequence[Loss | None]
) -> None:
    """Compares each loss with the activation in front of it, and looks for layers that do nothing together.

    Args:
        plan: the unfused steps.
        output_names: of the network's outputs.
        output_shapes: their shapes.
        losses: theirs, None for none.

    Raises:
        ArgumentError: a cross-entropy of probabilities reads something that is none, or an output is always 1.
    """
    for slot, name, shape, loss in zip(plan.outputs, output_names, output_shapes, losses, strict=True):
        if loss is None:
            continue
        _check_constant(plan.writer(slot), name, shape, loss)
        source = _source(plan, slot)
        if source is not None and loss.op in _OF_PROBABILITIES:
            _check_probabilities(source, name, loss)
        if source is not None and loss.op in _OF_LOGITS and source.op in (SOFTMAX, SIGMOID):
            advise("preflight.activation_twice", loss=loss.name, layer=name, activation=source.op.name)
    _advise_on_linear_neighbours(plan)


def advise_on_masks(layers: Sequence[str]) -> None:
    """A mask that a layer let go tells the layers behind it nothing: they count padding as data.

    Args:
        layers: how errors name those that did.
    """
    if layers:
        advise("preflight.mask_lost", layer=layers[0])


def is_crossentropy(loss: Loss | None) -> bool:
    """Whether ``loss`` is one of the cross-entropies, from logits or from probabilities."""
    return loss is not None and loss.op in (*_OF_PROBABILITIES, *_OF_LOGITS)


def _check_constant(step: Step | None, name: str, shape: Shape, loss: Loss) -> None:
    """A softmax over one unit is 1, whatever the network computes."""
    if step is not None and step.op is SOFTMAX:
        axis = step.options.get("axis", -1)
        if axis in (-1, len(shape) - 1) and shape[-1] == 1:
            raise ArgumentError.of("preflight.softmax_of_one", where=_where(loss), layer=name)


def _check_probabilities(source: Step, name: str, loss: Loss) -> None:
    last, is_binary = source.op, loss.op in _BINARY
    wanted = "sigmoid" if is_binary else "softmax"
    if last in _PRODUCTS:
        raise ArgumentError.of("preflight.logits", where=_where(loss), layer=name, wanted=wanted)
    if last is SOFTMAX and is_binary:
        advise("preflight.binary_of_softmax", layer=name)
    elif last in ACTIVATIONS.values() and last not in (SOFTMAX, SIGMOID) and not _stays_below_one(source):
        raise ArgumentError.of(
            "preflight.no_probability", where=_where(loss), layer=name, activation=last.name, wanted=wanted
        )


def _stays_below_one(step: Step) -> bool:
    """Whether it is a relu cut off at 1: a probability, if a crude one."""
    limit = step.options.get("max_value")
    return step.op is RELU and limit is not None and limit <= 1 and not step.options.get("negative_slope")


def _where(loss: Loss) -> str:
    return f"compile(loss='{loss.name}')"


def _source(plan: Plan, slot: int) -> Step | None:
    """The step whose numbers arrive at ``slot``; None where they come straight from the input."""
    step = plan.writer(slot)
    while step is not None and step.op in _TRANSPARENT:
        step = plan.writer(step.inputs[0])
    return step


def _advise_on_linear_neighbours(plan: Plan) -> None:
    """Two dense layers with nothing between them are one: depth buys nothing."""
    for step in plan.steps:
        first = _product_before(plan, step) if step.op is DENSE else None
        if first is not None and _make_one(first.parameters[0], step.parameters[0]):
            advise("preflight.linear_neighbours", first=first.layer, second=step.layer)
            return


def _product_before(plan: Plan, step: Step) -> Step | None:
    """The dense step that only ``step`` reads, itself or through what hands its numbers on unchanged."""
    slot = step.inputs[0]
    while True:
        writer = plan.writer(slot)
        if writer is None or slot in plan.outputs or len(plan.readers(slot)) > 1:
            return None
        if writer.op is DENSE:
            return writer
        # Dropout changes the numbers while training.
        if writer.op not in (RESHAPE, LINEAR):
            return None
        slot = writer.inputs[0]


def _make_one(first: Parameter, second: Parameter) -> bool:
    """Whether one kernel could take the place of both.

    Not where a reshape between them changed the features; not in a bottleneck, narrower than what is before and behind
    it (a linear autoencoder): one kernel of so small a rank has more weights. And a layer behind itself is a power.
    """
    (inputs, between), (arriving, units) = first.shape, second.shape
    return first is not second and between == arriving and between >= min(inputs, units)
