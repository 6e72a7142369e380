"""Building a network from its description.

Names in a description are looked up in literal tables and in the caller's custom objects; nothing is imported by a name
found in a file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nervure.errors import FileError, NervureError, said_of
from nervure.layers import InputLayer, Layer
from nervure.layers.nested import set_trainable_flags, trainable_flags
from nervure.models.description import is_layer_config
from nervure.models.graph_model import GraphModel
from nervure.symbolic import SymbolicTensor


@contextlib.contextmanager
def blaming(where: str) -> Iterator[None]:
    """Turns any exception that a foreign description causes inside the block into an error of the file.

    Args:
        where: how errors name the source.

    Raises:
        FileError: an exception other than nervure's own was raised.
    """
    try:
        yield
    except NervureError:
        raise
    except Exception as problem:  # a description may hold anything, and constructors may raise anything
        raise FileError.of("load.bad_architecture", where=where, got=said_of(problem)) from problem


class Makers(NamedTuple):
    """The makers used to build descriptions.

    Attributes:
        layer: makes a layer from its description and its path (``encoder/dense``).
        graph: makes a model from inputs, outputs (each a list or a mapping) and a name.
        chain: makes a model from a list of layers and a name.
        where: how errors name the source.
        opens_layers: whether layers that are arguments of a layer are built before it; otherwise ``layer`` builds them.
    """

    layer: Callable[[Mapping[str, Any], str], Layer]
    graph: Callable[[Any, Any, str | None], GraphModel]
    chain: Callable[[Sequence[Layer], str | None], GraphModel]
    where: str
    opens_layers: bool = True


def build(described: Any, makers: Makers, prefix: str | None = None) -> Layer:
    """The layer, or model, of a description, with fresh weights.

    Args:
        described: what :func:`nervure.models.description.layer_config` wrote.
        makers: what to build with.
        prefix: the path of the enclosing models, ``encoder/``; None for the outermost model.

    Raises:
        UnknownNameError: its class is unknown to ``makers``; pass custom classes as ``custom_objects``.
        FileError: the description is not one of ours.
    """
    with blaming(makers.where):
        kind, name, config = str(described["class_name"]), str(described["name"]), described["config"]
        path = f"{prefix or ''}{name}"
        if kind in _BUILDERS:
            inside = "" if prefix is None else f"{path}/"
            layer: Layer = _BUILDERS[kind](config, makers, inside)
        else:
            if makers.opens_layers:
                described = {**described, "config": _with_layers_inside(config, makers, f"{path}/")}
            layer = makers.layer(described, path)
        return _as_described(layer, name, described["trainable"])


def _as_described(layer: Layer, name: str, trainable: bool | Sequence[bool]) -> Layer:
    if isinstance(layer, GraphModel):
        # Layers store their own frozen state; the model's flag must not unfreeze them.
        layer.mark_trainable(bool(trainable))
    elif trainable_flags(layer) != trainable:
        set_trainable_flags(layer, trainable)
    if not layer.has_given_name:
        layer.take_number(name)
    return layer


def _with_layers_inside(config: Mapping[str, Any], makers: Makers, prefix: str) -> dict[str, Any]:
    """``config`` with the layers inside a wrapper (``Bidirectional``, ``RNN``) built."""
    return {name: _built_inside(value, makers, prefix) for name, value in config.items()}


def _built_inside(value: Any, makers: Makers, prefix: str) -> Any:
    if isinstance(value, list):
        return [_built_inside(item, makers, prefix) for item in value]
    return build(value, makers, prefix) if is_layer_config(value) else value


def build_chain(config: Mapping[str, Any], makers: Makers, prefix: str) -> GraphModel:
    """The model of :func:`nervure.models.description.chain_config`."""
    entrance = [] if config["input"] is None else [_input_layer(config["input"])]
    return makers.chain([*entrance, *(build(layer, makers, prefix) for layer in config["layers"])], config["name"])


def build_graph(config: Mapping[str, Any], makers: Makers, prefix: str) -> GraphModel:
    """The model of :func:`nervure.models.description.graph_config`."""
    by_name = {described["name"]: build(described, makers, prefix) for described in config["layers"]}
    inputs = [_input_layer(described).output for described in config["inputs"]]
    results: list[tuple[SymbolicTensor, ...]] = [(tensor,) for tensor in inputs]
    for call in config["calls"]:
        read = [results[number][index] for number, index in call["inputs"]]
        results.append(_outputs(by_name[call["layer"]], read))
    outputs = [results[number][index] for number, index in config["outputs"]]
    return makers.graph(_keyed(inputs, config["input_keys"]), _keyed(outputs, config["output_keys"]), config["name"])


_BUILDERS: dict[str, Callable[[Mapping[str, Any], Makers, str], GraphModel]] = {
    "Model": build_graph,
    "Sequential": build_chain,
}


def _outputs(layer: Layer, read: Sequence[SymbolicTensor]) -> tuple[SymbolicTensor, ...]:
    written = layer(read[0] if len(read) == 1 else list(read))
    if isinstance(written, Mapping):
        written = list(written.values())
    return tuple(written) if isinstance(written, (list, tuple)) else (written,)


def _keyed(tensors: list[SymbolicTensor], keys: Sequence[str] | None) -> Any:
    return tensors if keys is None else dict(zip(keys, tensors, strict=True))


def _input_layer(described: Mapping[str, Any]) -> InputLayer:
    name = str(described["name"])
    layer = InputLayer(batch_shape=tuple(described["batch_shape"]), name=name if described["is_given"] else None)
    if not described["is_given"]:
        layer.take_number(name)
    return layer
