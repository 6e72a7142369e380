"""What a library calls of an object while a network with it is drawn, trained, asked and saved: found by listening."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

X = np.random.default_rng(0).normal(size=(4, 6, 4)).astype("float32")
Y = X[:, 0, :1]
# Names that torch.nn.Module asks of a layer of Keras with that backend.
OF_TORCH = ("forward", "named_parameters")


def hooks(kind: type) -> list[str]:
    """The public methods that Keras' classes give ``kind``, ``__call__`` among them."""
    names = [name for name in dir(kind) if not name.startswith("_") or name == "__call__"]
    found = []
    for name in names:
        method = inspect.getattr_static(kind, name)
        if inspect.isfunction(method) and method.__module__.startswith("keras.") and name not in OF_TORCH:
            found.append(name)
    return found


def listening(kind: type, names: list[str], heard: set[str]) -> Any:
    """A subclass that defines ``names``, computes what ``kind`` computes, and notes what the library calls."""
    return type(kind.__name__, (kind,), {name: _noting(kind, name, heard) for name in names})


def _noting(kind: type, name: str, heard: set[str]) -> Callable[..., Any]:
    inherited = getattr(kind, name, None)

    def method(self: Any, *arguments: Any, **named: Any) -> Any:
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if not caller.startswith("tests."):
            heard.add(name)
        return None if inherited is None else inherited(self, *arguments, **named)

    return functools.wraps(inherited)(method) if inherited is not None else method


def trained(model: Any, **compiled: Any) -> None:
    """A short life: compiled, fitted with validation, evaluated, asked."""
    model.compile(**{"optimizer": "sgd", "loss": "mse", "metrics": ["mae"], **compiled})
    model.fit(X, Y, verbose=0, epochs=2, validation_split=0.5)
    model.evaluate(X, Y, verbose=0)
    model.predict(X, verbose=0)
    model.train_on_batch(X, Y)
    model.test_on_batch(X, Y)
    model.predict_on_batch(X)
    model.get_weights()
    model.summary(print_fn=lambda *_lines, **_options: None)


def around(library: Any, middle: Callable[[Any], Any]) -> Any:
    """A model whose middle is what ``middle`` makes of sequences (N, 6, 4)."""
    layers = library.layers
    entrance = library.Input((6, 4))
    return library.Model(entrance, layers.Dense(1)(layers.Flatten()(middle(entrance))))


ALONE: dict[str, dict[str, Any]] = {
    "Activation": {"activation": "tanh"}, "ActivityRegularization": {"l2": 0.1}, "AlphaDropout": {"rate": 0.5},
    "AveragePooling1D": {"pool_size": 2}, "BatchNormalization": {}, "Conv1D": {"filters": 2, "kernel_size": 2},
    "Conv1DTranspose": {"filters": 2, "kernel_size": 2}, "Cropping1D": {}, "Dense": {"units": 2},
    "DepthwiseConv1D": {"kernel_size": 2}, "Dropout": {"rate": 0.5}, "ELU": {}, "Flatten": {}, "GRU": {"units": 2},
    "GaussianDropout": {"rate": 0.5}, "GaussianNoise": {"stddev": 1.0}, "GlobalAveragePooling1D": {},
    "GlobalMaxPooling1D": {}, "GroupNormalization": {"groups": 2}, "Identity": {}, "LSTM": {"units": 2},
    "LayerNormalization": {}, "LeakyReLU": {}, "Masking": {}, "MaxPooling1D": {}, "PReLU": {},
    "Permute": {"dims": (2, 1)},
    "RMSNormalization": {}, "ReLU": {}, "Rescaling": {"scale": 2.0}, "Reshape": {"target_shape": (24,)},
    "SeparableConv1D": {"filters": 2, "kernel_size": 2}, "SimpleRNN": {"units": 2}, "Softmax": {},
    "SpatialDropout1D": {"rate": 0.5}, "UnitNormalization": {}, "UpSampling1D": {}, "ZeroPadding1D": {},
}  # fmt: skip
OF_PICTURES: dict[str, dict[str, Any]] = {
    "AveragePooling2D": {"pool_size": 2},
    **{f"{kind}2D": {} for kind in ("MaxPooling", "GlobalAveragePooling", "GlobalMaxPooling",
                                    "Cropping", "ZeroPadding", "UpSampling")},
    **{f"{kind}2D": {"filters": 2, "kernel_size": 2} for kind in ("Conv", "SeparableConv")},
    "Conv2DTranspose": {"filters": 2, "kernel_size": 2}, "DepthwiseConv2D": {"kernel_size": 2},
    "SpatialDropout2D": {"rate": 0.5},
}  # fmt: skip
OF_FILMS: dict[str, dict[str, Any]] = {
    "AveragePooling3D": {"pool_size": 1}, "MaxPooling3D": {"pool_size": 1}, "Cropping3D": {"cropping": 0},
    **{f"{kind}3D": {} for kind in ("GlobalAveragePooling", "GlobalMaxPooling", "ZeroPadding", "UpSampling")},
    "Conv3D": {"filters": 2, "kernel_size": 1}, "Conv3DTranspose": {"filters": 2, "kernel_size": 1},
    "SpatialDropout3D": {"rate": 0.5},
}  # fmt: skip
OF_TWO = ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract")
CELLS = ("GRUCell", "LSTMCell", "SimpleRNNCell")


def layer_lives() -> dict[str, Callable[[Any, Any], Any]]:
    """For each class of layers a model around one of it: ``life(library, kind)``."""
    lives: dict[str, Callable[[Any, Any], Any]] = {}
    for name, options in ALONE.items():
        lives[name] = lambda library, kind, options=options: around(library, kind(**options))
    for table, shape in ((OF_PICTURES, (6, 4, 1)), (OF_FILMS, (6, 2, 2, 1))):
        for name, options in table.items():
            lives[name] = lambda library, kind, options=options, shape=shape: around(
                library, lambda x: kind(**options)(library.layers.Reshape(shape)(x))
            )
    for name in OF_TWO:
        lives[name] = lambda library, kind: around(library, lambda x: kind()([x, x]))
    for name in CELLS:
        lives[name] = lambda library, kind: around(library, library.layers.RNN(kind(2)))
    lives["Dot"] = lambda library, kind: around(library, lambda x: kind(axes=2)([x, x]))
    for name in ("Attention", "AdditiveAttention"):
        lives[name] = lambda library, kind: around(library, lambda x: kind()([x, x]))
    lives["MultiHeadAttention"] = lambda library, kind: around(library, lambda x: kind(2, 2)(x, x))
    lives["StackedRNNCells"] = lambda library, kind: around(
        library, library.layers.RNN(kind([library.layers.LSTMCell(2), library.layers.GRUCell(2)]))
    )
    lives["RNN"] = lambda library, kind: around(library, kind(library.layers.LSTMCell(2)))
    lives["Bidirectional"] = lambda library, kind: around(library, kind(library.layers.LSTM(2)))
    lives["TimeDistributed"] = lambda library, kind: around(library, kind(library.layers.Dense(2)))
    lives["RepeatVector"] = lambda library, kind: around(library, lambda x: kind(2)(library.layers.Flatten()(x)))
    return lives
