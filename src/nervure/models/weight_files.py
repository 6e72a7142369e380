"""Model files: one safetensors file with named tensors, and the description in its header. Data, never code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import safetensors
import safetensors.numpy
import torch
from torch import Tensor

from nervure.errors import FileError, ShapeError
from nervure.files import write_bytes
from nervure.layers.layer import OwnedParameter
from nervure.models.graph_model import GraphModel
from nervure.models.network import named_parameters, owned_parameters
from nervure.registry import serialize

_HEADER = "nervure"
_FORMAT = 1
_SLOTS = "optimizer"

Array = np.ndarray[Any, Any]


class ModelFile(NamedTuple):
    """What a file holds.

    Attributes:
        header: the description: model, compile arguments, optimizer, format.
        tensors: ``layer/parameter`` and ``optimizer/slot/layer/parameter`` by name, in Keras' layouts.
        path: where it was read.
    """

    header: dict[str, Any]
    tensors: dict[str, Array]
    path: Path


def save_model(model: GraphModel, filepath: str | PathLike[str], overwrite: bool) -> None:
    """Writes architecture, weights, compile arguments and the optimizer's state."""
    header = {"model": model.description(), "compile": compile_config(model)}
    tensors = weights(model)
    if model.compilation is not None:
        optimizer = model.compilation.optimizer
        header["optimizer"] = {"iterations": optimizer.iterations}
        tensors.update(_slots(model))
    _write(filepath, header, tensors, overwrite)


def save_weights(model: GraphModel, filepath: str | PathLike[str], overwrite: bool) -> None:
    """Writes the weights alone."""
    _write(filepath, {}, weights(model), overwrite)


def weights(model: GraphModel) -> dict[str, Array]:
    """All parameters by name, in Keras' layouts, and the states of stateful layers."""
    return {owned.name: _array(owned.parameter.array) for owned in owned_parameters(model.graph.layers)}


def load_weights(model: GraphModel, filepath: str | PathLike[str]) -> None:
    """Copies the weights of a file into ``model``.

    Raises:
        FileError: the file cannot be read, or is not one of ours.
        ShapeError: a parameter is missing, or has another shape; nothing is changed then.
    """
    put_weights(model, read(filepath))


def put_weights(model: GraphModel, file: ModelFile) -> None:
    """Copies the weights that were read into ``model``, all or none.

    The states of stateful layers are taken where the file has fitting ones: a network trained with one batch size may
    answer with another.
    """
    fitting: list[OwnedParameter] = []
    for owned in owned_parameters(model.graph.layers):
        found, expected = file.tensors.get(owned.name), owned.parameter.shape
        if found is not None and found.shape == expected:
            fitting.append(owned)
        elif not owned.is_carried:
            got = "-" if found is None else str(tuple(found.shape))
            raise ShapeError.of("load.weights", where=str(file.path), name=owned.name, expected=expected, got=got)
    for owned in fitting:
        owned.parameter.array.copy_(torch.from_numpy(file.tensors[owned.name]))


def put_optimizer_state(model: GraphModel, file: ModelFile) -> None:
    """Restores the optimizer's slots and its count of steps."""
    optimizer = model.compiled().optimizer
    segment = model.network().store.trainable
    optimizer.attach(segment)
    names = {id(named.parameter): named.name for named in named_parameters(model.graph.layers)}
    for slot, flat in optimizer.slots.items():
        for parameter, view in zip(segment.parameters, segment.views(flat), strict=True):
            found = file.tensors.get(f"{_SLOTS}/{slot}/{names[id(parameter)]}")
            if found is not None:
                view.copy_(torch.from_numpy(found))
    optimizer.iterations = int(file.header.get("optimizer", {}).get("iterations", 0))


def read(filepath: str | PathLike[str]) -> ModelFile:
    """The content of a file written by :func:`save_model` or :func:`save_weights`.

    Raises:
        FileError: it is not there, or not one of ours.
    """
    path = Path(filepath)
    if not path.is_file():
        raise FileError.of("load.missing", where=fspath(filepath))
    try:
        with safetensors.safe_open(path, framework="numpy") as opened:
            header = json.loads((opened.metadata() or {}).get(_HEADER, "null"))
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - it is no mapping
    except (safetensors.SafetensorError, ValueError, OSError) as problem:
        raise FileError.of("load.unreadable", where=fspath(filepath), got=str(problem)) from problem
    if not isinstance(header, dict) or header.get("format") != _FORMAT:
        raise FileError.of("load.foreign", where=fspath(filepath))
    return ModelFile(header, tensors, path)


def compile_config(model: GraphModel) -> dict[str, Any] | None:
    """The arguments of ``compile`` as plain values; None for a model that was not compiled."""
    if model.compilation is None:
        return None
    kept = ("loss_weights", "metrics", "weighted_metrics", "precision")
    config = {name: serialize(model.compile_arguments[name]) for name in kept}
    return {**config, "optimizer": serialize(model.compilation.optimizer), "loss": serialize(model.compilation.loss)}


def _slots(model: GraphModel) -> dict[str, Array]:
    segment = model.network().store.trainable
    names = {id(named.parameter): named.name for named in named_parameters(model.graph.layers)}
    optimizer = model.compiled().optimizer
    optimizer.attach(segment)
    return {
        f"{_SLOTS}/{slot}/{names[id(parameter)]}": _array(view)
        for slot, flat in optimizer.slots.items()
        for parameter, view in zip(segment.parameters, segment.views(flat), strict=True)
    }


def _array(tensor: Tensor) -> Array:
    return tensor.cpu().contiguous().numpy()


def _write(
    filepath: str | PathLike[str], header: Mapping[str, Any], tensors: dict[str, Array], overwrite: bool
) -> None:
    if not overwrite and Path(filepath).exists():
        raise FileError.of("save.exists", where=fspath(filepath))
    text = json.dumps({"format": _FORMAT, **header}, ensure_ascii=False)
    write_bytes(filepath, safetensors.numpy.save(tensors, metadata={_HEADER: text}))
