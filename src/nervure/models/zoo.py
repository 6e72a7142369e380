"""The zoo: networks by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nervure.layers import (
    Activation,
    Add,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    Layer,
    MaxPooling2D,
    Rescaling,
)
from nervure.models.model import Model
from nervure.models.sequential import Sequential

_LARGE = 48  # images with sides of at least this many pixels are halved once more


def lecture_cnn(
    input_shape: tuple[int, int, int] = (28, 28, 1), num_classes: int = 10, momentum: float = 0.9
) -> Sequential:
    """The lecture's convolutional network.

    Two blocks of two 3x3 convolutions, each with ReLU and batch normalization, then max pooling and dropout; 32 and 64
    filters; a dense layer of 128; softmax. It expects gray levels from 0 to 255.

    Args:
        input_shape: height, width, channels.
        num_classes: the number of outputs.
        momentum: of the moving statistics. The layer's default of 0.99 needs about 500 steps before ``predict`` is
            reliable; 0.9 needs 50.

    Examples:
        >>> lecture_cnn((28, 28, 3)).count_params()
        469162
    """
    layers = [Rescaling(1 / 255), *_block(32, momentum), *_block(64, momentum)]
    ending = [Flatten(), Dense(128, activation="relu"), Dense(num_classes, activation="softmax")]
    return Sequential([Input(input_shape), *layers, *ending], name="lecture_cnn")


def _block(filters: int, momentum: float) -> list[Layer]:
    layers: list[Layer] = []
    for _ in range(2):
        layers += [
            Conv2D(filters, (3, 3), padding="same", activation="relu"),
            BatchNormalization(momentum=momentum),
        ]
    return [*layers, MaxPooling2D(), Dropout(0.4)]


def lecture_mlp(input_shape: tuple[int, int, int] = (28, 28, 1), num_classes: int = 10, units: int = 16) -> Sequential:
    """The lecture's fully connected network: two hidden layers of 16 units with ReLU, then softmax, for images.

    It reads an image as one vector, losing which pixels are neighbors. It expects levels from 0 to 255.

    Args:
        input_shape: height, width, channels.
        num_classes: the number of outputs.
        units: of each hidden layer.

    Examples:
        >>> lecture_mlp((28, 28, 1)).count_params()
        13002
    """
    hidden = [Dense(units, activation="relu") for _ in range(2)]
    layers = [Rescaling(1 / 255), Flatten(), *hidden, Dense(num_classes, activation="softmax")]
    return Sequential([Input(input_shape), *layers], name="lecture_mlp")


def small_resnet(
    input_shape: tuple[int, int, int] = (32, 32, 3),
    num_classes: int = 10,
    widths: tuple[int, ...] = (32, 64, 112),
    momentum: float = 0.9,
) -> Model:
    """A residual network for small images, with 0.4 million parameters.

    A 3x3 convolution; then for each width a convolution to that many channels, max pooling, and two convolutions with a
    skip connection; finally the mean of each channel and softmax. Each convolution is followed by batch normalization
    and ReLU. Images of 48 pixels or more are halved once more at the start. It expects levels from 0 to 255.

    Args:
        input_shape: height, width, channels.
        num_classes: the number of outputs.
        widths: the channels of each stage; images are halved from one stage to the next.
        momentum: of the moving statistics, see :func:`lecture_cnn`.

    Source:
        He et al., "Deep residual learning for image recognition" (2015), https://arxiv.org/abs/1512.03385

    Examples:
        >>> small_resnet((28, 28, 3)).count_params()
        405386
    """
    inputs = Input(input_shape)
    x = _normalized(Rescaling(1 / 255)(inputs), widths[0], momentum)
    if min(input_shape[:2]) >= _LARGE:
        x = MaxPooling2D()(x)
    for number, filters in enumerate(widths):
        if number:
            x = MaxPooling2D()(_normalized(x, filters, momentum))
        x = _residual(x, filters, momentum)
    outputs = Dense(num_classes, activation="softmax")(GlobalAveragePooling2D()(x))
    return Model(inputs, outputs, name="small_resnet")


def _normalized(x: Any, filters: int, momentum: float, *, activated: bool = True) -> Any:
    x = Conv2D(filters, (3, 3), padding="same", use_bias=False)(x)
    x = BatchNormalization(momentum=momentum)(x)
    return Activation("relu")(x) if activated else x


def _residual(x: Any, filters: int, momentum: float) -> Any:
    branch = _normalized(x, filters, momentum)
    branch = _normalized(branch, filters, momentum, activated=False)
    return Activation("relu")(Add()([x, branch]))


# Keyed by the names used on the command line.
NETWORKS: dict[str, Callable[..., Model]] = {
    "lecture-cnn": lecture_cnn,
    "lecture-mlp": lecture_mlp,
    "small-resnet": small_resnet,
}
