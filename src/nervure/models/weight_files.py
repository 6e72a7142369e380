"""Model files: one safetensors file with named tensors, and the description in its header. Data, never code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import safetensors.numpy
import torch
from torch import Tensor

from nervure.errors import FileError, NervureError, ShapeError, StateError, said_of
from nervure.files import raise_if_of_the_machine, write_bytes
from nervure.layers.layer import OwnedParameter
from nervure.models import seal
from nervure.models.compile_config import compile_config
from nervure.models.graph_model import GraphModel
from nervure.models.long_lists import with_arrays, with_references
from nervure.models.network import named_parameters, owned_parameters, trains
from nervure.models.tensor_file import parsed, read_tensors
from nervure.optimizers.slots import check_state
from nervure.parameter import Parameter
from nervure.shapes import shape_text
from nervure.training.model_path import check_model_path

_HEADER = "nervure"
# The first version had no digest.
_FORMAT, _WITHOUT_DIGEST = 2, 1
# Prefix of the optimizer's tensors, so that none is mistaken for a weight.
_OPTIMIZER = "optimizer:"
# Prefix of the states of stateful layers.
_CARRIED = "state:"
# Prefix of initial weights given as arrays.
_GIVEN = "given:"
_WEIGHT_TYPES = (np.float32, np.float64)

Array = np.ndarray[Any, Any]


class ModelFile(NamedTuple):
    """The content of a file.

    Attributes:
        header: the description: model, seeds, compile arguments, optimizer, format.
        tensors: ``layer/parameter``, ``state:layer/state`` and ``optimizer:layer/parameter/slot`` by name, in Keras'
            layouts, and ``given:0``, ..., for initial weights.
        path: where it was read.
    """

    header: dict[str, Any]
    tensors: dict[str, Array]
    path: Path


def save_model(model: Any, filepath: str | PathLike[str], overwrite: bool) -> None:
    """Writes architecture, weights, seeds, compile arguments and the optimizer's state."""
    _write(filepath, *contents(model), overwrite, "model.save")


def contents(model: Any) -> tuple[dict[str, Any], dict[str, Array]]:
    """The description and the named tensors of a complete model."""
    tensors = weights(model)
    described = with_references(model.description(), tensors, _GIVEN)
    header: dict[str, Any] = {"model": described, "seeds": {"weights": model.seed, "run": model.run_seed}}
    if model.compiled:
        header["compile"] = compile_config(model.compilation, model.compile_arguments)
        header["optimizer"] = _optimizer_numbers(model)
        tensors.update(_optimizer_tensors(model))
    return header, tensors


def description(file: ModelFile) -> Any:
    """The network in a file, as :meth:`Model.description` described it, with arrays in place of long lists.

    Raises:
        KeyError: an array is missing.
    """
    given = {name: array for name, array in file.tensors.items() if name.startswith(_GIVEN)}
    return with_arrays(file.header["model"], given)


def save_weights(model: GraphModel, filepath: str | PathLike[str], overwrite: bool) -> None:
    """Writes only the weights."""
    _write(filepath, {}, weights(model), overwrite, "model.save_weights")


def weights(model: GraphModel) -> dict[str, Array]:
    """All parameters by name, in Keras' layouts, and the states of stateful layers."""
    return {_name_in_file(owned): _array(owned.parameter.array) for owned in owned_parameters(model.graph)}


def load_weights(model: GraphModel, filepath: str | PathLike[str]) -> None:
    """Copies the weights of a file into ``model``.

    Raises:
        FileError: the file cannot be read, or was not written by nervure.
        ShapeError: a parameter is missing, unexpected, or has another shape; nothing is changed in that case.
    """
    put_weights(model, read(filepath), keeps_digits=not model.compiled)


def check_weights(model: GraphModel, file: ModelFile) -> None:
    """Checks that a file has exactly what ``model`` needs.

    Raises:
        ShapeError: a parameter is missing, unexpected, or has another shape.
    """
    owned = owned_parameters(model.graph)
    where, known = str(file.path), {entry.name for entry in owned if not entry.is_carried}
    for entry in owned:
        found = file.tensors.get(_name_in_file(entry))
        if _is_needed(entry) and not _fits(found, entry.parameter):
            expected, got = shape_text(entry.parameter.shape), "-" if found is None else _described(found)
            raise ShapeError.of("load.weights", where=where, name=entry.name, expected=expected, got=got)
    for name, found in file.tensors.items():
        if name not in known and not name.startswith((_OPTIMIZER, _CARRIED, _GIVEN)):
            raise ShapeError.of("load.weights", where=where, name=name, expected="-", got=shape_text(found.shape))


def put_weights(model: GraphModel, file: ModelFile, *, keeps_digits: bool = False) -> None:
    """Copies the weights that were read into ``model``, all or none.

    The states of stateful layers are loaded if the file has matching ones: a network trained with one batch size may
    predict with another.

    Args:
        model: the model to load into.
        file: the content of the file.
        keeps_digits: whether weights of another precision keep it, since the model's precision is not chosen yet.

    Raises:
        ShapeError: see :func:`check_weights`.
    """
    check_weights(model, file)
    for entry in owned_parameters(model.graph):
        found = file.tensors.get(_name_in_file(entry))
        if found is not None and _fits(found, entry.parameter):
            _put(torch.from_numpy(found), entry.parameter, keeps_digits)


def _is_needed(entry: OwnedParameter) -> bool:
    """Whether the file must contain it: every weight, and any state without a value yet."""
    return not entry.is_carried or entry.parameter.value is None


def _fits(found: Array | None, parameter: Parameter) -> bool:
    return found is not None and found.shape == parameter.shape and found.dtype in _WEIGHT_TYPES


def _described(found: Array) -> str:
    kind = "" if found.dtype in _WEIGHT_TYPES else f"{found.dtype} "
    return kind + shape_text(found.shape)


def _name_in_file(owned: OwnedParameter) -> str:
    return _CARRIED + owned.name if owned.is_carried else owned.name


def _put(value: Tensor, parameter: Parameter, keeps_digits: bool) -> None:
    if parameter.value is None or (parameter.value.dtype != value.dtype and keeps_digits):
        parameter.value = parameter.in_memory_order(value.clone())
    else:
        parameter.value.copy_(value)


def put_seeds(model: GraphModel, file: ModelFile) -> None:
    """Restores the seeds, which determine the masks of further training.

    Raises:
        FileError: they are invalid.
    """
    seeds = file.header.get("seeds", {})
    if not isinstance(seeds, dict) or not all(seed is None or type(seed) is int for seed in seeds.values()):
        raise FileError.of("load.bad_architecture", where=str(file.path), got=f"seeds: {seeds!r:.60}")
    model.seed, model.run_seed = seeds.get("weights", model.seed), seeds.get("run", model.run_seed)


def put_optimizer_state(model: GraphModel, file: ModelFile) -> None:
    """Restores the optimizer's slots and step count, if it had taken any step.

    Raises:
        FileError: the file does not hold what this optimizer needs.
    """
    state = checked_optimizer_state(model, file)
    if state is not None:
        optimizer = model.compilation.optimizer
        optimizer.attach(model.network().store.trainable)
        optimizer.load_state(state, _trainable_names(model))


def checked_optimizer_state(model: GraphModel, file: ModelFile) -> dict[str, Any] | None:
    """The optimizer state in a file, without allocating memory; None if it had taken no step.

    Raises:
        FileError: it is not what this optimizer needs.
    """
    numbers = file.header.get("optimizer")
    if not numbers:
        return None
    slots = {name.removeprefix(_OPTIMIZER): x for name, x in file.tensors.items() if name.startswith(_OPTIMIZER)}
    optimizer = model.compilation.optimizer
    try:
        if not isinstance(numbers, dict):
            raise StateError.of("optimizer.state_missing", where="-", name="iterations", got=f"{numbers!r:.60}")
        state = {**numbers, **slots}
        moved = [owned for owned in named_parameters(model.graph) if trains(owned)]
        parts = {f"{owned.name}/{slot}": owned.parameter for slot in optimizer.all_slots for owned in moved}
        check_state(state, parts, where=str(file.path))
        return state
    except NervureError as problem:
        raise FileError.of("load.optimizer", where=str(file.path), got=problem.problem) from problem


def read(filepath: str | PathLike[str]) -> ModelFile:
    """The content of a file written by :func:`save_model` or :func:`save_weights`.

    Raises:
        FileError: it does not exist, or was not written by nervure.
    """
    path = Path(filepath)
    if not path.is_file():
        raise FileError.of("load.missing", where=fspath(filepath))
    try:
        descriptions, tensors, data = read_tensors(path)
        header = parsed(descriptions.get(_HEADER, "null"), len(data), path)
        if not isinstance(header, dict) or header.get("format") not in (_FORMAT, _WITHOUT_DIGEST):
            raise FileError.of("load.foreign", where=fspath(filepath))
        if header["format"] == _FORMAT and not seal.is_whole(data):
            raise FileError.of("load.altered", where=fspath(filepath))
    except FileError:
        raise
    except (OSError, MemoryError) as problem:
        raise_if_of_the_machine(path, problem)
        raise FileError.of("load.unreadable", where=fspath(filepath), got=said_of(problem)) from problem
    return ModelFile(header, tensors, path)


def _optimizer_numbers(model: GraphModel) -> dict[str, Any] | None:
    """The optimizer's counters; None before its first step."""
    state = _optimizer_state(model)
    return None if state is None else {name: x for name, x in state.items() if not isinstance(x, Tensor)}


def _optimizer_tensors(model: GraphModel) -> dict[str, Array]:
    state = _optimizer_state(model) or {}
    return {_OPTIMIZER + name: _array(x) for name, x in state.items() if isinstance(x, Tensor)}


def _optimizer_state(model: GraphModel) -> dict[str, Any] | None:
    optimizer = model.compilation.optimizer
    if not (optimizer.slots or optimizer.iterations):
        return None
    optimizer.attach(model.network().store.trainable)
    return optimizer.state(_trainable_names(model))


def _trainable_names(model: GraphModel) -> list[str]:
    """The names of the parameters in the trainable segment, in its order."""
    names = {id(owned.parameter): owned.name for owned in named_parameters(model.graph)}
    return [names[id(parameter)] for parameter in model.network().store.trainable.parameters]


def _array(tensor: Tensor) -> Array:
    return tensor.cpu().contiguous().numpy()


def _write(
    filepath: str | PathLike[str], header: Mapping[str, Any], tensors: dict[str, Array], overwrite: bool, where: str
) -> None:
    check_model_path(filepath, where)
    if not overwrite and Path(filepath).exists():
        raise FileError.of("save.exists", where=fspath(filepath))
    write_bytes(filepath, packed(header, tensors))


def packed(header: Mapping[str, Any], tensors: dict[str, Array]) -> bytes:
    """The complete file content for this description, including the digest; :func:`read` returns both."""
    text = json.dumps({"format": _FORMAT, seal.KEY: seal.BLANK, **header}, ensure_ascii=False)
    return seal.sealed(safetensors.numpy.save(tensors, metadata={_HEADER: text}))
