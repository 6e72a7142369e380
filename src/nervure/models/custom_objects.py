"""The caller's own classes, functions and modules, put where a description names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nervure.errors import ArgumentError
from nervure.layers import Layer, TorchModule
from nervure.registry import deserialize

CustomObjects = Mapping[str, Any]

_TORCH_MODULE = TorchModule.__name__


def layer_from(
    described: Mapping[str, Any],
    path: str,
    known: Mapping[str, Callable[..., Layer]],
    custom: CustomObjects,
    where: str,
) -> Layer:
    """The layer of a description.

    Args:
        described: class name, name and arguments.
        path: its name, with the names of the models it lies in before it.
        known: the layer classes of the house and of the caller.
        custom: everything the caller handed over.
        where: how errors name the source.

    Raises:
        UnknownNameError: its class is not known.
        ArgumentError: it wraps a torch module, and the caller did not hand it over.
    """
    kind, config = described["class_name"], with_custom(dict(described["config"]), custom)
    if kind == _TORCH_MODULE and isinstance(config.get("module"), str):
        config["module"] = _module(path, config["module"], custom, where)
    return deserialize({"class_name": kind, "config": config}, known, where=where)


def _module(path: str, kind: str, custom: CustomObjects, where: str) -> Any:
    name = path.rpartition("/")[2]
    for key in (path, name):
        if key in custom:
            return custom[key]
    raise ArgumentError.of("torch_module.by_name", where=where, got=kind, name=name)


def with_custom(config: Mapping[str, Any], custom: CustomObjects) -> dict[str, Any]:
    """The arguments of a layer, with the caller's objects in place of their names and configurations."""
    return {key: value if key == "name" else _resolved(value, custom) for key, value in config.items()}


def _resolved(value: Any, custom: CustomObjects) -> Any:
    if isinstance(value, str) and value in custom:
        return custom[value]
    if isinstance(value, Mapping) and value.get("class_name") in custom:
        return deserialize(value, custom, where=str(value["class_name"]))
    return value
