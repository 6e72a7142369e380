"""The zoo: networks by name."""

from __future__ import annotations

from nervure.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, Input, Layer, MaxPooling2D, Rescaling
from nervure.models.sequential import Sequential


def lecture_cnn(
    input_shape: tuple[int, int, int] = (28, 28, 1), num_classes: int = 10, momentum: float = 0.9
) -> Sequential:
    """The lecture's convolutional network.

    Two blocks of two 3x3 convolutions, each with ReLU and batch normalisation, then max pooling and dropout; 32 and 64
    filters; a dense layer of 128; softmax. It expects grey levels from 0 to 255.

    Args:
        input_shape: height, width, channels.
        num_classes: how many outputs.
        momentum: of the moving statistics. The layer's own 0.99 needs some 500 steps before ``predict`` can be
            trusted; 0.9 needs 50.

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
