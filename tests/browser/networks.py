"""Small networks that together use every rule of the page, with a batch each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import nervure as nv

L = nv.layers
ONE_HOT, LABELS = "one_hot", "labels"
CURVES = (
    "linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "exponential", "softplus", "softsign", "silu",
    "gelu", "softmax",
)  # fmt: skip


class Case(NamedTuple):
    """A compiled network and a batch."""

    model: Any
    x: Any
    y: Any


def numbers(*shape: int) -> Any:
    return np.random.default_rng(7).normal(size=shape)


def _targets(kind: str) -> Any:
    labels = np.array([0, 3, 1])
    return {LABELS: labels, ONE_HOT: np.eye(4)[labels]}.get(kind, numbers(3, 4))


def _case(input_shape: tuple[int, ...], *layers: Any, loss: Any = "mse", optimizer: Any = None, y: str = "") -> Case:
    model = nv.Sequential([nv.Input(input_shape), *layers])
    model.compile(nv.optimizers.SGD(0.1) if optimizer is None else optimizer, loss)
    return Case(model, numbers(3, *input_shape), _targets(y))


def _picture(*layers: Any, shape: tuple[int, ...] = (6, 7, 3), **rest: Any) -> Case:
    return _case(shape, *layers, L.Flatten(), L.Dense(4), **rest)


def _curve(name: str) -> Callable[[], Case]:
    return lambda: _case((5,), L.Dense(6, activation=name), L.Dense(4))


def _convolution(filters: int = 4, **options: Any) -> Callable[[], Case]:
    return lambda: _case((6, 7, 3), L.Conv2D(filters, 3, **options), L.GlobalAveragePooling2D(), L.Dense(4))


def _transposed(**options: Any) -> Callable[[], Case]:
    return lambda: _picture(L.Conv2DTranspose(4, 3, **options), shape=(3, 4, 3))


def _classifier(loss: Any, optimizer: Any = None, *, activation: str = "softmax", fused: bool, y: str) -> Case:
    apart = () if fused else (L.Reshape((4,)),)
    return _case((5,), L.Dense(4, activation=activation), *apart, loss=loss, optimizer=optimizer, y=y)


def _merged() -> Case:
    x = nv.Input((5,))
    first, second = L.Dense(4, activation="tanh")(x), L.Dense(4)(x)
    kinds = (L.Add, L.Subtract, L.Multiply, L.Average, L.Maximum, L.Minimum)
    model = nv.Model(x, L.Dense(4)(L.Concatenate()([*(kind()([first, second]) for kind in kinds), first])))
    model.compile("sgd", "mse")
    return Case(model, numbers(3, 5), numbers(3, 4))


def _shared() -> Case:
    x, twice = nv.Input((5,)), L.Dense(5, activation="tanh")
    model = nv.Model(x, L.Dense(4)(twice(twice(x))))
    model.compile("sgd", "mse")
    return Case(model, numbers(3, 5), numbers(3, 4))


def _embedded() -> Case:
    case = _case((6,), L.Embedding(9, 3), L.Flatten(), L.Dense(4))
    return case._replace(x=np.random.default_rng(7).integers(0, 9, (3, 6)))


def _rearranged() -> Case:
    return _picture(
        L.ZeroPadding2D(((1, 2), (0, 3))), L.Cropping2D(((0, 1), (2, 1))), L.UpSampling2D((2, 3)), L.Permute((3, 1, 2)),
        L.Reshape((3, -1)), L.Flatten(), L.RepeatVector(2), L.Rescaling(0.5, 1.0),
    )  # fmt: skip


def _normalized() -> Case:
    rectifier = L.ReLU(max_value=1.0, negative_slope=0.1, threshold=0.05)
    layers = (L.Conv2D(4, 3, use_bias=False), L.BatchNormalization(), rectifier, L.MaxPooling2D(2), L.Dropout(0.4))
    return _picture(*layers)


SMOOTHED = nv.losses.CategoricalCrossentropy(label_smoothing=0.1)
MOMENTUM = nv.optimizers.SGD(0.1, momentum=0.9)
NESTEROV = nv.optimizers.SGD(0.1, momentum=0.9, nesterov=True)

CASES: dict[str, Callable[[], Case]] = {
    **{name: _curve(name) for name in CURVES},
    "softmax with labels, adam": lambda: _classifier("sparse_categorical_crossentropy", "adam", fused=True, y=LABELS),
    "softmax, smoothed, momentum": lambda: _classifier(SMOOTHED, MOMENTUM, fused=True, y=ONE_HOT),
    "cross-entropy by itself": lambda: _classifier("categorical_crossentropy", NESTEROV, fused=False, y=ONE_HOT),
    "sparse cross-entropy by itself": lambda: _classifier("sparse_categorical_crossentropy", fused=False, y=LABELS),
    "sigmoid": lambda: _classifier("binary_crossentropy", activation="sigmoid", fused=True, y=ONE_HOT),
    "binary by itself": lambda: _classifier("binary_crossentropy", activation="sigmoid", fused=False, y=ONE_HOT),
    "half squared error": lambda: _case((5,), L.Dense(4), loss=nv.losses.HalfSquaredError()),
    "absolute error, rmsprop": lambda: _case((5,), L.Dense(4), loss="mae", optimizer="rmsprop"),
    "penalties": lambda: _case((5,), L.Dense(4, kernel_regularizer="l2", bias_regularizer=nv.regularizers.L1(0.02))),
    "clipping": lambda: _case((5,), L.Dense(4), optimizer=nv.optimizers.Adam(0.01, clipnorm=0.1)),
    "convolution, same": _convolution(padding="same"),
    "convolution, strides": _convolution(strides=2, padding="same"),
    "convolution, dilation": _convolution(dilation_rate=2),
    "convolution, groups": _convolution(6, groups=3),
    "convolution, no bias": _convolution(strides=(2, 1), use_bias=False),
    "convolution of sequences": lambda: _picture(
        L.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="relu"), L.GlobalMaxPooling1D(), shape=(8, 3)
    ),
    "convolution of volumes": lambda: _picture(
        L.Conv3D(3, 2, strides=(1, 2, 1), padding="same"), L.MaxPooling3D(2), shape=(4, 5, 5, 2)
    ),
    "depthwise": lambda: _picture(L.DepthwiseConv2D(3, depth_multiplier=2, padding="same")),
    "separable": lambda: _picture(L.SeparableConv2D(4, 3, depth_multiplier=2)),
    "transposed": _transposed(),
    "transposed, same": _transposed(strides=2, padding="same"),
    "transposed, strides": _transposed(strides=3),
    "transposed, more": _transposed(strides=2, output_padding=1),
    "pooling": lambda: _picture(
        L.MaxPooling2D(3, strides=2, padding="same"), L.AveragePooling2D(3, strides=2, padding="same")
    ),
    "batch normalization": _normalized,
    "batch normalization of an axis": lambda: _picture(L.BatchNormalization(scale=False, axis=2)),
    "layer normalization": lambda: _picture(L.LayerNormalization(), L.Flatten(), L.LayerNormalization(center=False)),
    "layer normalization of axes": lambda: _picture(L.LayerNormalization(axis=(1, 3))),
    "dropout of maps": lambda: _picture(L.SpatialDropout2D(0.5)),
    "rearranging": _rearranged,
    "embedding": _embedded,
    "maxout": lambda: _case((5,), L.Maxout(6, 3), L.Dense(4)),
    "merges": _merged,
    "one layer twice": _shared,
    "recurrent": lambda: _case((4, 3), L.LSTM(3), L.Dense(4)),
}
