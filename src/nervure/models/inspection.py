"""Seeing inside a model: gradients, every step's values, the summary. Nothing here changes the model."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch

from nervure.data import as_dataset
from nervure.layers import InputLayer, Layer
from nervure.models.feeding import Feed
from nervure.models.graph_model import GraphModel
from nervure.models.network import named_parameters
from nervure.models.preparation import build_for, prepared_step
from nervure.ops.op import Context
from nervure.parameter import Parameter
from nervure.records.architecture import Architecture, LayerRow
from nervure.render.summary import print_summary as show_summary
from nervure.render.summary import summary_text

Array = np.ndarray[Any, Any]


def gradients(model: GraphModel, x: Any, y: Any, sample_weight: Any) -> dict[str, Array]:
    """The gradients of the next training step on this batch, by ``layer/parameter``."""
    model.compiled()
    batch = _single_batch(model, x, y, sample_weight, "gradients")
    step = prepared_step(model, model.run_seed)
    with torch.no_grad():
        step.differentiate(batch)
    return {
        named.name: named.parameter.gradient.cpu().contiguous().numpy().copy()
        for named in named_parameters(model.graph.layers)
        if named.parameter.gradient is not None
    }


class TracedStep(NamedTuple):
    """One step of a trace.

    Attributes:
        name: ``conv2d/z``, ``dense/output``.
        kind: the name of the op.
        shape: of the value, batch axis first.
        value: the value as an array.
        cache: what the op kept for its backward pass, by name.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    value: Array
    cache: Any


class Trace(Mapping[str, Array]):
    """Every step of a forward pass: a mapping from names to arrays, in order.

    Attributes:
        steps: the steps with their shapes and caches.
    """

    def __init__(self, steps: list[TracedStep]) -> None:
        self.steps = tuple(steps)
        self._values = {step.name: step.value for step in steps}

    def __getitem__(self, name: str) -> Array:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        width = max((len(step.name) for step in self.steps), default=0)
        return "\n".join(f"{step.name:<{width}}  {step.shape}" for step in self.steps)


def trace(model: GraphModel, x: Any, training: bool) -> Trace:
    """Walks the unfused plan on ``x`` and keeps everything."""
    batch = _single_batch(model, x, None, None, "trace")
    network = model.network()
    network.store.refresh()
    step = model.compilation.optimizer.calls if model.compilation is not None else 0
    context = Context(training=training, seed=model.run_seed, step=step)
    traced: list[TracedStep] = []
    with torch.no_grad():
        for visit in network.plan.visits(batch.x, context):
            for position, value in enumerate(visit.values):
                name = visit.step.name if len(visit.values) == 1 else f"{visit.step.name}[{position}]"
                array = (value.float() if value.dtype == torch.bfloat16 else value).cpu().numpy().copy()
                traced.append(TracedStep(name, visit.step.op.name, tuple(value.shape), array, visit.cache))
    return Trace(traced)


def _single_batch(model: GraphModel, x: Any, y: Any, sample_weight: Any, where: str) -> Any:
    dataset = as_dataset(x, y, sample_weight, batch_size=sys.maxsize, shuffle=False)
    build_for(model, dataset)
    names = model.output_names if y is not None else ()
    feed = Feed(dataset, model.input_names, model.graph.input_shapes, names, model.network().device, where)
    return next(iter(feed.batches(0, 0)))


def architecture_record(model: GraphModel) -> Architecture:
    """The model as the summary shows it: plain values."""
    network = model.network()
    trainable = _numbers(network.store.trainable.parameters)
    fixed = _numbers(network.store.frozen.parameters) + _numbers(network.store.state.parameters)
    item_bytes = network.precision.storage.itemsize
    slots = list(model.compilation.optimizer.slots.values()) if model.compilation is not None else []
    kept = trainable * len(slots)
    return Architecture(
        name=model.name,
        rows=tuple(_rows(model)),
        trainable=trainable,
        non_trainable=fixed,
        trainable_bytes=trainable * item_bytes,
        non_trainable_bytes=fixed * item_bytes,
        optimizer=kept,
        optimizer_bytes=kept * item_bytes,
    )


def _rows(model: GraphModel) -> Iterator[LayerRow]:
    graph = model.graph
    connected = not graph.is_chain
    for layer in graph.layers:
        if isinstance(layer, InputLayer) and not connected:
            continue
        yield LayerRow(
            name=layer.name,
            kind=type(layer).__name__,
            output_shape=_output_shape(model, layer),
            num_parameters=layer.count_params(),
            connected_to=graph.sources(layer) if connected else (),
            trainable=layer.trainable,
        )


def _output_shape(model: GraphModel, layer: Layer) -> Any:
    if isinstance(layer, InputLayer):
        return layer.output.shape
    node = next(node for node in model.graph.nodes if node.layer is layer)
    shapes = tuple(tensor.shape for tensor in node.outputs)
    return shapes[0] if len(shapes) == 1 else shapes


def _numbers(parameters: tuple[Parameter, ...]) -> int:
    return sum(parameter.size for parameter in parameters)


def print_summary(model: GraphModel, line_length: int | None, print_fn: Callable[[str], object] | None) -> None:
    """Shows the summary on the screen, or hands its lines to ``print_fn``."""
    record = architecture_record(model)
    if print_fn is not None:
        print_fn(summary_text(record, line_length or 80, colors=False))
    else:
        show_summary(record, line_length)
