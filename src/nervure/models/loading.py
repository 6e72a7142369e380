"""Models from files, from JSON, and from each other."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import torch

from nervure import layers
from nervure.arguments import Flag, Named, PathLike, Procedure, Word, checked
from nervure.arguments.objects import Instance
from nervure.errors import ArgumentError, FileError, UnknownNameError, advise, said_of
from nervure.layers import Layer
from nervure.models import weight_files
from nervure.models.building import Makers, blaming, build
from nervure.models.compile_config import compile_arguments, settled_precision
from nervure.models.custom_objects import CustomObjects, layer_from
from nervure.models.graph_model import GraphModel
from nervure.models.model import Model
from nervure.models.sequential import Sequential


@checked
def load_model(filepath: PathLike, custom_objects: Named | None = None, compile: Flag = True) -> Any:
    """The model saved by :meth:`Model.save`: architecture, weights, compile arguments, optimizer state.

    Loading runs no code from the file: names are looked up among nervure's own classes and ``custom_objects``.

    Args:
        filepath: the file.
        custom_objects: custom layers, initializers, losses, metrics, optimizers and functions by name; the module of a
            ``TorchModule`` by the layer's name.
        compile: whether to compile the model as it was when saved.

    Raises:
        FileError: the file cannot be read, or was not written by nervure.
        UnknownNameError: it names a class that is neither built in nor in ``custom_objects``.

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
    with blaming(str(filepath)):
        described = weight_files.description(file)
        model = _from_description(described, custom_objects, str(filepath), draws_values=False)
        # Everything is checked before weights take memory.
        weight_files.check_weights(model, file)
        weight_files.put_seeds(model, file)
        is_compiled = compile and file.header.get("compile") is not None and _compile(model, file, custom_objects or {})
        weight_files.put_weights(model, file, keeps_digits=True)
        _draw_from_now_on(model)
        if is_compiled:
            weight_files.put_optimizer_state(model, file)
    return model


@checked
def model_from_json(json_string: Any, custom_objects: Named | None = None) -> Any:
    """The model whose architecture ``to_json`` wrote, with fresh weights.

    Raises:
        FileError: the text is not JSON, or not a model description.
        UnknownNameError: it names a class that is neither built in nor in ``custom_objects``.
    """
    try:
        described = json.loads(json_string)
    except (ValueError, TypeError, RecursionError) as problem:
        raise FileError.of("load.no_json", where="model_from_json", got=said_of(problem)) from problem
    return model_from_config(described, custom_objects, where="model_from_json")


@checked
def model_from_config(described: Any, custom_objects: Named | None = None, *, where: Word = "model_from_config") -> Any:
    """The model that :meth:`Model.description` described, with fresh weights."""
    return _from_description(described, custom_objects, where)


AnyModel = Annotated[Model, Instance(Model)]


@checked
def clone_model(model: AnyModel, clone_function: Procedure | None = None) -> Any:
    """A model of the same architecture with its own fresh weights.

    Args:
        model: the model to clone; it is not changed.
        clone_function: makes the new layer from each old one; by default one of the same class and arguments.
    """
    originals = _leaves(model)
    copied = clone_function or _copied
    makers = _makers(lambda _, path: copied(originals[path]), "clone_model")
    return _built(model.description(), makers._replace(opens_layers=False))


def _leaves(model: GraphModel, prefix: str = "") -> dict[str, Layer]:
    """The layers of a model and of the models inside, by their paths."""
    found: dict[str, Layer] = {}
    for layer in model.layers:
        path = prefix + model.name_of(layer)
        found.update(_leaves(layer, f"{path}/") if isinstance(layer, GraphModel) else {path: layer})
    return found


def _copied(layer: Layer) -> Layer:
    """A layer of the same class and arguments; torch modules and layers among the arguments are recreated."""
    _, arguments = layer.__getnewargs_ex__()
    make: Callable[..., Layer] = type(layer)
    return make(**{name: _copied_argument(x) for name, x in arguments.items()})


def _copied_argument(x: Any) -> Any:
    if isinstance(x, torch.nn.Module):
        return copy.deepcopy(x)
    if isinstance(x, (list, tuple)):
        return [_copied_argument(item) for item in x] if any(isinstance(item, Layer) for item in x) else x
    if not isinstance(x, Layer):
        return x
    made: Layer = clone_model(x) if isinstance(x, Model) else _copied(x)
    if made.trainable != x.trainable:
        made.trainable = x.trainable
    return made


@checked
def save_model(model: AnyModel, filepath: PathLike, overwrite: Flag = True) -> None:
    """The same as ``model.save(filepath)``."""
    model.save(filepath, overwrite)


def _from_description(
    described: Any, custom_objects: CustomObjects | None, where: str, *, draws_values: bool = True
) -> Any:
    known, custom = {**layers.TABLE, **(custom_objects or {})}, custom_objects or {}
    makers = _makers(lambda layer, path: layer_from(layer, path, known, custom, where), where, draws_values)
    return _built(described, makers)


def _makers(layer: Callable[[Mapping[str, Any], str], Layer], where: str, draws_values: bool = True) -> Makers:
    return Makers(
        layer=layer,
        graph=lambda inputs, outputs, name: _made(Model, draws_values, inputs, outputs, name=name),
        chain=lambda chain, name: _made(Sequential, draws_values, list(chain), name=name),
        where=where,
    )


def _made(kind: type[Model], draws_values: bool, *ends: Any, name: str | None) -> Model:
    """``kind(*ends, name=name)``, told first whether it should initialize its weights."""
    made = kind.__new__(kind, *ends, name=name)
    made.draws_values = draws_values
    made.__init__(*ends, name=name)  # type: ignore[misc]
    return made


def _draw_from_now_on(layer: Layer) -> None:
    """Models initialize what is added to them later, like any other model."""
    if isinstance(layer, GraphModel):
        layer.draws_values = True
    for inner in layer.sublayers:
        _draw_from_now_on(inner)


def _built(described: Any, makers: Makers) -> Any:
    made = build(described, makers)
    if not isinstance(made, GraphModel):
        raise FileError.of("load.no_model", where=makers.where, got=type(made).__name__)
    return made


def _compile(model: Any, file: weight_files.ModelFile, custom: CustomObjects) -> bool:
    """Compiles the model as before and checks the optimizer state; False if custom code is missing."""
    try:
        model.compile(**compile_arguments(file.header["compile"], custom, str(file.path)))
    except (UnknownNameError, ArgumentError) as problem:
        # A custom loss function is code, which the file does not contain; the weights can still be used.
        model.forget_compilation()
        advise("load.compile_left_out", where=str(file.path), problem=problem.problem)
        return False
    settled_precision(model.compilation, file.header["compile"])
    weight_files.checked_optimizer_state(model, file)
    return True
