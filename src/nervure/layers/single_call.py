"""Calling one layer with data: its steps, walked forward. A network's walk is ``Plan.forward``."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.layers.lowering import LayerLowering, Lowering
from nervure.ops.op import Context


class SingleCall(NamedTuple):
    """What a layer is called with.

    Attributes:
        inputs: as they were fed.
        mask: (N, T) of the first input, True where a time step is real; None where all are.
        like: a tensor of the type and the device to compute with.
    """

    inputs: tuple[Tensor, ...]
    mask: Tensor | None
    like: Tensor


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
    outputs = place(tuple(range(num_inputs)), lowering.layer(path, stream=0))
    for step in lowering.steps:
        results, cache = step.forward(step.reads(values, fed), context, call.like.dtype)
        values.update(zip(step.outputs, results, strict=True))
        if step.op.carries:
            step.commit(cache)
    return [values[slot] for slot in outputs]
