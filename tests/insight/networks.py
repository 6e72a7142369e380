"""Small networks for the tests of this room: every kind of way from a picture to a layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from nervure import Input, Model, Sequential
from nervure.layers import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Multiply,
    Rescaling,
    Reshape,
    UpSampling2D,
    ZeroPadding2D,
)

Array = np.ndarray[Any, Any]


def pictures(count: int, *, height: int = 12, width: int = 10, channels: int = 1, seed: int = 0) -> Array:
    """Random pictures with levels from 0 to 255, float32."""
    levels = np.random.default_rng(seed).integers(0, 256, (count, height, width, channels))
    return levels.astype("float32")


def classifier(*, num_classes: int = 4, channels: int = 1, activation: str | None = "softmax") -> Sequential:
    """Convolutions, moving statistics, dropout: (12, 10, channels) to classes."""
    units = 1 if activation == "sigmoid" else num_classes
    model = Sequential(
        [
            Input((12, 10, channels)),
            Rescaling(1 / 255),
            Conv2D(6, 3, activation="relu", padding="same", name="first"),
            BatchNormalization(name="normalized"),
            MaxPooling2D(name="pooled"),
            Dropout(0.3, name="dropped"),
            Conv2D(8, 3, activation="relu", name="second"),
            Flatten(name="flat"),
            Dense(units, activation=activation, name="classes"),
        ]
    )
    set_random_weights(model)
    return model


def set_random_weights(model: Model, seed: int = 1) -> None:
    """Weights without zeros, and statistics as training would leave them."""
    random = np.random.default_rng(seed)
    weights = []
    for weight in model.get_weights():
        drawn = random.normal(0, 0.5, weight.shape)
        weights.append(np.abs(drawn) + 0.5 if weight.ndim == 1 and weight.min() >= 1 else drawn)
    model.set_weights(weights)


def residual() -> Model:
    """Two residual blocks, the second with stride 2 and a shortcut of its own, after a first convolution."""
    x = Input((16, 15, 1))
    stem = Conv2D(3, 3, padding="same", name="stem")(x)
    inner = Conv2D(3, 3, padding="same", name="inner")(stem)
    added = Add(name="added")([stem, inner])
    down = Conv2D(3, 3, strides=2, padding="same", name="down")(added)
    shortcut = Conv2D(3, 1, strides=2, padding="same", name="shortcut")(added)
    joined = Add(name="joined")([down, shortcut])
    return Model(x, Dense(3, activation="softmax")(GlobalAveragePooling2D(name="mean")(joined)))


def crossed() -> Model:
    """Branches that see a row, a column, and a square with gaps: a union that is no rectangle."""
    x = Input((13, 13, 1))
    row = Conv2D(2, (1, 5), padding="same", name="row")(x)
    column = Conv2D(2, (5, 1), padding="same", name="column")(x)
    gaps = Conv2D(2, 3, dilation_rate=2, padding="same", name="gaps")(x)
    joined = Concatenate(name="joined")([row, column, gaps])
    after = Conv2D(2, 2, name="after")(joined)
    return Model(x, Dense(3, activation="softmax")(Flatten()(after)))


def winding() -> Model:
    """Up and down, padded and cropped, one window at a time and everywhere at once."""
    x = Input((12, 11, 2))
    padded = ZeroPadding2D(((1, 2), (0, 3)), name="padded")(x)
    depthwise = DepthwiseConv2D(3, strides=2, name="depthwise")(padded)
    mean = AveragePooling2D(2, strides=1, padding="same", name="mean")(depthwise)
    up = UpSampling2D(2, name="up")(mean)
    smooth = UpSampling2D((3, 2), interpolation="bilinear", name="smooth")(mean)
    transposed = Conv2DTranspose(2, 3, strides=2, padding="same", name="transposed")(mean)
    cropped = Cropping2D(((1, 0), (2, 1)), name="cropped")(Add(name="met")([up, transposed]))
    gate = Dense(2, activation="sigmoid", name="gate")(GlobalAveragePooling2D(keepdims=True, name="whole")(cropped))
    gated = Multiply(name="gated")([cropped, gate])
    ends = [Flatten()(gated), Flatten()(smooth)]
    return Model(x, Dense(3, activation="softmax", name="classes")(Concatenate()(ends)))


def without_channels() -> Sequential:
    """Gray pictures that get their channel axis inside."""
    return Sequential(
        [
            Input((9, 8)),
            Reshape((9, 8, 1), name="with_channel"),
            Conv2D(3, 3, name="only", activation="relu"),
            Activation("tanh", name="bent"),
            Flatten(),
            Dense(3, activation="softmax"),
        ]
    )
