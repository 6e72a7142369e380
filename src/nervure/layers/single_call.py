"""Calling one layer with data: its steps, walked forward. A network's walk is ``Plan.forward``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.errors import ShapeError
from nervure.layers.given_arrays import numbers
from nervure.layers.lowering import LayerLowering, Lowering
from nervure.ops.op import Context
from nervure.randomness import starting_seed
from nervure.shapes import shape_text


class SingleCall(NamedTuple):
    """What a layer is called with.

    Attributes:
        inputs: as they were fed.
        mask: (N, T) of the first input, True where a time step is real; None where all are.
        like: a tensor of the type and the device to compute with.
        shape: of the input, or the shapes of several.
    """

    inputs: tuple[Tensor, ...]
    mask: Tensor | None
    like: Tensor
    shape: Any


def compute(layer: Any, inputs: Any, training: bool, mask: Any = None) -> Any:
    """What ``layer`` gives for arrays or tensors.

    Args:
        layer: the layer; built now if it is not.
        inputs: one input, or a list of them.
        training: whether to compute as in training.
        mask: (N, T), True where a time step of the first input is real; None where all are.

    Raises:
        ShapeError: the inputs do not fit, or have different numbers of samples.
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
    # In the type and at the place of the weights, which a network may have made float64 or moved.
    like = layer.parameters[0].array if layer.parameters else tensors[0].new_empty(0, dtype=torch.float32)
    call = SingleCall(tensors, None if mask is None else numbers(mask, layer.where), like, shape)
    with torch.no_grad():
        values = walk(layer.place, layer.name, call, Context(training=training, seed=starting_seed(layer, "call")))
    results = [value if isinstance(arrays[0], Tensor) else value.cpu().numpy() for value in values]
    return results[0] if len(results) == 1 else tuple(results)


def walk(
    place: Callable[[tuple[int, ...], LayerLowering], tuple[int, ...]], path: str, call: SingleCall, context: Context
) -> list[Tensor]:
    """The outputs of a layer; states that it carries from call to call are stored.

    Args:
        place: writes the layer's steps (``Layer.place``).
        path: the layer's name.
        call: what it is called with.
        context: training or inference, and the seed.
    """
    num_inputs = len(call.inputs)
    lowering = Lowering(num_inputs + (call.mask is not None))
    fed = {slot: x.to(call.like.device) for slot, x in enumerate(call.inputs)}
    values = {slot: x.to(call.like) for slot, x in fed.items()}
    if call.mask is not None:
        lowering.mask_of[0], lowering.mask_rank[num_inputs] = num_inputs, call.mask.ndim
        values[num_inputs] = call.mask.to(call.like.device, torch.bool)
    outputs = place(tuple(range(num_inputs)), lowering.layer(path, stream=0, shape=call.shape))
    for step in lowering.steps:
        results, cache = step.forward(step.reads(values, fed), context, call.like.dtype)
        values.update(zip(step.outputs, results, strict=True))
        if step.op.carries:
            step.commit(cache)
    return [values[slot] for slot in outputs]
