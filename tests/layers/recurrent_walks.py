"""Layers of sequences, walked forward and back with masks, initial states and several outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nervure.graph.plan import Plan, apply_commits
from nervure.layers import Layer
from nervure.layers.lowering import Lowering
from nervure.ops.op import Context
from nervure.parameter import Store

MASKS: dict[str, np.ndarray | None] = {
    "no mask": None,
    "padding behind": np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [1, 0, 0, 0, 0]], bool),
    "padding before": np.array([[0, 0, 1, 1, 1], [1, 1, 1, 1, 1], [0, 0, 0, 0, 1]], bool),
    "padding between, and nothing else": np.array([[0, 1, 0, 1, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 0]], bool),
}


class Walk(NamedTuple):
    """A layer, walked.

    Attributes:
        outputs: its outputs.
        dinputs: the gradients of the inputs, zeros where there is none.
        dparameters: the gradients of the parameters in Keras' order.
    """

    outputs: tuple[Tensor, ...]
    dinputs: tuple[Tensor, ...]
    dparameters: tuple[Tensor, ...]


def built(layer: Layer, inputs: Sequence[np.ndarray], dtype: torch.dtype = torch.float32) -> Layer:
    """``layer`` built for the inputs, with first values."""
    shapes = [(len(x) if layer.fixes_batch_size else None, *x.shape[1:]) for x in inputs]
    layer.ensure_built(shapes if len(shapes) > 1 else shapes[0])
    layer.initialise(0, seed=1, dtype=dtype)
    return layer


def walk_sequences(
    layer: Layer,
    inputs: Sequence[np.ndarray],
    dys: Sequence[np.ndarray] | None = None,
    mask: np.ndarray | None = None,
    *,
    training: bool = True,
    dtype: torch.dtype = torch.float32,
) -> Walk:
    """Walks a layer forward and back (``dys``: ones); carried states are committed."""
    built(layer, inputs, dtype)
    num_inputs = len(inputs) + (mask is not None)
    lowering = Lowering(num_inputs)
    if mask is not None:
        lowering.mask_of[0], lowering.mask_rank[len(inputs)] = len(inputs), mask.ndim
    slots = layer.place(tuple(range(len(inputs))), lowering.layer(layer.name, stream=0))
    plan = Plan(tuple(lowering.steps), num_inputs, slots, dtype)
    owned = layer.owned_parameters("layer")
    trained = [entry.parameter for entry in owned if entry.parameter.trainable]
    states = [entry.parameter for entry in owned if not entry.parameter.trainable]
    store = Store(trained, [], states, dtype if dtype != torch.bfloat16 else torch.float32)
    store.trainable.add_gradients()
    tensors = [torch.from_numpy(x) for x in (*inputs, *([] if mask is None else [mask]))]
    with torch.no_grad():
        forward = plan.forward(tensors, Context(training=training, seed=3), keep_caches=True)
        commits = plan.commits(forward.caches)
        given = [torch.ones_like(y) for y in forward.outputs] if dys is None else [torch.from_numpy(dy) for dy in dys]
        found = plan.backward(given, forward.caches, needs_dinputs=True)
        apply_commits(commits)
    dinputs = tuple(
        torch.zeros(x.shape, dtype=dtype) if gradient is None else gradient
        for gradient, x in zip(found, inputs, strict=False)
    )
    return Walk(forward.outputs, dinputs, tuple(_gradient(parameter) for parameter in trained))


def _gradient(parameter: Any) -> Tensor:
    assert parameter.gradient is not None
    gradient: Tensor = parameter.gradient.clone()
    return gradient
