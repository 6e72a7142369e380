"""A network as plain values: class names, arguments, and who reads what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nervure.layers import InputLayer, Layer
from nervure.models.layer_graph import LayerGraph
from nervure.symbolic import SymbolicTensor

Config = dict[str, Any]


def layer_config(layer: Layer) -> Config:
    """Class name and arguments of a layer, its name included; a model inside is opened by its ``get_config``."""
    kind = "Model" if layer.sublayers and hasattr(layer, "graph") else type(layer).__name__
    return {"class_name": getattr(layer, "config_class", kind), "config": {**layer.get_config(), "name": layer.name}}


def graph_config(graph: LayerGraph) -> Config:
    """The layers of a graph, and its calls: what each reads, by the number of the call that gave it."""
    numbers: dict[int, int] = {id(tensor.node): number for number, tensor in enumerate(graph.inputs)}
    calls: list[Config] = []
    for node in graph.nodes:
        calls.append({"layer": node.layer.name, "inputs": [_reference(tensor, numbers) for tensor in node.inputs]})
        numbers[id(node)] = len(graph.inputs) + len(calls) - 1
    return {
        "inputs": [{"name": tensor.node.layer.name, "batch_shape": list(tensor.shape)} for tensor in graph.inputs],
        "layers": [layer_config(layer) for layer in graph.layers if not isinstance(layer, InputLayer)],
        "calls": calls,
        "outputs": [_reference(tensor, numbers) for tensor in graph.outputs],
    }


def chain_config(layers: Sequence[Layer], input_shape: Sequence[int | None] | None) -> Config:
    """The layers of a chain, and the shape of its input where that is known."""
    return {
        "input_shape": None if input_shape is None else list(input_shape),
        "layers": [layer_config(layer) for layer in layers],
    }


def _reference(tensor: SymbolicTensor, numbers: Mapping[int, int]) -> list[int]:
    """Which call gave the tensor (inputs count first), and which of its outputs it is."""
    return [numbers[id(tensor.node)], tensor.index]
