"""Dense chains: plans of only dense layers with activations, in the form the small-network kernel takes.

They may start with flattening and rescaling, or with LSTM and GRU layers, and end in one loss.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from nervure.graph.heads import Head
from nervure.graph.plan import Plan
from nervure.kernels.small_dense import ACTIVATIONS as KNOWN_ACTIVATIONS
from nervure.kernels.small_dense import DenseHead, DenseLayer, RecurrentLayer
from nervure.layers.step import Step
from nervure.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    HalfSquaredError,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nervure.losses.loss import Loss
from nervure.ops.activation import ACTIVATIONS, LINEAR
from nervure.ops.cross_entropy import (
    SIGMOID_BINARY_CROSSENTROPY,
    SOFTMAX_CATEGORICAL_CROSSENTROPY,
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
)
from nervure.ops.dense import DENSE
from nervure.ops.fused import DENSE_ACTIVATED
from nervure.ops.gru import GRU
from nervure.ops.lstm import LSTM
from nervure.ops.op import Op
from nervure.ops.recurrence import Recurrence
from nervure.ops.rescaling import RESCALING
from nervure.ops.reshape import RESHAPE
from nervure.parameter import Parameter, Segment

_FROM_LOGITS = {
    SIGMOID_BINARY_CROSSENTROPY: "binary_from_logits",
    SOFTMAX_CATEGORICAL_CROSSENTROPY: "one_hot_from_logits",
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY: "class_from_logits",
}
# Compared by exact class: a custom subclass may compute anything.
_CROSS_ENTROPIES = (BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy)
# The constants of the activations that have one, and their defaults.
_CONSTANTS = {"leaky_relu": ("negative_slope", 0.2), "elu": ("alpha", 1.0)}


class DenseChain(NamedTuple):
    """The computation of a plan that is a dense chain.

    Attributes:
        layers: the layers, with the offsets of their parameters in the trainable segment.
        is_flattened: whether samples with several axes are flattened first.
        scale: the factor applied to the inputs.
        offset: the offset added afterwards.
        recurrent: the recurrent layers before the dense ones.
    """

    layers: tuple[DenseLayer, ...]
    is_flattened: bool
    scale: float
    offset: float
    recurrent: tuple[RecurrentLayer, ...]


def dense_chain(plan: Plan, segment: Segment) -> DenseChain | None:
    """``plan`` as a dense chain; None if it is not one, or if ``segment`` also holds other parameters.

    Args:
        plan: the fused plan, cut at its loss.
        segment: the trainable parameters.
    """
    steps = _in_one_line(plan)
    if steps is None:
        return None
    before, behind = _parted(steps, (RESHAPE, RESCALING))
    sequential, behind = _parted(behind, (LSTM, GRU))
    places = dict(zip(map(id, segment.parameters), segment.offsets, strict=True))
    front, recurrent, layers = _front(before), _recurrent_layers(sequential, places), _layers(behind, places)
    if places or front is None or recurrent is None or not layers or layers[-1].units * layers[0].inputs == 0:
        return None
    return DenseChain(layers, *front, recurrent)


def _in_one_line(plan: Plan) -> list[Step] | None:
    """The steps that compute something, if each reads the output of the previous one."""
    has_masks = any(slot is not None for slot in plan.output_masks)
    if plan.num_inputs != 1 or len(plan.outputs) != 1 or plan.penalties or has_masks:
        return None
    slot, steps = 0, []
    for step in plan.steps:
        if step.inputs != (slot,) or len(step.outputs) != 1 or step.is_final:
            return None
        slot = step.outputs[0]
        if step.op is not LINEAR:
            steps.append(step)
    return steps if plan.outputs == (slot,) else None


def _parted(steps: Sequence[Step], ops: Sequence[Op]) -> tuple[Sequence[Step], Sequence[Step]]:
    """The leading steps whose operation is one of ``ops``, and the remaining ones."""
    count = next((number for number, step in enumerate(steps) if step.op not in ops), len(steps))
    return steps[:count], steps[count:]


def _front(steps: Sequence[Step]) -> tuple[bool, float, float] | None:
    is_flattened, scale, offset = False, 1.0, 0.0
    for step in steps:
        options = step.options
        if step.op is RESHAPE and options["target_shape"] == (-1,):
            is_flattened = True
        elif step.op is RESCALING and (scale, offset) == (1.0, 0.0) and _are_numbers(options):
            scale, offset = float(options["scale"]), float(options.get("offset", 0.0))
        else:
            return None
    return is_flattened, scale, offset


def _are_numbers(options: Mapping[str, Any]) -> bool:
    return all(isinstance(value, (int, float)) for value in options.values())


def _taken(places: dict[int, int], parameters: Sequence[Parameter]) -> list[int] | None:
    """The offsets of ``parameters``, which are consumed; None if one is missing or in a different order."""
    taken = [places.pop(id(parameter), None) for parameter in parameters]
    in_order = all(parameter.memory_order == tuple(range(len(parameter.shape))) for parameter in parameters)
    found = [place for place in taken if place is not None]
    # A parameter that is frozen, or shared with an earlier layer, has no offset.
    return found if in_order and len(found) == len(taken) else None


def _recurrent_layers(steps: Sequence[Step], places: dict[int, int]) -> tuple[RecurrentLayer, ...] | None:
    """The recurrent layers; None if one of them does something the kernel does not support."""
    layers: list[RecurrentLayer] = []
    for step in steps:
        recurrence, is_last = step.options["recurrence"], step is steps[-1]
        usual = recurrence._replace(use_bias=True, return_sequences=False, zero_padding=False, stream=0, where="RNN")
        fits = (
            usual == Recurrence() and recurrence.return_sequences != is_last and step.options.get("reset_after", True)
        )
        own = _taken(places, step.parameters) if fits else None
        if own is None:
            return None
        kernel, recurrent_kernel, *bias = own
        features, units = step.parameters[0].shape[0], step.parameters[1].shape[0]
        layers.append(
            RecurrentLayer(step.op.name, features, units, kernel, recurrent_kernel, bias[0] if bias else None)
        )
    return tuple(layers)


def _layers(steps: Sequence[Step], places: dict[int, int]) -> tuple[DenseLayer, ...]:
    """The dense layers; none if a step is something else."""
    layers: list[DenseLayer] = []
    for step in steps:
        if step.op in (DENSE, DENSE_ACTIVATED):
            name, options = step.options.get("activation", "linear"), step.options.get("activation_options", {})
            made = _layer(step.parameters, _taken(places, step.parameters), name, options)
        elif layers and layers[-1].activation == "linear" and step.op is ACTIVATIONS.get(step.op.name):
            made = _activated(layers.pop(), step.op.name, step.options)
        else:
            return ()
        if made is None:
            return ()
        layers.append(made)
    return tuple(layers)


def _layer(
    parameters: Sequence[Parameter], places: Sequence[int] | None, activation: str, options: Mapping[str, Any]
) -> DenseLayer | None:
    if places is None:
        return None
    (inputs, units), (kernel, *bias) = parameters[0].shape, places
    return _activated(DenseLayer(inputs, units, "linear", 0.0, kernel, bias[0] if bias else None), activation, options)


def _activated(layer: DenseLayer, name: str, options: Mapping[str, Any]) -> DenseLayer | None:
    found = native_activation(name, options)
    # With a slope or alpha below 0, the derivative cannot be computed from the output.
    if found is None or found.constant < 0 or (name == "softmax" and layer.units == 1):
        return None
    return layer._replace(activation=name, constant=found.constant)


class NativeActivation(NamedTuple):
    """An activation supported by the kernels: its name there, and its constant."""

    name: str
    constant: float


def native_activation(name: str, options: Mapping[str, Any]) -> NativeActivation | None:
    """The kernels' version of the activation ``name`` with its options; None if unsupported."""
    if name not in KNOWN_ACTIVATIONS or (name == "softmax" and options.get("axis", -1) != -1):
        return None
    if name == "relu" and (options.get("max_value") is not None or options.get("negative_slope")):
        return None
    if name == "relu" and options.get("threshold"):
        return None
    constant_name, constant = _CONSTANTS.get(name, ("", 0.0))
    return NativeActivation(name, float(options.get(constant_name, constant)))


def dense_head(head: Head, layers: Sequence[DenseLayer]) -> DenseHead | None:
    """The kernel's version of the loss of a dense chain; None if unsupported.

    Args:
        head: the loss, and the pair that computes it.
        layers: the layers of the chain; if the loss takes logits, the last one must be linear.
    """
    loss = head.loss
    if loss is None or loss.dtype is not None or loss.reduction not in ("sum_over_batch_size", "mean", "sum"):
        return None
    units, is_mean = layers[-1].units, loss.reduction != "sum"
    if type(loss) is HalfSquaredError:
        return DenseHead("squared", 0.5, 1.0, is_mean=is_mean)
    if type(loss) is MeanSquaredError:
        return DenseHead("squared", 1.0 / units, 2.0 / units, is_mean=is_mean)
    if type(loss) is MeanAbsoluteError:
        return DenseHead("absolute", 1.0 / units, 1.0 / units, is_mean=is_mean)
    return _cross_entropy(loss, head, layers[-1], is_mean)


def _cross_entropy(loss: Loss, head: Head, last: DenseLayer, is_mean: bool) -> DenseHead | None:
    op, options = head.op or loss.op, loss.options
    name = _FROM_LOGITS.get(op)
    if type(loss) not in _CROSS_ENTROPIES or name is None or last.activation != "linear":
        return None
    if options.get("ignore_class") is not None or options.get("axis", -1) not in (-1, 1):
        return None
    if name != "binary_from_logits" and last.units == 1:
        return None
    factor = 1.0 / last.units if name == "binary_from_logits" else 1.0
    return DenseHead(name, factor, factor, float(options.get("label_smoothing", 0.0)), is_mean)
