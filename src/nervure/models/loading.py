"""Models from files, from JSON, and from each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from os import PathLike
from typing import Any

from nervure import layers, losses, metrics, optimizers
from nervure.errors import FileError, UnknownNameError, advise
from nervure.models import weight_files
from nervure.models.building import Makers, build_layer
from nervure.models.graph_model import GraphModel
from nervure.models.model import Model
from nervure.models.sequential import Sequential

CustomObjects = Mapping[str, Any]


def load_model(filepath: str | PathLike[str], custom_objects: CustomObjects | None = None, compile: bool = True) -> Any:
    """The model saved by :meth:`Model.save`: architecture, weights, compile arguments, optimizer state.

    Loading runs no code from the file: names are looked up among nervure's own classes and ``custom_objects``.

    Args:
        filepath: the file.
        custom_objects: your own layer classes, loss or metric functions, by name; torch modules by their layer's name.
        compile: whether the model is compiled as it was when it was saved.

    Raises:
        FileError: the file cannot be read, or is not one of ours.
        UnknownNameError: it names a class that is neither ours nor in ``custom_objects``.

    Examples:
        >>> import tempfile, pathlib
        >>> from nervure.layers import Dense
        >>> model = Sequential([Dense(2, input_shape=(3,))])
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "model.safetensors"
        >>> model.save(path)
        >>> load_model(path).count_params()
        8
    """
    file = weight_files.read(filepath)
    if "model" not in file.header:
        raise FileError.of("load.weights_only", where=str(filepath))
    model = model_from_config(file.header["model"], custom_objects, where=str(filepath))
    weight_files.put_weights(model, file)
    if compile and file.header.get("compile") is not None:
        _compile(model, file, custom_objects or {})
    return model


def model_from_json(json_string: str, custom_objects: CustomObjects | None = None) -> Any:
    """The model whose architecture ``to_json`` wrote, with fresh weights.

    Raises:
        FileError: the text is no JSON, or not one of ours.
        UnknownNameError: it names a class that is neither ours nor in ``custom_objects``.
    """
    try:
        described = json.loads(json_string)
    except ValueError as problem:
        raise FileError.of("load.no_json", where="model_from_json", got=str(problem)) from problem
    return model_from_config(described, custom_objects, where="model_from_json")


def model_from_config(
    described: Mapping[str, Any], custom_objects: CustomObjects | None = None, *, where: str = "model_from_config"
) -> Any:
    """The model that :meth:`Model.description` described, with fresh weights."""
    makers = Makers(
        layers={**layers.TABLE, **(custom_objects or {})},
        graph=lambda inputs, outputs, name: Model(list(inputs), list(outputs), name=name),
        chain=lambda chain, name: Sequential(list(chain), name=name),
        where=where,
    )
    made = build_layer(described, makers)
    if not isinstance(made, GraphModel):
        raise FileError.of("load.no_model", where=where, got=type(made).__name__)
    return made


def clone_model(model: Any) -> Any:
    """A model of the same architecture with fresh weights of its own."""
    custom: dict[str, Any] = {type(layer).__name__: type(layer) for layer in model.layers}
    custom |= {layer.name: deepcopy(layer.module) for layer in model.layers if isinstance(layer, layers.TorchModule)}
    return model_from_config(model.description(), custom, where="clone_model")


def save_model(model: Model, filepath: str | PathLike[str], overwrite: bool = True) -> None:
    """The same as ``model.save(filepath)``."""
    model.save(filepath, overwrite)


def _compile(model: Any, file: weight_files.ModelFile, custom: CustomObjects) -> None:
    described = file.header["compile"]
    try:
        model.compile(
            optimizer=optimizers.get(described["optimizer"]),
            loss=_restored(described["loss"], losses.get, custom),
            metrics=_restored(described["metrics"], metrics.get, custom),
            weighted_metrics=_restored(described["weighted_metrics"], metrics.get, custom),
            loss_weights=described["loss_weights"],
            precision=described["precision"],
        )
    except UnknownNameError as unknown:
        # A loss function of the user's is code, and code is not in the file: the weights are still worth having.
        advise("load.compile_left_out", where=str(file.path), problem=unknown.problem)
        return
    weight_files.put_optimizer_state(model, file)


def _restored(described: Any, get: Any, custom: CustomObjects) -> Any:
    """Losses or metrics from plain values: one, a list, or a mapping by output name."""
    if isinstance(described, list):
        return [_restored(item, get, custom) for item in described]
    if isinstance(described, dict) and "class_name" not in described:
        return {name: _restored(item, get, custom) for name, item in described.items()}
    # A name that shapes decide ("accuracy") stays a name; everything else becomes an object.
    return (
        described if described is None or _is_plain_name(described, custom) else get(described, custom_objects=custom)
    )


def _is_plain_name(described: Any, custom: CustomObjects) -> bool:
    return isinstance(described, str) and described not in custom
