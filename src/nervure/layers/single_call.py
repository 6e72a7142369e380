"""Calls one layer on data by walking its steps forward. A network's walk is ``Plan.forward``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.errors import ShapeError
from nervure.layers.call_arguments import masks_of
from nervure.layers.given_arrays import numbers
from nervure.layers.lowering import LayerLowering, Lowering
from nervure.layers.masked_values import with_mask
from nervure.ops.op import Context
from nervure.randomness import starting_seed
from nervure.shapes import shape_text


class SingleCall(NamedTuple):
    """The arguments of a layer's call.

    Attributes:
        inputs: as fed.
        masks: of each input, (N, T), True where a time step is real; None if all are.
        like: a tensor with the type and device to compute with.
        shape: of the input, or the shapes of several.
    """

    inputs: tuple[Tensor, ...]
    masks: list[Tensor | None]
    like: Tensor
    shape: Any


class Result(NamedTuple):
    """One output of a layer, and its mask; None if all its steps are real or it has no time steps."""

    value: Tensor
    mask: Tensor | None


def compute(layer: Any, inputs: Any, training: bool, mask: Any, context: Context | None = None) -> Any:
    """Calls ``layer`` on arrays or tensors.

    Args:
        layer: the layer; built now if necessary.
        inputs: one input, or a list of them.
        training: whether to compute as in training.
        mask: (N, T), True where a time step of the first input is real, or a list with one per input; None for the
            masks attached to the inputs by previous layers.
        context: the context of the walk; by default ``training`` and the layer's own seed.

    Raises:
        ShapeError: the inputs or a mask do not fit, or the inputs have different numbers of samples.
    """
    alone = not isinstance(inputs, (list, tuple)) or not inputs or not hasattr(inputs[0], "shape")
    arrays = (inputs,) if alone else tuple(inputs)
    tensors = tuple(numbers(array, layer.where) for array in arrays)
    fixed = layer.fixes_batch_size
    shapes = tuple(tuple(x.shape) if fixed else (None, *x.shape[1:]) for x in tensors)
    if len({tensor.shape[:1] for tensor in tensors}) > 1:
        got = ", ".join(shape_text(tensor.shape) for tensor in tensors)
        raise ShapeError.of("layer.batch_sizes", where=layer.where, got=got)
    shape = shapes[0] if alone else shapes
    layer.ensure_built(shape)
    layer.draw_missing()
    # With the type and device of the weights, which a network may have changed.
    like = layer.parameters[0].array if layer.parameters else tensors[0].new_empty(0, dtype=torch.float32)
    call = SingleCall(tensors, masks_of(arrays, tensors, mask, layer), like, shape)
    if context is None:
        context = Context(training=training, seed=seed_of_call(layer))
    with torch.no_grad():
        found = walk(layer.place, layer.name, call, context)
    results = [with_mask(value, mask, as_tensor=isinstance(arrays[0], Tensor)) for value, mask in found]
    return results[0] if len(results) == 1 else tuple(results)


def seed_of_call(layer: Any) -> int:
    """The seed for the random numbers of a layer called on arrays.

    Depends on the layer's number among the layers called this way; the global seed itself if the layer, or one inside
    it, has its own ``seed``, which already selects the numbers.
    """
    return starting_seed(None if _has_own_seed(layer) else layer, "call")


def _has_own_seed(layer: Any) -> bool:
    return getattr(layer, "seed", None) is not None or any(map(_has_own_seed, layer.sublayers))


def walk(
    place: Callable[[tuple[int, ...], LayerLowering], tuple[int, ...]], path: str, call: SingleCall, context: Context
) -> list[Result]:
    """The outputs of a layer; stores carried states and, in training, moving statistics.

    Args:
        place: emits the layer's steps (``Layer.place``).
        path: the layer's name.
        call: the arguments of the call.
        context: the training flag and the seed.
    """
    num_inputs = len(call.inputs)
    masks = {slot: mask for slot, mask in enumerate(call.masks) if mask is not None}
    lowering = Lowering(num_inputs + len(masks))
    fed = {slot: x.to(call.like.device) for slot, x in enumerate(call.inputs)}
    values = {slot: x.to(call.like) for slot, x in fed.items()}
    for number, (slot, mask) in enumerate(masks.items(), num_inputs):
        lowering.mask_of[slot], lowering.mask_rank[number] = number, mask.ndim
        values[number] = mask.to(call.like.device)
    outputs = place(tuple(range(num_inputs)), lowering.layer(path, stream=0, shape=call.shape))
    for step in lowering.steps:
        results, cache = step.forward(step.reads(values, fed), context, call.like.dtype)
        values.update(zip(step.outputs, results, strict=True))
        if step.op.carries or (context.training and step.op.commits is not None):
            step.commit(cache)
    found = [lowering.mask_of.get(slot) for slot in outputs]
    return [
        Result(values[slot], None if mask is None else values[mask]) for slot, mask in zip(outputs, found, strict=True)
    ]
