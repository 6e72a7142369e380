"""Inserts the caller's custom classes, functions and modules where a description names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nervure.errors import ArgumentError
from nervure.layers import Lambda, Layer, TorchModule
from nervure.registry import deserialize

CustomObjects = Mapping[str, Any]

_TORCH_MODULE, _LAMBDA = TorchModule.__name__, Lambda.__name__


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
        path: its name, prefixed with the names of the enclosing models.
        known: the built-in and custom layer classes.
        custom: all custom objects.
        where: how errors name the source.

    Raises:
        UnknownNameError: its class is unknown.
        ArgumentError: it wraps a torch module that was not passed in.
    """
    kind, config = described["class_name"], with_custom(dict(described["config"]), custom)
    if kind == _TORCH_MODULE and isinstance(config.get("module"), str):
        config["module"] = _module(path, config["module"], custom, where)
    if kind == _LAMBDA and isinstance(config.get("function"), str):
        config["function"] = _by_layer(path, custom) or config["function"]
    return deserialize({"class_name": kind, "config": config}, known, where=where)


def _module(path: str, kind: str, custom: CustomObjects, where: str) -> Any:
    found = _by_layer(path, custom)
    if found is None:
        raise ArgumentError.of("torch_module.by_name", where=where, got=kind, name=path.rpartition("/")[2])
    return found


def _by_layer(path: str, custom: CustomObjects) -> Any:
    """The custom object passed for the path or the name of a layer, or None."""
    return next((custom[key] for key in (path, path.rpartition("/")[2]) if key in custom), None)


def with_custom(config: Mapping[str, Any], custom: CustomObjects) -> dict[str, Any]:
    """The arguments of a layer, with custom objects in place of their names and configurations."""
    return {key: value if key == "name" else _resolved(value, custom) for key, value in config.items()}


def _resolved(value: Any, custom: CustomObjects) -> Any:
    if isinstance(value, str) and value in custom:
        return custom[value]
    if isinstance(value, Mapping) and value.get("class_name") in custom:
        return deserialize(value, custom, where=str(value["class_name"]))
    return value
