"""Small programs with one mistake in a shape each; what they share stands before them."""

from __future__ import annotations

SHARED = """\
import numpy as np
import nervure
from nervure.data import digits
from nervure.keras import Input, Model, Sequential, layers, models
from nervure.keras.layers import *

pictures, numbers = digits()
pictures, numbers = pictures[:64].astype("float32") / 255, numbers[:64]
rows = pictures.reshape(64, -1)
one_hot = np.eye(10, dtype="float32")[numbers]
"""

MISTAKES: dict[str, str] = {
    "no channel axis in Input": """
model = Sequential([Input((28, 28)), Conv2D(4, 3), Flatten(), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "no channel axis in input_shape": """
model = models.Sequential()
model.add(layers.Conv2D(4, (3, 3), activation="relu", input_shape=(28, 28)))
model.add(layers.MaxPooling2D())
model.add(layers.Flatten())
model.add(layers.Dense(10, activation="softmax"))
""",
    "the samples counted in Input": """
model = Sequential([Input(shape=(64, 28, 28, 1)), Conv2D(4, 3), Flatten(), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures[..., None], numbers, verbose=0)
""",
    "the samples counted in input_shape": """
model = models.Sequential()
model.add(layers.Conv2D(4, 3, input_shape=(64, 28, 28, 1)))
model.add(layers.GlobalAveragePooling2D())
model.add(layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures[..., None], numbers, verbose=0)
""",
    "Flatten too early": """
model = Sequential([
    Input((28, 28, 1)),
    Flatten(),
    Conv2D(4, 3, activation="relu"),
    GlobalAveragePooling2D(),
    Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "vectors into a convolution": """
model = Sequential([Input((784,)), Conv2D(4, 3), Flatten(), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(rows, numbers, verbose=0)
""",
    "Flatten forgotten": """
model = models.Sequential()
model.add(Input((28, 28, 1)))
model.add(layers.Conv2D(4, 3, activation="relu"))
model.add(layers.MaxPooling2D(2))
model.add(layers.Dense(16, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "pooled away": """
x = inputs = Input((28, 28, 1))
for filters in (2, 3, 4, 5):
    x = layers.MaxPooling2D()(layers.Conv2D(filters, 3, padding="same")(x))
x = layers.Conv2D(6, 3, activation="relu")(x)
model = Model(inputs, layers.Dense(10)(layers.Flatten()(x)))
""",
    "a kernel larger than the map": """
model = Sequential([
    Input((28, 28, 1)),
    MaxPooling2D(4),
    MaxPooling2D(3),
    Conv2D(4, 3),
    Flatten(),
    Dense(10),
])
""",
    "vectors into an LSTM": """
model = Sequential([Input((28,)), LSTM(4), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures[:, 14], numbers, verbose=0)
""",
    "pictures into an LSTM": """
inputs = Input((28, 28, 1))
x = layers.LSTM(4)(inputs)
outputs = layers.Dense(10, activation="softmax")(x)
model = Model(inputs, outputs)
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "a stack of LSTMs without sequences": """
model = Sequential([
    Input((28, 28)),
    LSTM(6),
    LSTM(4),
    Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "a sequence left at the end": """
model = Sequential([Input((28, 28)), GRU(6, return_sequences=True), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "a flat LSTM in both directions": """
model = Sequential([Input((28, 28)), Flatten(), Bidirectional(LSTM(4)), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "a Reshape that does not add up": """
model = Sequential([Input((784,)), Reshape((28, 27, 1)), Conv2D(4, 3), Flatten(), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(rows, numbers, verbose=0)
""",
    "a residual sum of other widths": """
inputs = Input((784,))
x = layers.Dense(32, activation="relu")(inputs)
y = layers.Dense(24, activation="relu")(x)
outputs = layers.Dense(10, activation="softmax")(layers.Add()([x, y]))
model = Model(inputs, outputs)
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(rows, numbers, verbose=0)
""",
    "a residual sum of other heights": """
inputs = Input((28, 28, 1))
x = Conv2D(4, 3, padding="same", activation="relu")(inputs)
y = Conv2D(4, 3, activation="relu")(x)
outputs = Dense(10, activation="softmax")(GlobalAveragePooling2D()(Add()([x, y])))
model = Model(inputs, outputs)
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "branches that cannot be joined": """
inputs = Input((28, 28, 1))
near = Conv2D(4, 3, padding="same")(inputs)
far = Conv2D(4, 5)(inputs)
outputs = Dense(10, activation="softmax")(Flatten()(Concatenate()([near, far])))
model = Model(inputs, outputs)
""",
    "two inputs into one layer": """
left, right = Input((14, 28)), Input((14, 28))
both = layers.Dense(16, activation="relu")([layers.Flatten()(left), layers.Flatten()(right)])
model = Model([left, right], layers.Dense(10, activation="softmax")(both))
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit([pictures[:, :14], pictures[:, 14:]], numbers, verbose=0)
""",
    "groups that do not divide the channels": """
model = Sequential([Input((28, 28, 1)), Conv2D(6, 3), Conv2D(8, 3, groups=4), Flatten(), Dense(10)])
""",
    "an axis that is not there": """
model = Sequential([Input((784,)), Dense(16), LayerNormalization(axis=2), ReLU(), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(rows, numbers, verbose=0)
""",
    "pictures of any size made flat": """
model = Sequential([Input((None, None, 1)), Conv2D(4, 3), Flatten(), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "pictures into a network of vectors": """
x, y = pictures, numbers
model = Sequential([Input((784,)), Dense(16, activation="relu"), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(x, y, verbose=0)
""",
    "other features than declared": """
x, y = rows[:, :700], numbers
model = models.Sequential()
model.add(layers.Dense(16, activation="relu", input_shape=(784,)))
model.add(layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(x, y, verbose=0)
""",
    "gray pictures into a network of colors": """
x = pictures[..., None]
model = Sequential([Input((28, 28, 3)), Conv2D(4, 3), Flatten(), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(x, numbers, verbose=0)
""",
    "one picture to predict": """
model = Sequential([Input((28, 28, 1)), Conv2D(4, 3), Flatten(), Dense(10, activation="softmax")])
x = pictures[0][..., None]
print(model.predict(x, verbose=0).argmax())
""",
    "rows of one-hot labels and a loss of class numbers": """
model = Sequential([Input((784,)), Dense(10, activation="softmax")])
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
model.fit(rows, one_hot, verbose=0)
""",
    "one output for ten targets": """
model = Sequential([Input((784,)), Dense(16, activation="relu"), Dense(1)])
model.compile("sgd", "mse")
model.fit(rows, one_hot, verbose=0)
""",
    "an order of axes that are not there": """
model = Sequential([Input((28, 28, 1)), Permute((2, 1)), Flatten(), Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(pictures, numbers, verbose=0)
""",
    "a shared layer fed another width": """
left, right = Input((28,)), Input((14,))
shared = Dense(8, activation="relu")
model = Model([left, right], Dense(10)(Concatenate()([shared(left), shared(right)])))
""",
    "attention between other widths": """
query, value = Input((28, 28)), Input((28, 28))
asked = Dense(8)(query)
kept = Dense(6)(value)
model = Model([query, value], Attention()([asked, kept]))
""",
    "a cropping that leaves nothing": """
model = Sequential([Input((28, 28, 1)), MaxPooling2D(4), Cropping2D(4), Flatten(), Dense(10)])
""",
}
