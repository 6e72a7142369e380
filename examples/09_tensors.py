"""Tensors, from one number to videos: what an array is, what it looks like, its channels and other shapes.

The lecture's section on tensors with its arrays, then with real images: what a shape may mean, a color image split
into red, green and blue, and images reshaped to the vectors that Dense layers read. Result: a network that recognizes
85 % of 2,000 held-out digits, each reshaped to one vector.
"""

from __future__ import annotations

import numpy as np
from matplotlib.cbook import get_sample_data
from PIL import Image

import nervure
from nervure.errors import ShapeError
from nervure.keras import layers, models
from nervure.tensors import describe, reshape, show, split_channels

x = np.array(12)
y = np.array([1, 2, 3, 4, 5])
z = np.array([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12, 13, 14, 15]])
p = np.array([z, [[2, 4, 6, 8, 10], [12, 14, 16, 18, 20], [22, 24, 26, 28, 30]],
              [[1, 3, 5, 6, 9], [11, 13, 15, 17, 19], [21, 23, 25, 27, 29]]])  # fmt: skip
for array in (x, y, z, p):
    print(describe(array))
    show(array)
    print()

pictures, digits = nervure.data.digits()
print(describe(pictures))
show(pictures[::2000])
print(describe(pictures, kind="grey_pictures"))

with Image.open(get_sample_data("grace_hopper.jpg", asfileobj=False)) as photograph:  # included with matplotlib
    picture = np.asarray(photograph.resize((32, 38)))
print(describe(picture))
show(picture)
for name, channel in split_channels(picture).items():
    print(name)
    show(channel)

one_clip = np.stack([np.roll(picture, frame, axis=1) for frame in range(4)])
print(describe(one_clip[None], kind="videos"))
show(one_clip[None])

try:
    reshape(pictures, (10000, 748))
except ShapeError as error:
    print(error)

vectors = reshape(pictures, (10000, -1))
print(describe(vectors, kind="vectors"))

nervure.set_seed(1)
x_train, y_train, x_test, y_test = nervure.data.split(vectors / np.float32(255), digits, 0.2)
model = models.Sequential([layers.Dense(32, activation="relu", input_shape=(784,)), layers.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=2, verbose=2)
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"{accuracy:.1%} of {len(x_test):,} held-out digits, each a vector of {vectors.shape[1]} numbers.")

assert describe(p).rank == 3
assert describe(pictures).readings[0].kind == "grey_pictures"
assert np.array_equal(reshape(vectors, pictures.shape), pictures)
assert accuracy >= 0.85
