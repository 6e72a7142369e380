"""Every public function and every method of a model, with a call of it that works."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import nervure as nv
from nervure.keras import config, utils
from nervure.layers import Conv2D, Dense, GlobalAveragePooling2D, Layer
from nervure.optimizers import schedules
from tests.contracts.nonsense import Subject

ROOMS = ("activations", "constraints", "data", "initializers", "insight", "layers", "losses", "metrics", "models",
         "optimizers", "regularizers", "tensors", "testing")  # fmt: skip
METHODS = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch", "gradients", "trace",
           "explain", "summary", "save", "save_weights", "load_weights", "compile", "get_layer")  # fmt: skip
# What Keras has elsewhere.
OF_KERAS = {
    config: ("set_epsilon", "set_floatx", "set_image_data_format"),
    utils: ("plot_model", "set_random_seed"),
    schedules: ("deserialize", "serialize"),
}
# What speaks about functions and names, and takes nothing that a user types.
_INSIDE = ("needs_shapes", "check_name", "positions", "class_weights")
# The errors of a function that a user passes are that function's own.
CALLED = {"watch": ("class",), "print_fn": ("class",)}

_ROWS = np.random.default_rng(0).random((8, 3)).astype("float32")
_IMAGES = np.random.default_rng(1).random((8, 8, 8, 1)).astype("float32")
_CLASSES = np.tile([0, 1], 4)
_ONE_HOT, _GUESSES = np.array([[0, 1.0], [1, 0]]), np.array([[0.2, 0.8], [0.6, 0.4]])


class Own(Layer):
    """Doubles."""

    def forward(self, x: Any, context: Any) -> tuple[Any, None]:
        return 2 * x, None

    def backward(self, dy: Any, cache: None) -> tuple[Any, dict[str, Any]]:
        return 2 * dy, {}

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


def network() -> Any:
    """A small classifier of images, compiled."""
    layers = [nv.Input((8, 8, 1)), Conv2D(2, 3, name="c"), GlobalAveragePooling2D(), Dense(2, activation="softmax")]
    model = nv.Sequential(layers)
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


_FALLING = schedules.ExponentialDecay(0.1, 10, 0.5)

# By the name of the argument.
_USUAL: Mapping[str, Callable[[], Any]] = {
    "y_true": lambda: _ONE_HOT, "y_pred": lambda: _GUESSES, "x": lambda: _ROWS, "identifier": lambda: None,
    "model": network, "data": lambda: (_IMAGES, _CLASSES), "picture": lambda: _IMAGES[0],
    "pictures": lambda: _IMAGES, "y": lambda: _CLASSES, "path": lambda: "d", "directory": lambda: "d",
    "array": lambda: _ROWS, "threshold": lambda: 0.5, "default_value": lambda: 0.0, "fraction": lambda: 0.25,
    "count": lambda: 8, "sequences": lambda: [[1, 2], [3]], "targets": lambda: _CLASSES, "steps": lambda: 2,
    "class_weight": lambda: {0: 1.0}, "shape": lambda: (4, 6), "layer": lambda: "c", "size": lambda: (4, 4),
    "y_train": lambda: _CLASSES, "y_validation": lambda: _CLASSES, "inputs": lambda: [_ROWS[:2], _ROWS[2:4]],
    "dataset": lambda: nv.data.ArrayDataset(_ROWS, _CLASSES),
}  # fmt: skip
_ONE_CLASS_EACH = {"y_true": lambda: np.array([0, 1])}
# By the name of the function, where the usual ones do not fit.
_FITTING: Mapping[str, Mapping[str, Callable[[], Any]]] = {
    "sparse_categorical_crossentropy": _ONE_CLASS_EACH,
    "sparse_categorical_accuracy": _ONE_CLASS_EACH,
    "sparse_top_k_categorical_accuracy": _ONE_CLASS_EACH,
    "categorical_generalized_cross_entropy": {**_ONE_CLASS_EACH, "q": lambda: 0.7},
    "losses.circle": {"y_true": lambda: np.array([0, 1, 0, 1]), "y_pred": lambda: np.eye(4, dtype="float32")},
    "Input": {"shape": lambda: (3,)},
    "concatenate": {"axis": lambda: -1},
    "dot": {"axes": lambda: -1},
    "smart_resize": {"x": lambda: _IMAGES[0]},
    "array_to_img": {"x": lambda: _IMAGES[0]},
    "save_img": {"x": lambda: _IMAGES[0], "path": lambda: "o.png"},
    "load_img": {"path": lambda: "d/a/0.png"},
    "img_to_array": {"img": lambda: Image.open("d/a/0.png")},
    "image_folder": {"image_size": lambda: (8, 8)},
    "picture_parts": {"image_size": lambda: (8, 8)},
    "image_dataset_from_directory": {"image_size": lambda: (8, 8)},
    "load_npz": {"path": lambda: "d.npz"},
    "split_dataset": {"dataset": lambda: _ROWS, "left_size": lambda: 0.5},
    "timeseries_dataset_from_array": {"data": lambda: _ROWS, "sequence_length": lambda: 2},
    "to_categorical": {"x": lambda: [0, 2]},
    "augmented": {"dataset": lambda: nv.data.ArrayDataset(_IMAGES, _CLASSES)},
    "check_layer": {"layer": Own, "input_shape": lambda: (3,)},
    "load_run": {"path": lambda: "run"},
    "plot_model": {"to_file": lambda: "drawn.svg"},
    "set_random_seed": {"seed": lambda: 1},
    "set_epsilon": {"value": lambda: 1e-7},
    "set_floatx": {"value": lambda: "float32"},
    "set_image_data_format": {"data_format": lambda: "channels_last"},
    "compute_fans": {"shape": lambda: (2, 3)},
    "clone_model": {"model": network},
    "load_model": {"filepath": lambda: "m.safetensors"},
    "save_model": {"filepath": lambda: "saved.safetensors"},
    "model_from_config": {"described": lambda: network().description()},
    "model_from_json": {"json_string": lambda: network().to_json()},
}
_SERIALIZED: Mapping[str, tuple[Any, Any]] = {
    "activations": ("relu", nv.activations.relu),
    "constraints": ("MaxNorm", nv.constraints.MaxNorm()),
    "initializers": ("zeros", nv.initializers.Zeros()),
    "losses": ("mse", nv.losses.MeanSquaredError()),
    "metrics": ("mse", nv.metrics.MeanSquaredError()),
    "optimizers": ("adam", nv.optimizers.Adam()),
    "optimizers.schedules": (schedules.serialize(_FALLING), _FALLING),
    "regularizers": ("l2", nv.regularizers.L2()),
}
_OF_METHODS: Mapping[str, Mapping[str, Any]] = {
    "fit": {"x": _IMAGES, "y": _CLASSES, "verbose": 0}, "evaluate": {"x": _IMAGES, "y": _CLASSES, "verbose": 0},
    "predict": {"x": _IMAGES, "verbose": 0}, "predict_on_batch": {"x": _IMAGES}, "trace": {"x": _IMAGES},
    "train_on_batch": {"x": _IMAGES, "y": _CLASSES}, "test_on_batch": {"x": _IMAGES, "y": _CLASSES},
    "gradients": {"x": _IMAGES, "y": _CLASSES}, "explain": {"x": _IMAGES[:2], "y": _CLASSES[:2]}, "summary": {},
    "save": {"filepath": "saved.safetensors"}, "save_weights": {"filepath": "w.safetensors"},
    "load_weights": {"filepath": "w.safetensors"}, "get_layer": {"name": "c"},
    "compile": {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy"},
}  # fmt: skip


def leave_files() -> None:
    """What the functions read, in the current folder."""
    for name in "ab":
        for number in range(4):
            levels = np.random.default_rng(number).integers(0, 255, (8, 8, 3)).astype("uint8")
            Path(f"d/{name}").mkdir(parents=True, exist_ok=True)
            Image.fromarray(levels).save(f"d/{name}/{number}.png")
    np.savez("d.npz", x=_ROWS, y=_CLASSES)
    network().save("m.safetensors")
    Path("run").mkdir()
    network().save("run/model.safetensors")
    network().save_weights("w.safetensors")


def functions() -> Iterator[Subject]:
    """Every public function, every method of a model, and the functions of the package itself."""
    for room in ROOMS:
        module = getattr(nv, room)
        for name in module.__all__:
            function = getattr(module, name)
            if isinstance(function, types.FunctionType) and name not in _INSIDE:
                yield _function(room, name, function)
    yield from map(_method, METHODS)
    for module, names in OF_KERAS.items():
        for name in names:
            yield _function(module.__name__.removeprefix("nervure."), name, getattr(module, name))
    yield _function("nervure", "load_run", nv.load_run)
    yield Subject("set_seed", nv.set_seed, {"seed": 1}, ("seed",))
    yield Subject("set_language", _spoken(nv.set_language), {"code": "en"}, ("code",))


def _function(room: str, name: str, function: Callable[..., Any]) -> Subject:
    fitting = {**_FITTING.get(name, {}), **_FITTING.get(f"{room}.{name}", {})}
    parameters = inspect.signature(function).parameters.values()
    open_to = tuple(each.name for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY))
    needed = {each.name for each in parameters if each.name in open_to and each.default is each.empty}
    if name in ("serialize", "deserialize", "get"):
        kept, made = _SERIALIZED.get(room, (None, None))
        given = dict.fromkeys(needed, made if name == "serialize" else kept)
    else:
        given = {each: fitting.get(each, _USUAL.get(each, lambda: None))() for each in needed | set(fitting)}
    return Subject(f"{room}.{name}", function, given, open_to)


def _method(name: str) -> Subject:
    def call(**arguments: Any) -> Any:
        return getattr(network(), name)(**arguments)

    parameters = inspect.signature(getattr(nv.Model, name)).parameters.values()
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    open_to = tuple(each.name for each in parameters if each.kind in kinds and each.name != "self")
    return Subject(f"Model.{name}", call, _OF_METHODS[name], open_to)


def _spoken(function: Callable[..., Any]) -> Callable[..., Any]:
    """The room of the language lies below that of the errors: it raises ValueError, with the same four lines."""

    def call(**arguments: Any) -> Any:
        try:
            return function(**arguments)
        except ValueError as problem:
            if len(str(problem).splitlines()) != 4:
                raise

    return call
