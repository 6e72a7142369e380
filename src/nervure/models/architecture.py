"""The architecture of a model as plain values, and its summary."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nervure.errors import ArgumentError
from nervure.layers import InputLayer, Layer
from nervure.layers.layer import OwnedParameter
from nervure.models.graph_model import GraphModel
from nervure.models.layer_graph import LayerGraph, graph_inside
from nervure.models.network import named_parameters
from nervure.records.architecture import Architecture, LayerRow

_WIDTH = 80
# Besides its slots, an optimizer stores its step count and learning rate, four bytes each, as Keras counts.
_COUNTERS, _COUNTER_BYTES = 2, 4


def architecture_of(model: GraphModel, *, expand_nested: bool = False) -> Architecture:
    """``model`` as shown in a summary. An unbuilt model has layers, but no shapes or parameter counts."""
    named = named_parameters(model.graph) if model.built else []
    trainable = _count(named, trained=True)
    fixed = _count(named, trained=False)
    item_bytes = model.precision.storage.itemsize
    kept, counters = _optimizer_numbers(model, trainable)
    rows = _graph_rows(model.graph, expand_nested) if model.built else _unbuilt_rows(model)
    return Architecture(
        name=model.name,
        rows=tuple(rows),
        trainable=trainable,
        non_trainable=fixed,
        trainable_bytes=trainable * item_bytes,
        non_trainable_bytes=fixed * item_bytes,
        optimizer=kept + counters,
        optimizer_bytes=kept * item_bytes + counters * _COUNTER_BYTES,
    )


def _count(named: Sequence[OwnedParameter], *, trained: bool) -> int:
    return sum(
        parameter.size for _, parameter, layer, _ in named if (parameter.trainable and layer.trainable) == trained
    )


def _optimizer_numbers(model: GraphModel, trainable: int) -> tuple[int, int]:
    """How many numbers the optimizer stores for the weights, and how many besides; none before its first step."""
    optimizer = None if not model.compiled else model.compilation.optimizer
    if optimizer is None or not (optimizer.slots or optimizer.iterations):
        return 0, 0
    return trainable * len(optimizer.slots), _COUNTERS


def _graph_rows(graph: LayerGraph, expand_nested: bool, prefix: str = "") -> Iterator[LayerRow]:
    connected = not graph.is_chain
    for layer in graph.layers:
        if isinstance(layer, InputLayer) and (prefix or not connected):
            continue
        name = prefix + graph.name_of(layer)
        yield LayerRow(
            name=name,
            kind=type(layer).__name__,
            output_shape=_output_shape(graph, layer),
            num_parameters=layer.count_params(),
            connected_to=tuple(prefix + source for source in graph.sources(layer)) if connected else (),
            trainable=layer.trainable,
        )
        inner = graph_inside(layer)
        if expand_nested and inner is not None:
            yield from _graph_rows(inner, expand_nested, f"{name}/")


def _output_shape(graph: LayerGraph, layer: Layer) -> Any:
    """The output shape; several if the layer has several outputs or its calls differ."""
    if isinstance(layer, InputLayer):
        return layer.output.shape
    called = [node for node in graph.nodes if node.layer is layer]
    shapes = tuple(dict.fromkeys(tuple(tensor.shape for tensor in node.outputs) for node in called))
    listed = tuple(shape for several in shapes for shape in several)
    return listed[0] if len(listed) == 1 else listed


def _unbuilt_rows(model: GraphModel) -> Iterator[LayerRow]:
    for layer in model.layers:
        yield LayerRow(model.name_of(layer), type(layer).__name__, None, None, (), layer.trainable)


def print_summary(
    model: GraphModel,
    line_length: int | None,
    print_fn: Callable[[str], object] | None,
    *,
    expand_nested: bool,
    show_trainable: bool,
    layer_range: Sequence[str] | None,
) -> None:
    """Displays the summary, or passes its text to ``print_fn``."""
    from nervure.render import summary  # imports rich, so only when needed

    record = _between(architecture_of(model, expand_nested=expand_nested), layer_range)
    if print_fn is not None:
        print_fn(summary.summary_text(record, line_length or _WIDTH, trainable=show_trainable))
    else:
        summary.print_summary(record, line_length, trainable=show_trainable)


def _between(record: Architecture, layer_range: Sequence[str] | None) -> Architecture:
    """The rows from the first name that matches one pattern to the last that matches the other; totals are kept."""
    if layer_range is None:
        return record
    places: list[list[int]] = [
        [place for place, row in enumerate(record.rows) if re.match(pattern, row.name)] for pattern in layer_range
    ]
    if len(places) != 2 or not all(places):
        names = ", ".join(row.name for row in record.rows)
        raise ArgumentError.of("summary.layer_range", where="summary(layer_range=...)", names=names, got=layer_range)
    (first, *_), (*_, last) = places
    return dataclasses.replace(record, rows=record.rows[min(first, last) : max(first, last) + 1])
