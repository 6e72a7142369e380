"""Why there is an activation between layers: without one, two layers are one.

Two spirals, one inside the other, and the question: to which does a point belong? Linear layers can only cut the plane
along a straight line, however many of them follow each other: 71 % of the points. Reached: all points with ReLU, leaky
ReLU and maxout between the layers (more than 95 % is asked for).
"""

from __future__ import annotations

import numpy as np

import nervure
from nervure.keras import layers, models, optimizers

generator = np.random.default_rng(0)
turn = np.sqrt(generator.uniform(0.02, 1, 600)) * 1.25 * 2 * np.pi
spiral = np.repeat([0, 1], 300)
angle = turn + np.pi * spiral
x = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1) / 8 + generator.normal(0, 0.02, (600, 2))


def trained(*hidden: layers.Layer) -> tuple[models.Sequential, float]:
    """A network with these layers before its last one, trained on the points: it and its accuracy."""
    nervure.set_seed(3)
    model = models.Sequential([layers.Input((2,)), *hidden, layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer=optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    model.fit(x, spiral, batch_size=100, epochs=100, verbose=0, seed=3)
    return model, model.evaluate(x, spiral, verbose=0)[1]


def drawn(model: models.Sequential) -> str:
    """The plane as the network sees it: # where it expects the second spiral."""
    across, down = np.meshgrid(np.linspace(-1, 1, 48), np.linspace(1, -1, 20))
    answers = model.predict(np.stack([across.ravel(), down.ravel()], axis=1), verbose=0).reshape(across.shape)
    return "\n".join("  " + "".join("#" if answer > 0.5 else "." for answer in row) for row in answers)


_, one = trained()
print(f"one linear layer                 {one:.3f}")
print("two linear layers: what they can do is the same, and nervure says so")
two_layers, two = trained(layers.Dense(32))
print(f"two linear layers                {two:.3f}")

# The proof: the kernels and biases of the two, multiplied out, are one layer that gives the same outputs.
w1, b1, w2, b2 = two_layers.get_weights()
as_one = 1 / (1 + np.exp(-(x @ (w1 @ w2) + (b1 @ w2 + b2))))
assert np.abs(as_one - two_layers.predict(x, verbose=0)).max() < 1e-5

# The activations of the lecture between three layers; its leaky ReLU has the slope 0.1, Keras' own default is 0.2.
between = {
    "sigmoid": lambda: [layers.Dense(32, activation="sigmoid"), layers.Dense(32, activation="sigmoid")],
    "tanh": lambda: [layers.Dense(32, activation="tanh"), layers.Dense(32, activation="tanh")],
    "ReLU": lambda: [layers.Dense(32, activation="relu"), layers.Dense(32, activation="relu")],
    "leaky ReLU, slope 0.1": lambda: [
        layers.Dense(32), layers.LeakyReLU(negative_slope=0.1), layers.Dense(32), layers.LeakyReLU(negative_slope=0.1),
    ],
    "maxout, the larger of two sums": lambda: [layers.Maxout(32, pieces=2), layers.Maxout(32, pieces=2)],
    "ELU": lambda: [layers.Dense(32, activation="elu"), layers.Dense(32, activation="elu")],
}  # fmt: skip
reached = {}
for name, hidden in between.items():
    model, reached[name] = trained(*hidden())
    print(f"{name:32} {reached[name]:.3f}")
    if name == "ReLU":
        print(drawn(model))

# The sigmoid could do it too, but its slope is at most 1/4, and through two of them little of a gradient is left: it
# learns far more slowly.
assert abs(one - two) < 0.05
assert max(one, two) < 0.75
assert reached["ReLU"] > 0.95
assert reached["leaky ReLU, slope 0.1"] > 0.95
assert reached["maxout, the larger of two sums"] > 0.95
