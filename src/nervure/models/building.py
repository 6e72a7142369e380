"""Building a network from its description.

Names in a description are looked up in literal tables and in what the caller hands over; nothing is imported by a name
that stands in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from nervure.errors import FileError
from nervure.layers import InputLayer, Lambda, Layer, TorchModule
from nervure.models.graph_model import GraphModel
from nervure.registry import deserialize, look_up
from nervure.symbolic import SymbolicTensor


class Makers(NamedTuple):
    """What descriptions are built with.

    Attributes:
        layers: the layer classes of the house and of the caller, by name.
        graph: makes a model from inputs, outputs and a name.
        chain: makes a model from a list of layers and a name.
        where: how errors name the source.
    """

    layers: Mapping[str, Callable[..., Layer]]
    graph: Callable[[Sequence[SymbolicTensor], Sequence[SymbolicTensor], str], GraphModel]
    chain: Callable[[Sequence[Layer], str], GraphModel]
    where: str


def build_layer(described: Mapping[str, Any], makers: Makers) -> Layer:
    """The layer, or model, of a description, with fresh weights.

    Raises:
        UnknownNameError: its class is not among ``makers``; custom classes are handed over as ``custom_objects``.
        FileError: the description is not one of ours.
    """
    try:
        kind, config = str(described["class_name"]), dict(described["config"])
        if kind == "Sequential":
            return _frozen_as(build_chain(config, makers), config)
        if kind == "Model":
            return _frozen_as(build_graph(config, makers), config)
    except (KeyError, TypeError, IndexError) as problem:
        raise FileError.of("load.bad_architecture", where=makers.where, got=repr(problem)) from problem
    config = _with_layers_inside(kind, config, makers)
    if kind == TorchModule.__name__:  # a description cannot hold its code: it is handed over by the layer's name
        config["module"] = makers.layers.get(str(config.get("name")), config.get("module"))
    if kind == Lambda.__name__:  # likewise, by the layer's name or the function's
        by_function = makers.layers.get(str(config.get("function")), config.get("function"))
        config["function"] = makers.layers.get(str(config.get("name")), by_function)
    return deserialize({"class_name": kind, "config": config}, makers.layers, where=makers.where)


def _with_layers_inside(kind: str, config: Mapping[str, Any], makers: Makers) -> dict[str, Any]:
    """``config`` with the layers that a layer lies around (``Bidirectional``, ``RNN``) built."""
    nested = getattr(makers.layers.get(kind), "nested_arguments", ())
    return {name: _built_inside(value, makers) if name in nested else value for name, value in config.items()}


def _built_inside(described: Any, makers: Makers) -> Any:
    if isinstance(described, (list, tuple)):
        return [_built_inside(item, makers) for item in described]
    return build_layer(described, makers) if isinstance(described, Mapping) else described


def build_chain(config: Mapping[str, Any], makers: Makers) -> GraphModel:
    """The model of :func:`nervure.models.description.chain_config`."""
    shape = config["input_shape"]
    entrance = [] if shape is None else [InputLayer(batch_shape=tuple(shape))]
    return makers.chain([*entrance, *(build_layer(layer, makers) for layer in config["layers"])], config["name"])


def build_graph(config: Mapping[str, Any], makers: Makers) -> GraphModel:
    """The model of :func:`nervure.models.description.graph_config`."""
    layers = [build_layer(layer, makers) for layer in config["layers"]]
    by_name = {layer.name: layer for layer in layers}
    inputs = [InputLayer(batch_shape=tuple(i["batch_shape"]), name=i["name"]).output for i in config["inputs"]]
    results: list[tuple[SymbolicTensor, ...]] = [(tensor,) for tensor in inputs]
    for call in config["calls"]:
        read = [results[number][index] for number, index in call["inputs"]]
        written = look_up(call["layer"], by_name, where=makers.where)(read[0] if len(read) == 1 else read)
        results.append(written if isinstance(written, tuple) else (written,))
    return makers.graph(inputs, [results[number][index] for number, index in config["outputs"]], config["name"])


def _frozen_as(model: GraphModel, config: Mapping[str, Any]) -> GraphModel:
    # Layers know for themselves whether they are frozen; the model's own flag must not thaw them.
    model.mark_trainable(bool(config.get("trainable", True)))
    return model
