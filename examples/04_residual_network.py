"""A network that is not a chain: skip connections, built by calling layers on the outputs of other layers.

A block adds its result to its input, so the gradient always has a short way back (He et al. 2015,
https://arxiv.org/abs/1512.03385). Result: 93 % of the digits it has never seen (required: more than 85 %).
"""

from __future__ import annotations

import numpy as np

import nervure
from nervure.keras import Input, Model, layers

nervure.set_seed(1)


def block(x, filters, strides=1):
    """Two convolutions and a skip connection; if the shape changes, the skip connection is a 1x1 convolution."""
    link = x if strides == 1 else layers.Conv2D(filters, 1, strides=strides, use_bias=False)(x)
    for number in (0, 1):
        x = layers.Conv2D(filters, 3, strides=1 if number else strides, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        if number == 0:
            x = layers.ReLU()(x)
    return layers.ReLU()(layers.Add()([link, x]))


inputs = Input((28, 28, 1))
x = layers.Rescaling(1 / 255)(inputs)
x = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(x)  # (N, 14, 14, 8)
x = block(x, 8)
x = block(x, 16, strides=2)  # (N, 7, 7, 16)
x = block(x, 32, strides=2)  # (N, 4, 4, 32)
x = layers.GlobalAveragePooling2D()(x)  # (N, 32)
model = Model(inputs, layers.Dense(10, activation="softmax")(x), name="residual")
model.summary()

pictures, digits, held_out_pictures, held_out_digits = nervure.data.split(*nervure.data.digits(), 0.2)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(pictures[:4000], digits[:4000], epochs=3, validation_data=(held_out_pictures, held_out_digits), verbose=2)

# What skip connections are for, in numbers: the size of the gradient at each kernel, from the loss backwards.
print("largest gradient at each kernel, for 100 digits")
for name, gradient in model.gradients(pictures[:100], digits[:100]).items():
    if name.endswith("/kernel"):
        print(f"  {name:18} {np.abs(gradient).max():.4f}")

loss, accuracy = model.evaluate(held_out_pictures, held_out_digits, verbose=0)
print(f"held out: {accuracy:.4f}")
assert accuracy > 0.85
