"""A network as plain values: class names, arguments, and connections."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from nervure.layers import InputLayer, Layer
from nervure.layers.nested import Nested, trainable_flags
from nervure.models.layer_graph import LayerGraph
from nervure.registry import serialize
from nervure.symbolic import SymbolicTensor

Config = dict[str, Any]

_OF_THE_INPUT = ("input_shape", "input_dim", "batch_input_shape")
_KEYS = ("class_name", "name", "trainable", "config")


def layer_config(layer: Layer, name: str) -> Config:
    """A layer's name, class name and arguments; a nested model is expanded by its ``get_config``.

    If some layers inside are frozen and others are not, ``trainable`` has one flag per layer.

    A name is among the arguments only if the user chose it: a rebuilt layer must be free to get a new number. The
    declared input shape is omitted, since the model's input specifies it.
    """
    own = inspect.signature(type(layer)).parameters if type(layer).__init__ is not Layer.__init__ else ()
    config = {key: x for key, x in layer.get_config().items() if key in own or key not in _OF_THE_INPUT}
    if "name" in config and not layer.has_given_name:
        config["name"] = None
    if isinstance(layer, Nested):
        _, arguments = layer.__getnewargs_ex__()
        config.update({key: _inside(arguments[key]) for key in layer.nested_arguments})
    kind = getattr(layer, "config_class", type(layer).__name__)
    return dict(zip(_KEYS, (kind, name, trainable_flags(layer), config), strict=True))


def is_layer_config(value: Any) -> bool:
    """Whether :func:`layer_config` wrote it."""
    return isinstance(value, Mapping) and set(value) == set(_KEYS)


def _inside(value: Any) -> Any:
    """An argument that is a layer, or a list of them."""
    if isinstance(value, (list, tuple)):
        return [_inside(item) for item in value]
    return layer_config(value, value.name) if isinstance(value, Layer) else serialize(value)


def graph_config(graph: LayerGraph) -> Config:
    """The layers of a graph, and its calls with their inputs, given by the number of the producing call."""
    numbers: dict[int, int] = {id(tensor.node): number for number, tensor in enumerate(graph.inputs)}
    calls: list[Config] = []
    for node in graph.nodes:
        read = [_reference(tensor, numbers) for tensor in node.inputs]
        calls.append({"layer": graph.name_of(node.layer), "inputs": read})
        numbers[id(node)] = len(graph.inputs) + len(calls) - 1
    return {
        "inputs": [_input_config(tensor, graph) for tensor in graph.inputs],
        "layers": [layer_config(layer, graph.name_of(layer)) for layer in graph.layers if not _is_input(layer)],
        "calls": calls,
        "outputs": [_reference(tensor, numbers) for tensor in graph.outputs],
    }


def chain_config(layers: Sequence[Layer], names: Sequence[str], entrance: InputLayer | None) -> Config:
    """The layers of a chain, and its input if known."""
    return {
        "input": None if entrance is None else _input_config(entrance.output, None),
        "layers": [layer_config(layer, name) for layer, name in zip(layers, names, strict=True)],
    }


def _input_config(tensor: SymbolicTensor, graph: LayerGraph | None) -> Config:
    """The shape and name of an input; an input that starts after a layer is named after that layer."""
    layer = tensor.node.layer
    name = layer.name if graph is None else graph.name_of(layer)
    return {"name": name, "is_given": layer.has_given_name, "batch_shape": list(tensor.shape)}


def _is_input(layer: Layer) -> bool:
    return isinstance(layer, InputLayer)


def _reference(tensor: SymbolicTensor, numbers: Mapping[int, int]) -> list[int]:
    """The number of the call that produced the tensor (inputs come first), and the output's index."""
    return [numbers[id(tensor.node)], tensor.index]
